// What a trainer would resume from: beside changed settings it brings the old schedule and optimizer back.
#pragma once

#include <string>
#include <vector>

#include "base/world.h"
#include "config/training_config.h"

namespace sftdoctor {

struct ResumeState {
  std::string key;         ///< as the file spells it
  std::string path;        ///< directory that exists; empty when only running the file could tell
  std::string expression;  ///< as it stands in the file
};

/// The directories that the config resumes from and that are there, or may be. Relative ones are looked up from where
/// we run and beside the config.
std::vector<ResumeState> FindResumeState(World& world, const TrainingConfig& config);

}  // namespace sftdoctor
