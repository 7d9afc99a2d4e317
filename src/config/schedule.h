// The arithmetic of a configuration: how many optimizer steps, how long the warmup, which rates.
#pragma once

#include <optional>
#include <string>

#include "config/training_config.h"
#include "trends/features.h"

namespace sftdoctor {

/// What a configuration does not say itself: given by the user, read from the log, or the dataset.
struct Facts {
  std::optional<double> rows;              ///< training rows
  std::optional<double> ranks;             ///< processes that train
  std::optional<double> steps_per_epoch;   ///< micro-batches a rank and epoch, as the log prints it
  double pretrain_learn_rate = 1e-4;       ///< peak rate that the checkpoint was pretrained with
  bool pretrain_learn_rate_given = false;  ///< and not just the first case's
};

/// What cannot be computed is absent.
struct Schedule {
  std::optional<double> effective_batch;  ///< rows an optimizer step: batch_size_per_gpu x ranks x accumulation
  std::optional<double> steps_per_epoch;  ///< optimizer steps: ceil(rows / effective batch)
  std::optional<double> total_steps;      ///< optimizer steps: times epochs, or max_steps where that is set
  std::optional<double> warmup_steps;     ///< as given, or ratio x total
  std::optional<double> warmup_ratio;     ///< warmup_steps / total_steps
  std::optional<double> peak_lr, start_lr, final_lr;
  std::string convention;  ///< the framework's `schedule`
};

Schedule MakeSchedule(const TrainingConfig& config, const Facts& facts);

/// The schedule and settings as features: config.effective_batch, config.total_steps, config.warmup_share,
/// config.learn_rate, config.learn_rate_ratio (to the pretraining rate), config.epochs, ... The whole list is in
/// ARCHITECTURE.md.
void SetConfigFeatures(const TrainingConfig& config, const Facts& facts, Features& features);

}  // namespace sftdoctor
