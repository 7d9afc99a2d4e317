// Notes on where a log and a configuration contradict each other: then one of them is of another run.
#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "findings/config_notes.h"

namespace sftdoctor {
namespace {

constexpr double kRateTolerance = 0.02;  ///< logs round rates
constexpr double kStepTolerance = 0.02;  ///< of a total: trainers drop or keep a last short batch

Notes NoLog() {
  return {{},
          {"needs a log beside it: `sftdoctor diagnose LOG --config CONFIG`",
           "需要同时给出日志：`sftdoctor diagnose LOG --config CONFIG`"}};
}

std::optional<double> Told(const ConfigView& view, const char* id) {
  const auto metric = view.catalog.metrics.Find(id);
  if (!metric) return std::nullopt;
  const auto found = view.run->facts.find(*metric);
  return found == view.run->facts.end() ? std::nullopt : std::optional(found->second);
}

/// {value} is the config's, {expected} what the log shows. On the section when no single setting is to blame.
Notes Contradiction(const char* key, const std::string& config, const std::string& log, const ConfigView& view) {
  const Setting* setting = SettingBehind(std::string("config.") + key, view.config);
  Note note{setting, key, {}, std::nullopt};
  if (setting) note = NoteOn(*setting, view);
  note.words["value"] = {config, config};
  note.words["expected"] = {log, log};
  return {{std::move(note)}, {}};
}

}  // namespace

/// `steps per epoch` is rows // (ranks x batch), give or take the last short batch.
Notes BatchMismatch(const ConfigView& view) {
  if (!view.run) return NoLog();
  const auto rows = Told(view, "position/rows"), steps = Told(view, "position/steps-per-epoch");
  const auto batch = view.config.Number("batch_size_per_gpu");
  if (!rows || !steps || *steps < 1)
    return {{}, {"the log does not tell rows and steps per epoch", "日志中没有样本数和每个 epoch 的步数"}};
  if (!batch || *batch < 1) return {{}, WhyMissing("config.batch_size_per_gpu", view)};
  const auto fits = [&](double ranks) { return std::abs(*rows / (ranks * *batch) - *steps) <= 1; };
  const double global = std::round(*rows / *steps);
  if (view.facts.ranks) {
    if (fits(*view.facts.ranks)) return {};
  } else {
    const double ranks = std::max(1.0, std::round(global / *batch));
    if (fits(ranks)) return {};
  }
  const std::string ranks = view.facts.ranks ? fmt::format(" x {}", ShortNumber(*view.facts.ranks)) : "";
  return Contradiction("batch_size_per_gpu", ShortNumber(*batch) + ranks, ShortNumber(global), view);
}

Notes RanksMismatch(const ConfigView& view) {
  if (!view.run) return NoLog();
  const auto given = view.config.Number("num_processes");
  const double seen = static_cast<double>(view.run->ranks.size());
  if (!given || seen < 2 || *given == seen) return {};
  return Contradiction("num_processes", ShortNumber(*given), ShortNumber(seen), view);
}

Notes EpochsMismatch(const ConfigView& view) {
  if (!view.run) return NoLog();
  const auto planned = view.config.Number("epochs");
  const auto seen = view.features.Value("run.epochs"), told = Told(view, "position/total-epochs");
  if (!planned || !view.config.Find("epochs") || view.features.Value("config.max_steps").value_or(0) > 0) return {};
  if (told && std::abs(*told - std::ceil(*planned)) >= 1)
    return Contradiction("epochs", ShortNumber(*planned), ShortNumber(*told), view);
  if (!seen || *seen <= std::ceil(*planned)) return {};
  return Contradiction("epochs", ShortNumber(*planned), ShortNumber(*seen), view);
}

/// Where both count optimizer steps, the log's plan is the config's.
Notes StepsMismatch(const ConfigView& view) {
  if (!view.run) return NoLog();
  const auto told = Told(view, "position/total-steps");
  const auto total = view.schedule.total_steps;
  if (!told || !total || view.config.framework->micro_steps) return {};
  if (std::abs(*told - *total) <= std::max(2.0, kStepTolerance * *told)) return {};
  return Contradiction("epochs", ShortNumber(*total), ShortNumber(*told), view);
}

Notes RateMismatch(const ConfigView& view) {
  if (!view.run) return NoLog();
  const auto peak = view.schedule.peak_lr, seen = view.features.Value("lr.max");
  if (!peak || !seen || *seen <= 0) return {};
  const bool over = *seen > *peak * (1 + kRateTolerance);
  // A rate may lie below its peak for as long as the warmup goes.
  const double done = view.features.Value("plan.done").value_or(0);
  const bool arrived = view.schedule.warmup_ratio && done > 2 * *view.schedule.warmup_ratio;
  const bool under = arrived && *seen < *peak * 0.8;
  if (!over && !under) return {};
  return Contradiction("learn_rate", ShortNumber(*peak), ShortNumber(*seen), view);
}

Notes PurposeMismatch(const ConfigView& view) {
  if (!view.run) return NoLog();
  const auto config = view.config.IsFinetune();
  const auto log = view.features.Value("run.finetune");
  if (!config || !log || *config == (*log == 1)) return {};
  const auto name = [](bool finetune) { return finetune ? Text{"a finetune", "微调"} : Text{"pretraining", "预训练"}; };
  Note note{nullptr, "", {}, std::nullopt};
  note.words["value"] = name(*config);
  note.words["expected"] = name(*log == 1);
  note.words["key"] = {view.config.section->name, view.config.section->name};
  return {{std::move(note)}, {}};
}

}  // namespace sftdoctor
