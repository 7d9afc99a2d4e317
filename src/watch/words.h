// What a watcher says, in both languages: numbers of a run on one line, durations, sentences of events.
#pragma once

#include "catalog/document.h"
#include "watch/event.h"
#include "watch/status.h"

namespace sftdoctor {

/// "2 d 3 h", "3 h 20 min", "5 min", "40 s"; "?" for what is not known.
Text DurationText(double seconds);

/// "epoch 3 · step 4998 · loss 2.104 · -0.31 an epoch (-0.35 to -0.27) · BLEU 0.081 · lr 1e-05 · 1.7 steps/s · 41 min
/// left · forecast 1.62": what is known of it.
Text StatusText(const RunStatus& status);

/// "epoch 3, step 4998", "step 4998" or "epoch 3"; empty when neither is known.
Text PlaceText(const RunStatus& status);

}  // namespace sftdoctor
