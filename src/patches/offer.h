// Findings on a configuration -> the change that would mend each of them, as a fix to be asked for.
#pragma once

#include "findings/finding.h"

namespace sftdoctor {

/// Gives each finding that has no fix of its own, and whose check names treatments, the first of them that clears it:
/// an edit of the config that tunes the training, and so never safe. Where none does, or the file cannot be edited, the
/// finding stays without one.
void OfferTreatments(Diagnosis& diagnosis, const Catalog& catalog);

}  // namespace sftdoctor
