#include "config/insertion.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/pattern.h"
#include "base/text.h"
#include "config/line_index.h"

namespace sftdoctor {
namespace {

std::string_view Between(const ConfigFile& file, std::size_t begin, std::size_t end) {
  return begin <= end ? std::string_view(file.text).substr(begin, end - begin) : std::string_view();
}

/// `float` of `learn_rate: float = 1e-5`; empty when the setting has no annotation.
std::string AnnotationOf(const ConfigFile& file, const Setting& setting) {
  const std::size_t end = setting.value_span.empty()
                              ? std::min(file.text.find_first_of("\r\n#", setting.key_span.end), file.text.size())
                              : setting.value_span.begin;
  std::string_view middle = Trim(Between(file, setting.key_span.end, end));
  if (!middle.starts_with(':')) return {};
  middle.remove_prefix(1);
  const std::string_view annotation = Trim(middle.substr(0, middle.rfind('=')));
  return annotation.find_first_of("\r\n(") == std::string_view::npos ? std::string(annotation) : std::string();
}

std::string TypeOf(const nlohmann::ordered_json& value) {
  if (value.is_boolean()) return "bool";
  if (value.is_number_float()) return "float";
  if (value.is_number()) return "int";
  if (value.is_string()) return "str";
  return value.is_array() ? "list" : value.is_object() ? "dict" : "object";
}

/// ": float" where the class annotates its settings: a dataclass takes no notice of others.
std::string Annotation(const ConfigFile& file, const Section& section, const NewValue& wanted) {
  const Setting* old = section.Find(wanted.key);
  const std::string given = old ? AnnotationOf(file, *old) : "";
  const auto annotated = [&](bool inherited) {
    return std::any_of(section.settings.begin(), section.settings.end(), [&](const Setting& setting) {
      return setting.inherited == inherited && !AnnotationOf(file, setting).empty();
    });
  };
  const bool own =
      std::any_of(section.settings.begin(), section.settings.end(), [](const Setting& s) { return !s.inherited; });
  if (!annotated(!own)) return {};
  return ": " + (given.empty() ? TypeOf(wanted.value) : given);
}

bool IsIdentifier(std::string_view key) {
  static const Pattern kIdentifier(R"(^[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*$)");
  return kIdentifier.Matches(key);
}

/// The key as it stands in a dict literal, a JSON object or a YAML mapping.
std::string QuotedKey(const ConfigFile& file, const std::string& key, std::string_view neighbour) {
  return WriteLiteral(key, file.language, neighbour);
}

/// KEY = VALUE as the section's kind and language write it.
std::string Item(const ConfigFile& file, const Section& section, const NewValue& wanted) {
  const std::string value = WriteLiteral(wanted.value, file.language, "");
  if (file.language != Language::kPython) return QuotedKey(file, wanted.key, "") + ": " + value;
  const Setting* first = section.settings.empty() ? nullptr : &section.settings.front();
  const std::string_view key = first ? Between(file, first->key_span.begin, first->key_span.end) : "";
  if (section.kind == Section::Kind::kCall && key.find_first_of("'\"") != std::string_view::npos)
    return QuotedKey(file, wanted.key, key) + ": " + value;
  if (!IsIdentifier(wanted.key)) throw Error(wanted.key + " is no name of Python", section.place, "check its spelling");
  if (section.kind == Section::Kind::kCall) return wanted.key + "=" + value;
  const bool cls = section.kind == Section::Kind::kClass;
  return wanted.key + (cls ? Annotation(file, section, wanted) : "") + " = " + value;
}

void AddInsertion(std::size_t at, const std::string& text, std::vector<Edit>& edits) {
  for (Edit& edit : edits) {
    if (edit.span.empty() && edit.span.begin == at) {
      edit.text += text;
      return;
    }
  }
  edits.push_back({{at, at}, text});
}

}  // namespace

void Insert(const ConfigFile& file, const Section& section, const NewValue& wanted, std::vector<Edit>& edits) {
  if (!section.insertable) {
    throw Error(fmt::format("{} has no room for {}", section.name, wanted.key), section.place, "write it in by hand");
  }
  AddInsertion(section.insert_at, section.insert_prefix + Item(file, section, wanted) + section.insert_suffix, edits);
}

}  // namespace sftdoctor
