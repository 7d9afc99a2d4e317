// What the ways to judge (a log, a configuration, both) share.
#pragma once

#include "findings/config_notes.h"
#include "findings/finding.h"

namespace sftdoctor {

/// Runs the checks of a selection and sums them up. `view` is null without a configuration.
void JudgeChecks(const Features& features, const Catalog& catalog, const Selection& selection, const ConfigView* view,
                 Diagnosis& out);

/// Sorts the findings and says what they come to.
void Conclude(Diagnosis& diagnosis);

}  // namespace sftdoctor
