// How fast a run goes and how often it writes, from when its records arrive; the clock is an argument.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "watch/status.h"

namespace sftdoctor {

class Pace {
 public:
  /// Records came, and the run stands at `x` of its axis. `last_written`: how many seconds ago, when known better.
  void Note(double steady, double x, double last_written = 0);
  /// Another run begins: its rate is its own.
  void Restart();
  /// What the log itself tells: mean seconds between records, and the longest between two.
  void Learn(double mean_interval, double longest_pause);

  /// Seconds since records came; NaN before any.
  double Silence(double steady) const { return steady - last_; }
  /// Usual seconds between arrivals: their median, or what the log tells while few were seen; NaN when unknown.
  double Interval() const;
  /// Silence in units of what is usual: the usual interval, but a pause that came before counts as ten of them (an
  /// evaluation of the usual length stays quiet), and fifteen seconds are the least (a save, a short evaluation).
  double SilenceShare(double steady) const;
  /// Over the last minutes; NaN while less than two arrivals apart in time were seen.
  double StepsPerSecond() const;

 private:
  static constexpr std::size_t kGaps = 32, kMarks = 32;
  struct Mark {
    double steady = 0, x = 0;
  };
  double last_ = kUnknown;
  std::array<double, kGaps> gaps_{};
  std::size_t gap_count_ = 0;
  double longest_ = 0;
  double told_interval_ = kUnknown;
  std::array<Mark, kMarks> marks_{};  ///< the latest, in order
  std::size_t mark_count_ = 0;
};

}  // namespace sftdoctor
