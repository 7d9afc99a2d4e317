// One metric of one run as it comes in: exact while it is short, thinned in constant memory once it is long.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "catalog/metric.h"
#include "runs/curve.h"

namespace sftdoctor {

/// Points kept one by one; beyond that they go into groups of eight, whose medians are averaged pairwise as bins fill
/// up. A bin's level is then the mean of its groups' medians whenever the thinning happened, so that it does not depend
/// on how the input was cut into blocks.
inline constexpr std::size_t kExactPoints = 8 * kMostBins;

class Series {
 public:
  explicit Series(MetricId metric) : metric_(metric) {}

  /// A printed point. `x` is its place on the run's axis (made not to fall), `line` its place in the log.
  void Append(double x, double y, std::uint64_t line);
  /// Counts a printed point that does not go into the curve: a duplicate, or one that came late.
  void Tally(double y, std::uint64_t line);
  /// Forgets the curve from `x` on: a resumed run has gone back there. The tallies stay.
  void TruncateFrom(double x);

  Curve ToCurve() const;
  MetricId metric() const { return metric_; }
  /// Makes this the series of another metric, as its natural logarithm if `log` (a perplexity that stands for a loss).
  void Become(MetricId metric, bool log);
  std::uint64_t points() const { return tally_.points; }
  std::uint64_t nonfinite() const { return tally_.nonfinite; }
  double last() const { return tally_.last; }  ///< as printed
  double last_x() const { return last_x_; }

 private:
  static constexpr std::size_t kGroup = 8;
  struct Point {
    double x = 0, y = 0;
    std::uint64_t line = 0;
    Bin AsBin() const { return {x, y, y, y, line}; }
  };
  static Bin Merge(std::span<const Point> points);
  void AppendThinned(double x, double y, std::uint64_t line);
  void CloseGroup();
  void AddToBins(const Bin& group);
  std::vector<Bin> ThinExact() const;

  MetricId metric_;
  Curve tally_;               ///< all but its bins
  std::vector<Point> exact_;  ///< while there are at most kExactPoints
  std::vector<Bin> bins_;     ///< afterwards: whole bins of bin_groups_ groups each
  std::array<Point, kGroup> group_{};
  std::size_t in_group_ = 0;
  Bin open_{};  ///< the bin being filled; y is a sum of medians
  std::size_t open_groups_ = 0;
  std::size_t bin_groups_ = 0;  ///< 0 while exact
  double noise_sum_ = 0;
  std::size_t noise_groups_ = 0;
  double last_x_ = 0;
};

}  // namespace sftdoctor
