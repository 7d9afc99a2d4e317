// The boundary between config files and everything that knows what their keys mean: names, literals, where each stands.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sftdoctor {

/// Bytes [begin, end) of a file.
struct Span {
  std::size_t begin = 0, end = 0;
  bool empty() const { return begin == end; }
};

/// What an expression is worth, as far as that can be told without running anything.
struct Literal {
  /// null, boolean, integer, float (may be infinite), text, array (list, tuple) or object (dict, mapping).
  nlohmann::ordered_json value;
  std::string unknown;  ///< why it cannot be told ("calls abspath()"); empty when it is known
  bool known() const { return unknown.empty(); }
};

/// One key of a section.
struct Setting {
  std::string key;  ///< as the file spells it; members of nested mappings are joined by dots: "optimizer.params.lr"
  Literal literal;
  Place place;      ///< of the value; columns count characters
  Span key_span;    ///< bytes of the key
  Span value_span;  ///< bytes of the expression that gives the value: what an edit replaces; empty: cannot be edited
  bool inherited = false;  ///< stands in a base class: an edit must not change it there
};

enum class Language { kPython, kYaml, kJson };

/// A group of keys that belong together.
struct Section {
  /// A class (with what it inherits within the file), a call with literal arguments (`TrainingArguments(...)`), the
  /// names of a Python module itself, or a whole YAML or JSON document.
  enum class Kind { kClass, kCall, kModule, kDocument };
  Kind kind = Kind::kClass;
  std::string name;  ///< of the class or called function; "<module>", "<document>"; unique within the file ("X#2")
  Place place;
  std::vector<Setting> settings;  ///< in order; a key once, with its last value
  std::size_t insert_at = 0;      ///< where another setting may be written, as `insert_prefix` KEY ... `insert_suffix`
  std::string insert_prefix, insert_suffix;  ///< what has to stand around it: line ends, indentation, commas
  bool insertable = false;

  const Setting* Find(std::string_view key) const;
};

struct Comment {
  Place place;
  std::string text;  ///< with its `#`
  bool own_line = false;
};

/// A config file that was read, without running any of it.
struct ConfigFile {
  std::string path;
  std::string text;  ///< every byte as in the file
  Language language = Language::kPython;
  std::vector<Section> sections;
  std::vector<Comment> comments;
  /// Where the text is not of its language; what stands outside the faulty part is read all the same.
  std::optional<Place> broken;

  const Section* Find(std::string_view section) const;
};

/// By its ending alone: .py, .yaml, .yml, .json, .jsonc (in which comments are no fault).
std::optional<Language> LanguageOfEnding(std::string_view path);

/// By its ending, else by its content; nothing when it is none of these.
std::optional<Language> LanguageOf(std::string_view path, std::string_view text);

/// Reads a config. Never throws: what cannot be understood is unknown, or `broken`.
ConfigFile ReadConfig(std::string path, std::string text, Language language);

}  // namespace sftdoctor
