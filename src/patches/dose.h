// A step of a plan -> the values that it gives a configuration. All arithmetic on schedules is left to MakeSchedule():
// what depends on the patched schedule is computed on the configuration as patched so far, read again.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "catalog/plan.h"
#include "config/edit.h"
#include "config/schedule.h"

namespace sftdoctor {

/// A configuration with other values, read again.
struct Patched {
  std::unique_ptr<ConfigFile> file;
  TrainingConfig config;  ///< refers to `file`
  Facts facts;            ///< that hold of it: micro-batches an epoch change with the batch
  Schedule schedule;
};

/// A new value of one key.
struct NewSetting {
  std::string key;  ///< canonical
  nlohmann::ordered_json value;
  Text because;  ///< with {total_steps} and the like not filled in yet
};

struct Dosage {
  std::vector<NewSetting> settings;     ///< that differ from what the configuration says, in order of the plan
  std::vector<std::string> effective;   ///< treatments that changed something
  std::vector<std::string> impossible;  ///< treatments that changed nothing for want of a key, a fact or a feature
  std::vector<std::string> unknown;     ///< those of them that a fact, or the value of a key, would tell more about
  std::vector<Text> remarks;            ///< what was left out, and why
  Patched after;
};

/// `features` are those of the run, for doses that depend on them. Throws Error when the config cannot be edited.
Dosage Dispense(const Plan::Step& step, const TrainingConfig& config, const Facts& facts, const Features& features);

}  // namespace sftdoctor
