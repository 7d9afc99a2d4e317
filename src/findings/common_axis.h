// On what axis two runs can be laid side by side, and their curves on it.
#pragma once

#include <optional>

#include "findings/finding.h"
#include "records/record.h"
#include "trends/slope.h"

namespace sftdoctor {

enum class AxisKind { kNone, kEpoch, kStep, kRecord };

/// Epochs over the step axis of a run: fractions are filled in between the places where epochs began.
class EpochScale {
 public:
  EpochScale() = default;  ///< not known
  /// `first` is what the log calls the first epoch, 0 or 1; epochs are told from 0.
  EpochScale(const Run& run, const Metrics& metrics, double first);
  bool known() const { return steps_per_epoch_ > 0; }
  double At(double x) const;
  /// Of the run's own axis; NaN when it is not known.
  double steps_per_epoch() const { return steps_per_epoch_; }

 private:
  const Run* run_ = nullptr;
  double first_ = 0;
  double steps_per_epoch_ = kAbsent;
};

struct CommonAxis {
  AxisKind kind = AxisKind::kNone;
  Text because;               ///< why this one
  double from = 0, to = 0;    ///< the stretch that the judged losses of both runs cover; empty when from >= to
  std::optional<double> end;  ///< where the longer plan of the two ends, if a log tells
  EpochScale epochs_a, epochs_b;

  bool HasStretch() const { return kind != AxisKind::kNone && from < to; }
  /// A place on the axis of a run's curves -> this axis. `first` says which run.
  double At(bool first, double x) const;
  /// The curve of the one or the other run on this axis.
  Points Lay(bool first, const Curve& curve) const;
};

/// Epochs where both logs tell them, for an epoch is the same data whatever the batch size; else steps; else, in logs
/// of one format, records.
CommonAxis FindCommonAxis(const Diagnosis& a, const Diagnosis& b, const Metrics& metrics);

}  // namespace sftdoctor
