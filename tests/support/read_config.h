// Configs as the tests of the readers ask for them.
#pragma once

#include <string>

#include "config/config.h"

namespace sftdoctor::tests {

inline ConfigFile Python(const std::string& text) { return ReadConfig("config.py", text, Language::kPython); }
inline ConfigFile Yaml(const std::string& text) { return ReadConfig("config.yaml", text, Language::kYaml); }
inline ConfigFile JsonConfig(const std::string& text) { return ReadConfig("config.json", text, Language::kJson); }

/// The value as JSON, or "? why it is unknown"; "none" when there is no such section or key.
inline std::string ValueOf(const ConfigFile& file, const std::string& section, const std::string& key) {
  const Section* found = file.Find(section);
  const Setting* setting = found ? found->Find(key) : nullptr;
  if (!setting) return "none";
  return setting->literal.known() ? setting->literal.value.dump() : "? " + setting->literal.unknown;
}

/// The bytes of the setting's value, and its place: "1e-5@3:12".
inline std::string PlaceOf(const ConfigFile& file, const std::string& section, const std::string& key) {
  const Section* found = file.Find(section);
  const Setting* setting = found ? found->Find(key) : nullptr;
  if (!setting) return "none";
  const Span at = setting->value_span;
  return file.text.substr(at.begin, at.end - at.begin) + "@" + std::to_string(setting->place.line) + ":" +
         std::to_string(setting->place.column);
}

/// Names of the sections, in order, with blanks between.
inline std::string SectionsOf(const ConfigFile& file) {
  std::string names;
  for (const Section& section : file.sections) names += (names.empty() ? "" : " ") + section.name;
  return names;
}

}  // namespace sftdoctor::tests
