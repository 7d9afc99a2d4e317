// The findings about datasets.
#pragma once

#include "dataset/survey.h"
#include "findings/finding.h"

namespace sftdoctor {

/// The features of a survey, judged by the checks of the area data/. With a configuration (may be null) also whether
/// its rows are enough for the steps it makes; without a number of ranks that is one, which rather counts too many
/// steps. Texts without prompts are for pretraining when nobody says otherwise.
Diagnosis JudgeData(const Survey& survey, const TrainingConfig* config, Facts facts, const Catalog& catalog,
                    Selection selection);

}  // namespace sftdoctor
