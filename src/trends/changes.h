// Sudden lasting shifts of the level.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sftdoctor {

struct LevelChange {
  std::size_t at = 0;  ///< first value of the new level
  double shift = 0;    ///< new level minus old, medians of the neighbourhoods
};

/// Cumulative sums (Page 1954) with binary segmentation (Vostrikova 1981) on a detrended series; changes in order.
/// A change must pass the 1 % bound of the Kolmogorov statistic after the noise is widened for autocorrelation, and the
/// level right after must differ from the level right before by at least `least_shift`: a slow misfit of the trend
/// bends the sums too, but it does not jump.
std::vector<LevelChange> FindChanges(std::span<const double> residuals, double least_shift);

}  // namespace sftdoctor
