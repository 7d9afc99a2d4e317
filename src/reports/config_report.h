// What was understood of a config file, for people and for programs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/schedule.h"
#include "reports/session.h"

namespace sftdoctor {

/// A section to show. One that sets up a training run may come with what it amounts to.
struct ShownSection {
  const Section* section = nullptr;
  std::optional<Schedule> schedule = {};
};

/// {"classes": {NAME: {KEY: {"value", "place"} or {"unknown", "place"}}}, "module": {...}, "document": {...},
/// "schedule": {NAME: {"effective_batch", ...}}}; all but the first only where they hold something. Non-finite numbers
/// are the strings "inf", "-inf", "nan".
nlohmann::ordered_json ConfigJson(const std::vector<ShownSection>& sections);

/// A table a section: line, key, value or why it is unknown.
std::string ConfigText(const ConfigFile& file, const std::vector<ShownSection>& sections, const Style& style);

}  // namespace sftdoctor
