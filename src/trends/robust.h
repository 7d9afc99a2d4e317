// Order statistics that a few wild records cannot bend. All of it is defined for any length; empty input gives 0.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sftdoctor {

/// Makes a normal sample's median absolute deviation estimate its standard deviation: 1 / Phi^-1(3/4).
inline constexpr double kMadToSigma = 1.4826;

/// Middle value; the mean of the two middle ones for an even count.
double Median(std::vector<double> values);

/// Value below which `share` (0..1) of the values lie, linear between neighbours (Hyndman & Fan 1996, type 7).
double Quantile(std::vector<double> values, double share);

/// Standard deviation of the bulk of `values` about `centre`, from the median absolute deviation. Where more than half
/// of the values coincide (quantised losses) that is 0, so the mean absolute deviation stands in for it.
double RobustSigma(std::span<const double> values, double centre);

/// Median of the values within width / 2 places on either side; windows shrink at the ends.
std::vector<double> RunningMedian(std::span<const double> values, std::size_t width);

/// Least non-zero distance between two values: the step of a quantised series; 0 when all values are equal.
double SmallestStep(std::span<const double> values);

/// Integrated autocorrelation time: n correlated values tell as much about a mean as n / time independent ones. At
/// least 1 and at most n / 5. `residuals` must be free of trend, or the trend itself counts as correlation. The larger
/// of (1 + r) / (1 - r), which an AR(1) series with lag-1 correlation r has, and the sum of the correlations in the
/// self-consistent window of Sokal (1997), which also sees slow waves under white noise.
double CorrelationTime(std::span<const double> residuals);

/// The values of a moving window, always in order.
class SortedWindow {
 public:
  void Insert(double value);
  void Erase(double value);  ///< `value` must have been inserted
  double Quantile(double share) const;
  std::size_t size() const { return values_.size(); }

 private:
  std::vector<double> values_;
};

}  // namespace sftdoctor
