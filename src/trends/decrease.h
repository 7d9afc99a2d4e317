// How long has the loss not come down: counted from the end, in one pass.
#pragma once

#include <cstddef>
#include <span>

namespace sftdoctor {

/// The longest run of values at the end over which a straight line gives a probability below 0.51 that the slope is
/// negative. It is near n for a loss that never fell and near 0 for one that still falls through its noise. Values
/// above `ceiling` are counted but not fitted: with the 90 % quantile there, tall spikes cannot hide that a loss fell.
/// After Davis King, "Automatic Learning Rate Scheduling That Really Works" (dlib, 2018).
std::size_t CountWithoutDecrease(std::span<const double> values, double ceiling);

}  // namespace sftdoctor
