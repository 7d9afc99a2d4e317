// A comparison in words: the verdict's sentence, the evidence, and what to keep in mind.
#pragma once

#include "findings/comparison.h"

namespace sftdoctor {

/// One sentence that says why the verdict is what it is.
Text VerdictSentence(const RunComparison& comparison);
/// A line for each thing that was measured.
std::vector<Text> ComparisonEvidence(const RunComparison& comparison);
/// What makes the comparison itself weaker than it looks.
std::vector<Text> ComparisonWarnings(const RunComparison& comparison);

/// Whether the level at a run's own end is at the target for the loss; only losses in nats have one.
bool ReachedTarget(const Diagnosis& diagnosis);

}  // namespace sftdoctor
