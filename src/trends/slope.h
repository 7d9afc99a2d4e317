// Is there a trend, how large, and how sure: rank statistics that know about autocorrelation.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace sftdoctor {

/// Points in order of x; x may repeat.
struct Points {
  std::vector<double> x, y;
  std::size_t size() const { return x.size(); }
};

/// Means of equal-sized neighbouring groups, so that at most `most` points remain (pairs cost most * most / 2).
Points Grouped(std::span<const double> x, std::span<const double> y, std::size_t most);

struct Trend {
  double slope = 0;                      ///< y per x: the median over all pairs (Theil 1950, Sen 1968)
  double slope_low = 0, slope_high = 0;  ///< 95 % band from the variance of Kendall's S (Sen 1968)
  double z = 0;                          ///< Mann-Kendall: below -1.96 falls, above 1.96 rises at 95 %
};

/// Mann-Kendall z alone, for four values or more (0 for fewer). The variance of Kendall's S counts ties (Kendall 1975)
/// and is multiplied by `correlation_time`, the n / n* of Yue & Wang (2004), which the caller takes from detrended
/// residuals (see robust.h).
double MannKendall(std::span<const double> y, double correlation_time);

/// Slope, band and z. Nothing with fewer than four points or no span in x. `correlation_time` as above. O(n^2).
std::optional<Trend> FindTrend(std::span<const double> x, std::span<const double> y, double correlation_time);

}  // namespace sftdoctor
