// Jumps: values far above where the curve was a moment ago.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sftdoctor {

struct Spike {
  std::size_t at = 0;                   ///< where it is highest
  double before = 0;                    ///< level before the jump: median of the values just before it
  double height = 0;                    ///< highest value minus `before`
  double sigma = 0;                     ///< height in units of the local noise
  std::optional<std::size_t> recovery;  ///< values from the first high one until one is back; nothing: never
};

struct SpikeLimits {
  double sigmas = 10;   ///< of local noise: normal noise never gets there, heavy-tailed batches stay below in long logs
  double share = 0.25;  ///< height against |level before|
  double least_level =
      0;             ///< least that `share` is taken of: next to a start at 3, a jump from 0.001 to 0.01 is nothing
  double noise = 0;  ///< of the whole curve, above 0; holds until there are values enough for a local one
  double noise_floor = 0;   ///< least local noise, above 0: quantised losses repeat and would have none
  std::size_t startup = 3;  ///< values left out at the start, where the level itself falls by the record
};

/// `high` are the greatest values of the bins and `level` their levels (equal when nothing was thinned). A spike begins
/// where the high value passes both limits over the median of the values before it (not around it, which would follow a
/// step up at once) and is no lower than what the recent quarter of the run reached anyway. It ends when the level is
/// back within three sigma of the level before, or has come down 95 % of the way; until then nothing else counts. A
/// step up that stays is one open spike.
std::vector<Spike> FindSpikes(std::span<const double> high, std::span<const double> level, const SpikeLimits& limits);

}  // namespace sftdoctor
