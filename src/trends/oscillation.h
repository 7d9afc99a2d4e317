// Does the curve swing: a periodic cycle in it, and waves without a fixed period.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace sftdoctor {

struct Swing {
  double p = 1;          ///< chance that noise, coloured like the rest of the spectrum, has so tall a peak
  double period = 0;     ///< values a cycle
  double cycles = 0;     ///< cycles in the series
  double amplitude = 0;  ///< peak to peak of the sine at that period, in units of the values
};

/// P(g or more) for Fisher's g, the largest share among `count` ordinates of a white series (Fisher 1929, exact).
double FisherP(double g, std::size_t count);

/// The strongest cycle that is seen at least three times, by the periodogram of a detrended series. Ordinates are
/// divided by the larger of two backgrounds first, else every random walk has a "cycle" of the length of the log: an
/// AR(1) spectrum (Torrence & Compo 1998), its coefficient taken without the peak, as a clean cycle must not count as
/// its own background, and the local median of the periodogram, for noise of any other colour. Nothing with fewer than
/// 16 values or no variance.
std::optional<Swing> FindSwing(std::span<const double> residuals);

struct Waves {
  std::size_t count = 0;  ///< climbs that came back down by as much as they had to climb
  double height = 0;      ///< median climb as a share of the level that it began from
};

/// How high a climb must be to count.
struct WaveLimits {
  double share = 0.1;      ///< of the level at its foot; healthy curves do not climb that far and come back
  double least = 0;        ///< in units of the values, for what noise does to the smooth curve
  double least_level = 0;  ///< least that `share` is taken of, see SpikeLimits
};

/// Climbs between turning points of a smoothed curve. Falls, staircases and a final rise are none; alternating blocks
/// of data and a learning rate at the edge of stability make many.
Waves CountWaves(std::span<const double> smooth, const WaveLimits& limits);

}  // namespace sftdoctor
