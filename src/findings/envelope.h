// The healthy course of a finetune, and how far a run is behind it.
#pragma once

#include "findings/observe.h"

namespace sftdoctor {

/// Sets envelope.excess (largest loss above the healthy limit, in nats; negative when ahead everywhere), with
/// envelope.observed, envelope.limit, envelope.epoch (from 1) and envelope.step (0 for an epoch's mean) of that place.
/// `epoch_means` are the printed mean losses of the epochs.
void SetEnvelope(Observation& observation, const Run& run, const Curve& epoch_means, const Envelope& envelope);

}  // namespace sftdoctor
