// The step axis of one run: positions as printed in, a monotone x out, and what a fall back means.
#pragma once

#include <cmath>
#include <map>

namespace sftdoctor {

/// A place in a run as a line prints it; NaN for what it does not print.
struct Position {
  double epoch = 0;
  double step = 0;
};

class Axis {
 public:
  enum class Move {
    kForward,  ///< the next place
    kRepeat,   ///< a place that was passed: a doubled line, or one that comes late
    kWrap,     ///< back to the first step with the loss where it was: the next epoch of a log that prints none
    kResume,   ///< back to some place in between: went on from an earlier checkpoint
    kRestart,  ///< back to where the run began: another run
  };

  /// What going to a place would mean. `restarts_per_epoch`: the format counts steps anew in each epoch. `ranked`: the
  /// line names its rank, so that the same place again is another rank's.
  Move Classify(const Position& to, bool restarts_per_epoch, bool ranked) const;

  /// After a line that announces a run: whether this place goes on from here as if nothing had happened.
  bool GoesOn(const Position& to) const;

  /// Moves to a place ahead. `steps_per_epoch` is NaN when the log does not tell it.
  void Advance(const Position& to, bool restarts_per_epoch, bool ranked, double steps_per_epoch);
  /// Starts another epoch at step 0.
  void Wrap();
  /// Moves back to a place in between; x is then where the curve has to be cut.
  void GoBack(const Position& to);

  double x() const { return x_; }
  /// x of a place in the current epoch; NaN when the log prints no steps.
  double XOf(double step) const { return base_ + step; }
  double epoch() const { return here_.epoch; }
  bool counts_steps() const { return counts_steps_; }

 private:
  bool FellBack(const Position& to) const;
  bool AtStart(const Position& to) const;

  Position here_{NAN, NAN};
  Position first_{NAN, NAN};
  double base_ = 0;  ///< x of step 0 of the current epoch
  double x_ = 0;
  double cadence_ = 0;  ///< steps between neighbouring lines
  bool counts_steps_ = false;
  std::map<double, double> epoch_starts_;  ///< base (or x, without steps) of each epoch
};

}  // namespace sftdoctor
