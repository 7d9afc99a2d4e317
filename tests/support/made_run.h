// A run as if it had been read and judged, from the curves alone: fast enough to compare thousands.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "findings/finding.h"
#include "tests/support/chat_log.h"
#include "trends/sketch.h"

namespace sftdoctor {

/// What a run of chat_trainer printed, over whole epochs.
struct RunPlan {
  std::vector<double> loss = {}, eval = {}, bleu = {};  ///< evenly over the run
  double epochs = 5;
  double steps_per_epoch = 1666;
  std::string format = "chat_trainer";
  double target_loss = 1.5;
  std::optional<double> planned_epochs = std::nullopt;
};

/// Keeps what a diagnosis refers to.
struct MadeRun {
  Log log;
  Run run;
  Diagnosis diagnosis;
};

/// One bin a value from 0 to `last_x`, or at the ends of as many equal parts of it.
inline Curve SpreadCurve(const std::vector<double>& values, double last_x, bool at_ends) {
  Curve curve;
  curve.points = values.size();
  const auto n = static_cast<double>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double part = at_ends ? static_cast<double>(i + 1) / n : static_cast<double>(i) / std::max(1.0, n - 1);
    curve.bins.push_back({last_x * part, values[i], values[i], values[i], 100 * i});
  }
  if (values.empty()) return curve;
  curve.first = values.front();
  curve.last = values.back();
  curve.min = *std::min_element(values.begin(), values.end());
  curve.max = *std::max_element(values.begin(), values.end());
  return curve;
}

inline std::unique_ptr<MadeRun> MakeRun(const RunPlan& plan) {
  auto made = std::make_unique<MadeRun>();
  made->log.path = "run.log";
  made->log.format = BuiltIn().FindFormat(plan.format);
  made->run.id = 1;
  made->run.counts_steps = plan.steps_per_epoch > 0;
  made->run.last_x = plan.epochs * plan.steps_per_epoch;
  for (double epoch = 0; epoch < plan.epochs; ++epoch)
    made->run.epochs.push_back({epoch, epoch * plan.steps_per_epoch});
  made->diagnosis.log = &made->log;
  made->diagnosis.run = &made->run;
  made->diagnosis.judged = true;
  Observation& seen = made->diagnosis.observation;
  seen.nats = made->log.format->unit == LossUnit::kNats;
  seen.loss = SpreadCurve(plan.loss, made->run.last_x, false);
  seen.eval = SpreadCurve(plan.eval, made->run.last_x, true);
  seen.bleu = SpreadCurve(plan.bleu, made->run.last_x, true);
  if (plan.planned_epochs) seen.end_x = *plan.planned_epochs * plan.steps_per_epoch;
  const Sketch sketch = plan.loss.empty() ? Sketch() : Outline(seen.loss, Direction::kLow);
  if (!plan.loss.empty()) {
    seen.features.Set("loss.level", sketch.level);
    seen.features.Set("loss.noise", sketch.noise);
  }
  seen.features.Set("target.loss", plan.target_loss);
  return made;
}

}  // namespace sftdoctor
