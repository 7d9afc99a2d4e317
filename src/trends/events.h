// What happens along a curve: spikes, lasting changes and swings, told as features.
#pragma once

#include "trends/fit.h"
#include "trends/sketch.h"
#include "trends/teller.h"

namespace sftdoctor {

/// `spikes`, and `spike_*` of the tallest (`spike_open`: of the last). Nothing below five bins.
void TellSpikes(const Sketch& sketch, const Teller& teller);

/// `change_points` and `shift` about a smooth curve that was fitted after the start-up. Nothing below ten bins.
void TellChanges(const Sketch& sketch, const Fit& fit, const Teller& teller);

/// `wander`, `waves`, `wave_height` and `swing_*`, all relative to the level at each place. Nothing below twenty bins.
void TellSwing(const Sketch& sketch, const Teller& teller);

}  // namespace sftdoctor
