#include "config/schedule.h"

#include <cmath>

namespace sftdoctor {
namespace {

constexpr double kOneCycleRise = 0.3;    ///< OneCycleLR's pct_start
constexpr double kOneCycleFloor = 1e-4;  ///< its final rate over its start: 1 / final_div_factor

std::optional<double> Positive(std::optional<double> number) { return number && *number > 0 ? number : std::nullopt; }

std::optional<double> Times(std::optional<double> a, std::optional<double> b) {
  return a && b ? std::optional(*a * *b) : std::nullopt;
}

std::optional<double> EffectiveBatch(const TrainingConfig& config, std::optional<double> ranks) {
  const auto batch = Positive(config.Number("batch_size_per_gpu"));
  const auto accumulation = Positive(config.Number("gradient_accumulation_steps"));
  const bool shared = config.framework->shared_accumulation;
  const auto product = Times(Times(batch, accumulation), shared ? 1.0 : ranks);
  return product ? product : Positive(config.Number("global_batch_size"));
}

/// Optimizer steps: from rows, or from the micro-batches that the log prints.
std::optional<double> StepsPerEpoch(const TrainingConfig& config, const Facts& facts, std::optional<double> batch) {
  if (facts.rows && batch) return std::ceil(*facts.rows / *batch);
  const auto accumulation = Positive(config.Number("gradient_accumulation_steps"));
  if (!facts.steps_per_epoch || !accumulation) return std::nullopt;
  return std::ceil(*facts.steps_per_epoch / *accumulation);
}

std::optional<double> TotalSteps(const TrainingConfig& config, std::optional<double> per_epoch) {
  if (const auto most = Positive(config.Number("max_steps"))) return most;
  const auto epochs = Positive(config.Number("epochs"));
  return epochs && per_epoch ? std::optional(std::ceil(*per_epoch * *epochs)) : std::nullopt;
}

/// A number of steps counts before a ratio, as Hugging Face has it; one below 1 is a ratio itself (transformers 5).
void SetWarmup(const TrainingConfig& config, Schedule& schedule) {
  const auto steps = config.Number("warmup_steps");
  auto ratio = config.Number("warmup_ratio");
  if (schedule.convention == "one-cycle") {
    ratio = kOneCycleRise;
  } else if (steps && *steps > 0 && *steps < 1) {
    ratio = steps;
  } else if (steps && (*steps > 0 || !Positive(ratio))) {
    schedule.warmup_steps = steps;
    if (*steps == 0) schedule.warmup_ratio = 0;
    if (schedule.total_steps) schedule.warmup_ratio = *steps / *schedule.total_steps;
    return;
  }
  schedule.warmup_ratio = ratio;
  if (const auto product = Times(ratio, schedule.total_steps)) schedule.warmup_steps = std::ceil(*product);
}

bool StaysAtPeak(const TrainingConfig& config) {
  const Setting* scheduler = config.Find("scheduler");
  return scheduler && scheduler->literal.value.is_string() &&
         scheduler->literal.value.get_ref<const std::string&>().starts_with("constant");
}

void SetRates(const TrainingConfig& config, Schedule& schedule) {
  const auto rate = config.Number("learn_rate");
  const auto divisor = Positive(config.Number("div_factor"));
  if (!rate) return;
  schedule.peak_lr = rate;
  schedule.final_lr = StaysAtPeak(config) ? *rate : config.Number("min_learn_rate").value_or(0);
  if (schedule.convention == "from-zero") {
    schedule.start_lr = schedule.warmup_ratio == 0 ? *rate : 0;
  } else if (schedule.convention == "one-cycle") {
    schedule.start_lr = rate;
    schedule.peak_lr = Times(rate, divisor);
    schedule.final_lr = *rate * kOneCycleFloor;
  } else if (divisor) {
    schedule.start_lr = *rate / *divisor;
  }
}

/// A precision is one text in some frameworks and a flag for each in others.
bool UsesPrecision(const TrainingConfig& config, const char* precision) {
  const Setting* mixed = config.Find("mixed_precision");
  if (mixed && mixed->literal.value.is_string()) return mixed->literal.value == precision;
  const Setting* flag = config.Find(precision);
  return flag && flag->literal.value.is_boolean() && flag->literal.value.get<bool>();
}

}  // namespace

Schedule MakeSchedule(const TrainingConfig& config, const Facts& facts) {
  Schedule schedule;
  schedule.convention = config.framework->schedule;
  const auto ranks = facts.ranks ? facts.ranks : Positive(config.Number("num_processes"));
  schedule.effective_batch = EffectiveBatch(config, ranks);
  schedule.steps_per_epoch = StepsPerEpoch(config, facts, schedule.effective_batch);
  schedule.total_steps = TotalSteps(config, schedule.steps_per_epoch);
  SetWarmup(config, schedule);
  SetRates(config, schedule);
  return schedule;
}

void SetConfigFeatures(const TrainingConfig& config, const Facts& facts, Features& features) {
  const auto set = [&](const std::string& name, std::optional<double> value) {
    if (value) features.Set("config." + name, *value);
  };
  for (const auto& [key, spellings] : config.framework->spellings) set(key, config.Number(key));
  const Schedule schedule = MakeSchedule(config, facts);
  set("effective_batch", schedule.effective_batch);
  set("steps_per_epoch", schedule.steps_per_epoch);
  set("total_steps", schedule.total_steps);
  set("warmup_steps", schedule.warmup_steps);
  set("warmup_share", schedule.warmup_ratio);
  set("warmup_given", config.Find("warmup_steps") || config.Find("warmup_ratio"));
  set("peak_learn_rate", schedule.peak_lr);
  if (schedule.peak_lr) set("learn_rate_ratio", *schedule.peak_lr / facts.pretrain_learn_rate);
  set("pretrain_learn_rate", facts.pretrain_learn_rate);
  set("pretrain_rate_given", facts.pretrain_learn_rate_given);
  set("rows", facts.rows);
  set("ranks", facts.ranks ? facts.ranks : config.Number("num_processes"));
  if (const auto finetune = config.IsFinetune()) set("finetune", *finetune);
  set("lora", config.IsLora());
  set("fp16", UsesPrecision(config, "fp16"));
  set("bf16", UsesPrecision(config, "bf16"));
  set("chat_trainer", config.framework->id == "chat_trainer");
  if (config.file->broken) set("broken", static_cast<double>(config.file->broken->line));
}

}  // namespace sftdoctor
