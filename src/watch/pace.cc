#include "watch/pace.h"

#include <algorithm>
#include <cmath>

namespace sftdoctor {
namespace {

constexpr std::size_t kEnoughGaps = 8;
constexpr double kLeastUnit = 15;       ///< seconds; with a threshold of 20 units nothing under five minutes is a stall
constexpr double kPauseUnits = 10;      ///< twice a known pause is then 20 units
constexpr double kMarkEvery = 2;        ///< seconds between remembered places
constexpr double kWindow = 300;         ///< seconds over which the rate is taken...
constexpr std::size_t kLeastMarks = 8;  ///< ...or so many arrivals, of a log that writes rarely

}  // namespace

void Pace::Note(double steady, double x, double last_written) {
  const double at = steady - last_written;
  if (!std::isnan(last_) && at > last_) {
    gaps_[gap_count_++ % kGaps] = at - last_;
    longest_ = std::max(longest_, at - last_);
  }
  last_ = at;
  if (mark_count_ > 0 && x < marks_[mark_count_ - 1].x) mark_count_ = 0;  // resumed further back
  if (mark_count_ > 0 && at - marks_[mark_count_ - 1].steady < kMarkEvery) return;
  const auto drop = [&](std::size_t first) {
    std::move(marks_.begin() + static_cast<std::ptrdiff_t>(first),
              marks_.begin() + static_cast<std::ptrdiff_t>(mark_count_), marks_.begin());
    mark_count_ -= first;
  };
  std::size_t old = 0;
  while (mark_count_ - old >= kLeastMarks && at - marks_[old].steady > kWindow) ++old;
  if (old > 0) drop(old);
  if (mark_count_ == kMarks) {  // many in the window: every second one does
    for (std::size_t i = 0; i < kMarks / 2; ++i) marks_[i] = marks_[2 * i];
    mark_count_ = kMarks / 2;
  }
  marks_[mark_count_++] = {at, x};
}

void Pace::Restart() {
  mark_count_ = 0;
  gap_count_ = 0;
  longest_ = 0;
  told_interval_ = kUnknown;
}

void Pace::Learn(double mean_interval, double longest_pause) {
  told_interval_ = mean_interval;
  if (longest_pause > longest_) longest_ = longest_pause;
}

double Pace::Interval() const {
  const std::size_t count = std::min(gap_count_, kGaps);
  if (count < kEnoughGaps && !std::isnan(told_interval_)) return told_interval_;
  if (count == 0) return kUnknown;
  std::array<double, kGaps> sorted = gaps_;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(count / 2);
  std::nth_element(sorted.begin(), middle, sorted.begin() + static_cast<std::ptrdiff_t>(count));
  return *middle;
}

double Pace::SilenceShare(double steady) const {
  const double interval = Interval();
  const double unit = std::max({kLeastUnit, longest_ / kPauseUnits, std::isnan(interval) ? 0 : interval});
  return Silence(steady) / unit;
}

double Pace::StepsPerSecond() const {
  if (mark_count_ < 2) return kUnknown;
  const Mark &first = marks_[0], &last = marks_[mark_count_ - 1];
  const double seconds = last.steady - first.steady;
  return seconds > 0 ? (last.x - first.x) / seconds : kUnknown;
}

}  // namespace sftdoctor
