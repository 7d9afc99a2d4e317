#include "findings/log_facts.h"

#include <cmath>

namespace sftdoctor {
namespace {

/// Ranks that make rows and steps per epoch agree with the batch, give or take the last short batch.
std::optional<double> RanksBehind(double rows, double steps, double batch) {
  const double ranks = std::max(1.0, std::round(rows / steps / batch));
  return std::abs(rows / (ranks * batch) - steps) <= 1 ? std::optional(ranks) : std::nullopt;
}

/// Two names are two ranks. One may be one of many, but for chat_trainer, where each rank writes its own lines.
std::optional<double> RanksNamed(const Run& run, const TrainingConfig& config) {
  if (run.ranks.size() > 1) return static_cast<double>(run.ranks.size());
  return config.framework->id == "chat_trainer" && run.ranks.size() == 1 ? std::optional(1.0) : std::nullopt;
}

}  // namespace

Facts FactsOf(const Run& run, const Metrics& metrics, const TrainingConfig& config, Facts given) {
  const auto told = [&](const char* id) -> std::optional<double> {
    const auto metric = metrics.Find(id);
    const auto found = metric ? run.facts.find(*metric) : run.facts.end();
    return found != run.facts.end() && found->second > 0 ? std::optional(found->second) : std::nullopt;
  };
  Facts facts = given;
  const auto batch = config.Number("batch_size_per_gpu"), accumulation = config.Number("gradient_accumulation_steps");
  const auto rows = told("position/rows"), steps = told("position/steps-per-epoch");
  if (!facts.rows) facts.rows = rows;
  if (!facts.steps_per_epoch) facts.steps_per_epoch = steps;
  if (!facts.ranks) facts.ranks = RanksNamed(run, config);
  if (!facts.ranks && rows && steps && batch && *batch > 0) facts.ranks = RanksBehind(*rows, *steps, *batch);
  const auto total = told("position/total-steps"), planned = told("position/total-epochs");
  const auto epochs = planned ? planned : config.Number("epochs");
  if (!facts.steps_per_epoch && !config.framework->micro_steps && total && epochs && *epochs > 0 && accumulation) {
    facts.steps_per_epoch = *total / *epochs * *accumulation;
  }
  return facts;
}

}  // namespace sftdoctor
