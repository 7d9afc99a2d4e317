// Byte-exact edits of config files: only the values change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace sftdoctor {

/// Bytes that are replaced by others. An empty span inserts.
struct Edit {
  Span span;
  std::string text;
};

/// A key (as the file spells it) and the value that it shall have.
struct NewValue {
  std::string key;
  nlohmann::ordered_json value;
};

/// How a value is written in a language, in the style of what stands there now (quotes, exponents): 5e-5 in Python,
/// 5.0e-5 in YAML, where 5e-5 would be a string to PyYAML.
std::string WriteLiteral(const nlohmann::ordered_json& value, Language language, std::string_view old_text);

/// The edits that give keys of a section new values: a value that stands there is replaced, a key that is missing or
/// inherited is inserted. Empty when every key has its value already. Throws Error with place and hint when a key can
/// be neither replaced nor inserted.
std::vector<Edit> EditsFor(const ConfigFile& file, const Section& section, const std::vector<NewValue>& values);

/// The text with edits applied, in any order. They must not overlap.
std::string ApplyEdits(std::string_view text, std::vector<Edit> edits);

/// The file after EditsFor(), read again. Throws Error when the result is broken, does not have the new values, or
/// differs in any other.
ConfigFile EditConfig(const ConfigFile& file, const Section& section, const std::vector<NewValue>& values);

}  // namespace sftdoctor
