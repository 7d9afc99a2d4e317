// An axis of a chart: where values stand on it, straight or logarithmic, and where it is labelled.
#pragma once

#include <string>
#include <vector>

namespace sftdoctor {

class Scale {
 public:
  /// low < high; both positive when `log`.
  Scale(double low, double high, bool log);

  double low() const { return low_; }
  double high() const { return high_; }
  /// 0 at the low end, 1 at the high one, beyond them outside of it; NaN for what has no place (no number; at or below
  /// zero on a logarithmic axis).
  double Share(double value) const;
  /// At most `most` values to label, rising: multiples of 1, 2 or 5 times a power of ten, on a logarithmic axis of more
  /// than a decade powers of ten with as many of 2 and 5 between as there is room for.
  std::vector<double> Ticks(int most) const;

 private:
  std::vector<double> LogTicks(int most) const;

  double low_, high_;
  bool log_;
};

/// The ticks as texts that tell neighbours apart.
std::vector<std::string> TickLabels(const std::vector<double>& ticks);

/// Debiased exponential moving average, as of Adam (Kingma & Ba 2015): the first value is itself, not drawn to zero.
/// `weight` in [0, 1) is that of the past; values that are no numbers are passed over.
std::vector<double> Smoothed(std::vector<double> values, double weight);

}  // namespace sftdoctor
