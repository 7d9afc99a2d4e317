// The best curve that only falls, or falls and then rises, with no shape assumed beyond that.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sftdoctor {

/// Least squares among all sequences that never rise, by pooling adjacent violators (Barlow et al. 1972), O(n).
std::vector<double> NeverRising(std::span<const double> values);

/// The same for a sequence that never rises before `turn` and never falls from there on. What it leaves over is neither
/// a fall, a staircase of epochs, nor a divergence: it is waves and noise.
std::vector<double> FallThenRise(std::span<const double> values, std::size_t turn);

}  // namespace sftdoctor
