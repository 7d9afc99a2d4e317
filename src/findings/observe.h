// A run -> the features that checks look at.
#pragma once

#include <optional>

#include "catalog/catalog.h"
#include "findings/goals.h"
#include "runs/run.h"
#include "trends/features.h"

namespace sftdoctor {

/// The losses of a run in one unit, and the curve that is judged.
struct Observation {
  Curve loss;  ///< judged: training loss, or evaluation loss when the log has no training loss worth the name
  Curve eval;  ///< evaluation loss; without points when there is none
  Curve bleu;  ///< as a fraction
  bool judged_is_eval = false;
  bool nats = false;            ///< losses are nats per token (bits are converted)
  double loss_factor = 1;       ///< printed value -> unit of `loss`
  std::optional<double> end_x;  ///< planned end on the axis of the curves
  Features features;            ///< everything of the list in ARCHITECTURE.md that could be computed
};

Observation Observe(const Run& run, const Format& format, const Metrics& metrics, const Goals& goals);

}  // namespace sftdoctor
