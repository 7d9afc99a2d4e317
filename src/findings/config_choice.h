// Which section of a config file set up a run.
#pragma once

#include "findings/finding.h"

namespace sftdoctor {

/// The training section that is named (or the only one, or that which fits the run best: purpose, batch, epochs,
/// rates). Throws Error when there is none, when the named one is none, or when several fit as well.
TrainingConfig ChooseConfig(const ConfigFile& file, const std::string& section, const Catalog& catalog, const Log& log,
                            const Run& run, const Facts& facts);

/// The training sections that a user means: the one that is named, else all. Throws Error when a named one is not there
/// or sets up no training; `file` without any gives an empty list when no name was given.
std::vector<TrainingConfig> ConfigsNamed(const ConfigFile& file, const std::string& section, const Catalog& catalog);

/// The one of ConfigsNamed(). Throws Error also when there is none, or several.
TrainingConfig ConfigNamed(const ConfigFile& file, const std::string& section, const Catalog& catalog);

}  // namespace sftdoctor
