// The boundary between runs and trends: one metric of one run, thinned to a bounded number of bins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sftdoctor {

/// A piece of the curve: one printed point, or several neighbouring ones once a series is long.
struct Bin {
  double x = 0;     ///< position of its last point on the run's monotone step axis (arbitrary but increasing units)
  double y = 0;     ///< level: the value, or the mean of the medians of its groups of eight points
  double low = 0;   ///< least value in the bin
  double high = 0;  ///< greatest value in the bin
  std::uint64_t line = 0;  ///< line of the log (from 1) with the greatest value
};

/// A metric over a run. Only finite values are in `bins`; the others are tallied. Bins are in order of x, x never
/// falls.
struct Curve {
  std::vector<Bin> bins;     ///< at most kMostBins
  std::size_t bin_size = 1;  ///< printed points a bin
  double group_noise = 0;  ///< robust standard deviation of single points inside groups of eight; 0 when bin_size is 1
  std::size_t points = 0;  ///< printed points, finite or not
  std::size_t nonfinite = 0;       ///< NaN and infinite ones among them
  std::size_t nonfinite_tail = 0;  ///< those at the very end without a finite one after
  std::size_t zero_tail = 0;       ///< exact 0.0 at the very end
  double nonfinite_at =
      0;  ///< share (0..1) of the printed points before the first non-finite one; meaningless without one
  std::uint64_t nonfinite_line = 0;  ///< line of the first of them
  double first = 0, last = 0;        ///< as printed, may be NaN or infinite
  double min = 0, max = 0;           ///< of the finite ones; NaN when there are none
};

/// Bins that a curve may hold; below it every printed point is its own bin.
inline constexpr std::size_t kMostBins = 1024;

}  // namespace sftdoctor
