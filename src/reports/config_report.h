// What was understood of a config file, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "config/edit.h"
#include "reports/session.h"

namespace sftdoctor {

/// {"classes": {NAME: {KEY: {"value", "place"} or {"unknown", "place"}}}, "module": {...}, "document": {...}}; the last
/// two only where they hold something. Non-finite numbers are the strings "inf", "-inf", "nan".
nlohmann::ordered_json ConfigJson(const ConfigFile& file, const std::vector<const Section*>& sections);

/// A table a section: key, value or why it is unknown, line.
std::string ConfigText(const ConfigFile& file, const std::vector<const Section*>& sections, const Style& style);

}  // namespace sftdoctor
