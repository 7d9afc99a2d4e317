// A configuration with all that is known about it: what notes and messages about configurations are made from.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/world.h"
#include "config/schedule.h"
#include "runs/read_log.h"

namespace sftdoctor {

/// Refers to what it was made from. `log` and `run` are null when there is no log.
struct ConfigView {
  const TrainingConfig& config;
  const Facts& facts;
  const Schedule& schedule;
  const Features& features;
  const Catalog& catalog;
  const Log* log = nullptr;
  const Run* run = nullptr;
  /// What the file system says of a path; empty when it is not to be asked.
  std::function<std::optional<FileFacts>(const std::string&)> look;
};

/// Why a feature that a check needs is not there, and what would bring it: "give --rows".
Text WhyMissing(const std::string& feature, const ConfigView& view);

/// The setting behind `config.KEY`, or behind the key that says the same in another way (warmup_ratio for
/// warmup_steps); nothing when none is given.
const Setting* SettingBehind(const std::string& feature, const TrainingConfig& config);

}  // namespace sftdoctor
