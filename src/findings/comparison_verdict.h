// From what was measured about two runs to a verdict, in words.
#pragma once

#include "findings/comparison.h"

namespace sftdoctor {

/// Whether the losses of two runs measure the same thing: nats per token both, or printed by the same program.
bool SameUnit(const Diagnosis& a, const Diagnosis& b);

/// Sets verdict, reason, sentence, evidence and warnings from the rest.
void DecideComparison(RunComparison& comparison);

}  // namespace sftdoctor
