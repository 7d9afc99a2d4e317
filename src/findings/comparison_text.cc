#include "findings/comparison_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace sftdoctor {
namespace {

Text StretchText(AxisKind kind, double from, double to) {
  static constexpr std::pair<const char*, const char*> kNames[] = {
      {"", ""}, {"epochs", "epoch"}, {"steps", "步"}, {"records", "记录"}};
  const auto& [en, zh] = kNames[static_cast<std::size_t>(kind)];
  const auto number = [&](double value) {
    return kind == AxisKind::kEpoch ? fmt::format("{:.2f}", value) : fmt::format("{:.0f}", value);
  };
  return {fmt::format("{} {} to {}", en, number(from), number(to)),
          fmt::format("{} {}–{}", zh, number(from), number(to))};
}

Text NameOf(const std::string& metric) {
  if (metric == "bleu") return {"BLEU", "BLEU"};
  return metric == "eval" ? Text{"evaluation loss", "验证 loss"} : Text{"loss", "loss"};
}

/// The measure that the verdict goes by.
const MetricComparison* Deciding(const RunComparison& c) {
  if (c.reason == ComparisonReason::kBleuDiffers) return &*c.bleu;
  for (const auto* metric : {&c.eval, &c.loss}) {
    if (*metric && (*metric)->reason == c.reason) return &**metric;
  }
  return nullptr;
}

Text DiffersSentence(const RunComparison& c) {
  const MetricComparison& m = *Deciding(c);
  const Text stretch = StretchText(c.axis.kind, m.from, m.to), name = NameOf(m.metric);
  const double gap = m.level_b - m.level_a;
  const std::string size = ShortNumber(std::abs(gap)), a = ShortNumber(m.level_a), b = ShortNumber(m.level_b);
  return {fmt::format("The {} of B is {} {} than that of A over {}: {} against {}.", name.en, size,
                      gap < 0 ? "lower" : "higher", stretch.en, b, a),
          fmt::format("在 {} 上，B 的 {} 比 A {} {}（{} 对 {}）。", stretch.zh, name.zh, gap < 0 ? "低" : "高", size, b,
                      a)};
}

Text NoDifferenceSentence(const RunComparison& c) {
  const MetricComparison& m = *Deciding(c);
  const Text stretch = StretchText(c.axis.kind, m.from, m.to), name = NameOf(m.metric);
  const std::string a = ShortNumber(m.level_a), b = ShortNumber(m.level_b), margin = ShortNumber(m.margin);
  if (!m.measured) {
    return {
        fmt::format("Only {} points of the {} can be compared over {}; four are needed.", m.pairs, name.en, stretch.en),
        fmt::format("在 {} 上只有 {} 个 {} 点可比，至少需要 4 个。", stretch.zh, m.pairs, name.zh)};
  }
  if (c.reason == ComparisonReason::kSame) {
    return {fmt::format("Both have the same {} over {}: {} and {}; what matters begins at a difference of {}.", name.en,
                        stretch.en, a, b, margin),
            fmt::format("在 {} 上两者的 {} 相同：{} 与 {}；相差 {} 以上才有意义。", stretch.zh, name.zh, a, b, margin)};
  }
  return {
      fmt::format("The difference of the {} over {} ({} and {}) cannot be told from noise.", name.en, stretch.en, a, b),
      fmt::format("在 {} 上 {} 的差别（{} 与 {}）无法与噪声区分。", stretch.zh, name.zh, a, b)};
}

Text GapSentence(const RunComparison& c) {
  const MetricComparison& m = *Deciding(c);
  const Text name = NameOf(m.metric);
  const bool lower = m.level_b < m.level_a;
  return {
      fmt::format("The {} of B is {} so far ({} against {}), but the gap closes and would turn round before the end.",
                  name.en, lower ? "lower" : "higher", ShortNumber(m.level_b), ShortNumber(m.level_a)),
      fmt::format("目前 B 的 {} 较{}（{} 对 {}），但差距在缩小，到训练结束前可能反转。", name.zh, lower ? "低" : "高",
                  ShortNumber(m.level_b), ShortNumber(m.level_a))};
}

Text TargetSentence(const RunComparison& c) {
  const auto level = [](const Diagnosis& d) {
    return ShortNumber(d.observation.features.Value("loss.level").value_or(0));
  };
  const std::string target = ShortNumber(c.a->observation.features.Value("target.loss").value_or(0));
  const bool better = c.verdict == ComparedVerdict::kBetter;
  const char *hit = better ? "B" : "A", *miss = better ? "A" : "B";
  const std::string at_hit = level(better ? *c.b : *c.a), at_miss = level(better ? *c.a : *c.b);
  return {fmt::format("{} reached the target loss of {} (it ended at {}), {} did not ({}).", hit, target, at_hit, miss,
                      at_miss),
          fmt::format("{} 达到了目标 loss {}（结束时 {}），{} 没有（{}）。", hit, target, at_hit, miss, at_miss)};
}

Text ContradictionSentence(const RunComparison& c) {
  const bool bleu_better = c.bleu->verdict == ComparedVerdict::kBetter;
  return {fmt::format("Loss and BLEU disagree: by the loss B is {}, by BLEU it is {} ({} against {}).",
                      bleu_better ? "worse" : "better", bleu_better ? "better" : "worse", ShortNumber(c.bleu->level_b),
                      ShortNumber(c.bleu->level_a)),
          fmt::format("loss 与 BLEU 相互矛盾：按 loss 看 B {}，按 BLEU 看 B {}（{} 对 {}）。",
                      bleu_better ? "更差" : "更好", bleu_better ? "更好" : "更差", ShortNumber(c.bleu->level_b),
                      ShortNumber(c.bleu->level_a))};
}

Text NonFiniteSentence(const RunComparison& c) {
  if (c.verdict == ComparedVerdict::kWorse)
    return {"The loss of B became NaN or infinite; that of A did not.", "B 的 loss 变成了 NaN 或无穷大，A 没有。"};
  return {"The loss of A became NaN or infinite; B has gone past that place with finite losses.",
          "A 的 loss 变成了 NaN 或无穷大；B 已越过该处，loss 仍为有限值。"};
}

Text NotFarEnoughSentence(const RunComparison& c) {
  if (ReachedTarget(*c.a) && c.a->observation.loss.nonfinite_tail == 0)
    return {"A reached the target; B has not gone as far yet.", "A 达到了目标，B 还没有训练到同样的位置。"};
  return {"The loss of A became NaN or infinite; B has not come to that place yet.",
          "A 的 loss 变成了 NaN 或无穷大，而 B 还没有训练到该处。"};
}

Text TooLittleSentence(const RunComparison& c) {
  if (c.a->observation.loss.bins.empty() || c.b->observation.loss.bins.empty()) {
    const char* which = c.a->observation.loss.bins.empty() ? "A" : "B";
    return {fmt::format("{} prints no loss.", which), fmt::format("{} 没有记录任何 loss。", which)};
  }
  if (!c.axis.HasStretch())
    return {"The runs have no stretch in common: one ends where the other begins, or before.",
            "两次训练没有重叠的区间：一次结束时另一次才开始。"};
  if (Deciding(c) && Deciding(c)->pairs > 0) return NoDifferenceSentence(c);
  return {"The stretch that both have holds too few points to compare.", "两者重叠的区间内可比的点太少。"};
}

Text BothNonFiniteSentence(const RunComparison&) {
  return {"The losses of both became NaN or infinite.", "两者的 loss 都变成了 NaN 或无穷大。"};
}

Text UnitsSentence(const RunComparison& c) {
  const std::string &a = c.a->log->format->id, &b = c.b->log->format->id;
  return {fmt::format("The losses do not measure the same thing: A is a log of {}, B of {}.", a, b),
          fmt::format("两者的 loss 不可比：A 是 {} 的日志，B 是 {} 的日志。", a, b)};
}

Text NoAxisSentence(const RunComparison& c) {
  return {fmt::format("The runs cannot be laid side by side: {}.", c.axis.because.en),
          fmt::format("两次训练无法对齐：{}。", c.axis.because.zh)};
}

Text MetricEvidence(const RunComparison& c, const MetricComparison& m) {
  const Text stretch = StretchText(c.axis.kind, m.from, m.to), name = NameOf(m.metric);
  const std::string a = ShortNumber(m.level_a), b = ShortNumber(m.level_b);
  Text text = {
      fmt::format("{} {} against {} over {}, {} pair{}", name.en, b, a, stretch.en, m.pairs, m.pairs == 1 ? "" : "s"),
      fmt::format("{}：{} 对 {}（{}，{} 对数据）", name.zh, b, a, stretch.zh, m.pairs)};
  const std::string margin = ShortNumber(m.margin);
  if (!m.measured) {
    text.en += fmt::format(": too few for a band; a difference of {} or less may be chance", margin);
    text.zh += fmt::format("，数据太少，无法给出区间；相差不超过 {} 可能只是偶然", margin);
    return text;
  }
  const Difference& gap = *m.measured;
  text.en += fmt::format(": difference {} with a 99 % band of {} to {}; less than {} would not matter",
                         ShortNumber(gap.value), ShortNumber(gap.low), ShortNumber(gap.high), margin);
  text.zh += fmt::format("：差值 {}，99% 区间 {} 至 {}；小于 {} 不算差别", ShortNumber(gap.value), ShortNumber(gap.low),
                         ShortNumber(gap.high), margin);
  if (m.reason == ComparisonReason::kGapCloses) {
    text.en += "; the gap is closing";
    text.zh += "；差距正在缩小";
  }
  return text;
}

Text TargetEvidence(const RunComparison& c) {
  const auto tell = [&](const Diagnosis& d, bool chinese) {
    return std::string(ReachedTarget(d) ? (chinese ? "达到" : "reached") : (chinese ? "未达到" : "missed"));
  };
  const std::string target = ShortNumber(c.a->observation.features.Value("target.loss").value_or(0));
  return {fmt::format("target loss {}: {} by A, {} by B", target, tell(*c.a, false), tell(*c.b, false)),
          fmt::format("目标 loss {}：A {}，B {}", target, tell(*c.a, true), tell(*c.b, true))};
}

/// Records for one unit of the axis.
double Density(const RunComparison& c, bool first) {
  const Curve& curve = (first ? c.a : c.b)->observation.loss;
  if (curve.bins.size() < 2) return 0;
  const double span = c.axis.At(first, curve.bins.back().x) - c.axis.At(first, curve.bins.front().x);
  return span > 0 ? static_cast<double>(curve.points) / span : 0;
}

bool UnitIsKnown(const Diagnosis& diagnosis) { return diagnosis.observation.nats; }

}  // namespace

