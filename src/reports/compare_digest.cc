#include "reports/compare_digest.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "reports/width.h"

namespace sftdoctor {
namespace {

/// How a value is called, with {} for the place or the unit of the axis where there is one.
struct Label {
  const char *id, *en, *zh;
};
constexpr Label kLabels[] = {
    {"loss.at_step", "loss at step {}", "第 {} 步的 loss"},
    {"loss.at_epoch", "loss at epoch {}", "epoch {} 处的 loss"},
    {"loss.level", "loss at its end", "各自结束时的 loss"},
    {"loss.best", "best loss", "最好 loss"},
    {"loss.slope", "loss slope, {}", "loss 斜率（{}）"},
    {"loss.noise", "loss noise", "loss 噪声"},
    {"loss.forecast", "forecast at its end", "计划结束时的预测"},
    {"eval.at_step", "eval loss at step {}", "第 {} 步的验证 loss"},
    {"eval.at_epoch", "eval loss at epoch {}", "epoch {} 处的验证 loss"},
    {"eval.level", "eval loss at its end", "各自结束时的验证 loss"},
    {"eval.best", "best eval loss", "最好验证 loss"},
    {"bleu.at_step", "BLEU at step {}", "第 {} 步的 BLEU"},
    {"bleu.at_epoch", "BLEU at epoch {}", "epoch {} 处的 BLEU"},
    {"bleu.last", "last BLEU", "最后一次 BLEU"},
    {"bleu.best", "best BLEU", "最好 BLEU"},
    {"lr.max", "highest learning rate", "最高学习率"},
    {"lr.last", "last learning rate", "最后的学习率"},
    {"run.steps_per_epoch", "steps per epoch", "每个 epoch 的步数"},
    {"run.epochs", "epochs", "epoch 数"},
    {"run.steps", "steps", "步数"},
    {"run.records", "records", "记录数"},
};

constexpr std::pair<const char*, const char*> kSlopeUnits[] = {
    {"", ""}, {"per epoch", "每 epoch"}, {"per 1,000 steps", "每 1000 步"}, {"per 100 records", "每 100 条记录"}};

constexpr std::pair<const char*, const char*> kOutcomes[] = {
    {"worse", "变差"}, {"inconclusive", "无法判断"}, {"better", "变好"}};

constexpr std::pair<const char*, const char*> kAxes[] = {{"", ""},
                                                         {"compared by epoch", "按 epoch 对齐"},
                                                         {"compared by step", "按步数对齐"},
                                                         {"compared by record", "按记录对齐"}};

struct ChangeName {
  const char *en, *zh;
  Ink ink;
};
constexpr ChangeName kChanges[] = {
    {"went away", "已消失", Ink::kGood}, {"appeared", "新出现", Ink::kError}, {"stayed", "仍存在", Ink::kWarning}};

std::string LabelOf(const RunComparison& c, const std::string& id, const Words& words) {
  for (const Label& label : kLabels) {
    if (label.id != id) continue;
    std::string place;
    if (id.ends_with(".at_step")) place = Grouped(*c.same_step);
    if (id.ends_with(".at_epoch")) place = fmt::format("{:.2f}", c.axis.to);
    if (id == "loss.slope") {
      const auto& unit = kSlopeUnits[static_cast<std::size_t>(c.axis.kind)];
      place = words[Text{unit.first, unit.second}];
    }
    return fmt::format(fmt::runtime(words[Text{label.en, label.zh}]), place);
  }
  return id;
}

/// Counts have no decimals, measures have four digits.
std::string NumberOf(const std::string& id, double value) {
  return id.starts_with("run.") ? Grouped(value) : ShortNumber(value);
}

std::string CellOf(const std::string& id, const std::optional<double>& number) {
  return number ? NumberOf(id, *number) : "";
}

std::string BandCell(const std::optional<Estimate>& band, const Words& words) {
  const auto rough = [](double value) { return fmt::format("{:.3g}", value); };  // a band is no finer than that
  return band ? words(Word::kBand, rough(band->low), rough(band->high)) : "";
}

/// The difference of two numbers as they are shown, with its sign.
std::string DifferenceOf(const ComparedValue& value) {
  const auto gap = value.difference();
  if (!gap) return "";
  const std::string size = NumberOf(value.id, std::abs(*gap));
  return *gap == 0 || size == "0" ? "0" : (*gap > 0 ? "+" : "-") + size;
}

}  // namespace

std::vector<ComparisonRow> ComparisonRows(const RunComparison& comparison, const Words& words) {
  std::vector<ComparisonRow> rows;
  for (const ComparedValue& value : comparison.values) {
    rows.push_back({LabelOf(comparison, value.id, words), CellOf(value.id, value.a), CellOf(value.id, value.b),
                    DifferenceOf(value)});
    if (value.band_a || value.band_b)
      rows.push_back({words[Word::kBandLabel], BandCell(value.band_a, words), BandCell(value.band_b, words), ""});
  }
  return rows;
}

std::vector<FindingLine> FindingLines(const RunComparison& comparison, const Words& words, const Pen& pen) {
  std::vector<FindingLine> lines;
  for (const FindingChange change : {FindingChange::kWentAway, FindingChange::kAppeared, FindingChange::kStayed}) {
    const ChangeName& name = kChanges[static_cast<std::size_t>(change)];
    std::string ids;
    bool bad = false;
    for (const ComparedFinding& finding : comparison.findings) {
      if (finding.change != change) continue;
      bad = bad || finding.either().severity > Severity::kInfo;
      ids += (ids.empty() ? "" : ", ") + finding.either().check->id;
      const bool moved = finding.a && finding.b && finding.a->severity != finding.b->severity;
      if (moved)
        ids += fmt::format(" ({} {} {})", words[finding.a->severity], pen[Sign::kArrow], words[finding.b->severity]);
    }
    if (!ids.empty()) lines.push_back({words[Text{name.en, name.zh}], std::move(ids), bad ? name.ink : Ink::kInfo});
  }
  return lines;
}

std::string ComparedVerdictName(ComparedVerdict verdict, const Words& words) {
  const auto& [en, zh] = kOutcomes[static_cast<std::size_t>(verdict)];
  return words[Text{en, zh}];
}

Ink InkOf(ComparedVerdict verdict) {
  static constexpr std::array<Ink, 3> kInks = {Ink::kError, Ink::kInfo, Ink::kGood};
  return kInks[static_cast<std::size_t>(verdict)];
}

Sign SignOf(ComparedVerdict verdict) {
  static constexpr std::array<Sign, 3> kSigns = {Sign::kCross, Sign::kUnknown, Sign::kTick};
  return kSigns[static_cast<std::size_t>(verdict)];
}

std::string AxisLine(const RunComparison& comparison, const Words& words) {
  if (comparison.axis.kind == AxisKind::kNone) return "";
  const auto& [en, zh] = kAxes[static_cast<std::size_t>(comparison.axis.kind)];
  return words.Labelled(words[Text{en, zh}], words[comparison.axis.because]);
}

}  // namespace sftdoctor