bool ReachedTarget(const Diagnosis& diagnosis) {
  const Features& features = diagnosis.observation.features;
  const auto level = features.Value("loss.level"), target = features.Value("target.loss");
  return diagnosis.observation.nats && level && target && *level <= *target;
}

Text VerdictSentence(const RunComparison& c) {
  using Sentence = Text (*)(const RunComparison&);
  static constexpr Sentence kByReason[] = {
      TargetSentence,       NonFiniteSentence, DiffersSentence,       DiffersSentence,       NoDifferenceSentence,
      NoDifferenceSentence, GapSentence,       ContradictionSentence, BothNonFiniteSentence, NotFarEnoughSentence,
      TooLittleSentence,    UnitsSentence,     NoAxisSentence};
  return kByReason[static_cast<std::size_t>(c.reason)](c);
}

std::vector<Text> ComparisonEvidence(const RunComparison& c) {
  std::vector<Text> evidence;
  for (const auto* metric : {&c.loss, &c.eval, &c.bleu}) {
    if (*metric && (*metric)->pairs > 0) evidence.push_back(MetricEvidence(c, **metric));
  }
  if (c.a->observation.nats && c.b->observation.nats) evidence.push_back(TargetEvidence(c));
  return evidence;
}

std::vector<Text> ComparisonWarnings(const RunComparison& c) {
  std::vector<Text> warnings;
  if (c.axis.kind == AxisKind::kNone) return warnings;
  const Format &a = *c.a->log->format, &b = *c.b->log->format;
  if (&a != &b && c.same_step) {
    warnings.push_back(
        {fmt::format("the formats differ ({} and {}): a step may be a batch in one and an optimizer step in the other",
                     a.id, b.id),
         fmt::format("两份日志格式不同（{} 与 {}）：一步在一份中可能是一个 batch，在另一份中可能是一次参数更新", a.id,
                     b.id)});
  }
  const auto &rows_a = c.a->facts.rows, &rows_b = c.b->facts.rows;
  if (c.axis.kind == AxisKind::kEpoch && rows_a && rows_b && *rows_a != *rows_b) {
    warnings.push_back({fmt::format("an epoch is {:.0f} rows in A and {:.0f} in B", *rows_a, *rows_b),
                        fmt::format("A 的一个 epoch 是 {:.0f} 行数据，B 是 {:.0f} 行", *rows_a, *rows_b)});
  }
  constexpr double kTold = 1.5;
  const double in_a = Density(c, true), in_b = Density(c, false);
  if (in_a > 0 && in_b > 0 && std::max(in_a, in_b) > kTold * std::min(in_a, in_b)) {
    warnings.push_back(
        {"the logging intervals differ: the noise of single records cannot be compared, means over the same "
         "stretch can",
         "两份日志的记录间隔不同：单条记录的噪声不能直接比较，同一区间的平均值可以"});
  }
  const bool compared = c.loss || c.eval;
  if (compared && !(UnitIsKnown(*c.a) && UnitIsKnown(*c.b))) {
    warnings.push_back({"the unit of the losses is not known; they are compared because the same program printed them",
                        "loss 的单位未知，因为两份日志出自同一种程序才作比较"});
  }
  if (&a == &b && a.guess) {
    warnings.push_back({"the format was guessed: the same name need not mean the same loss",
                        "日志格式是推测的：名称相同的 loss 含义未必相同"});
  }
  return warnings;
}

}  // namespace sftdoctor
