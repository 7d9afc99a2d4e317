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

/// True where members are written `key: value`: YAML, JSON, a dict literal.
bool IsMapping(const ConfigFile& file, const Section& section) {
  if (file.language != Language::kPython) return true;
  const auto quoted = [&](const Setting& setting) {
    const std::string_view key = Between(file, setting.key_span.begin, setting.key_span.end);
    return key.find_first_of("'\"") != std::string_view::npos;
  };
  return section.kind == Section::Kind::kCall && !section.settings.empty() && quoted(section.settings.front());
}

/// `key: value`, in the style of the key of a neighbour.
std::string Pair(const ConfigFile& file, const NewValue& wanted, std::string_view neighbour) {
  return WriteLiteral(wanted.key, file.language, neighbour) + ": " + WriteLiteral(wanted.value, file.language, "");
}

/// `KEY = VALUE` as the section writes it.
std::string Item(const ConfigFile& file, const Section& section, const NewValue& wanted) {
  const Setting* first = section.settings.empty() ? nullptr : &section.settings.front();
  if (IsMapping(file, section))
    return Pair(file, wanted, first ? Between(file, first->key_span.begin, first->key_span.end) : "");
  if (!IsIdentifier(wanted.key)) throw Error(wanted.key + " is no name of Python", section.place, "check its spelling");
  const std::string value = WriteLiteral(wanted.value, file.language, "");
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

[[noreturn]] void NoRoom(const Section& section, const NewValue& wanted) {
  throw Error(fmt::format("{} has no room for {}", section.name, wanted.key), section.place, "write it in by hand");
}

/// A member beside the last one of the mapping `parent` ("optimizer.params."); null when none stands in the file.
const Setting* Neighbour(const Section& section, const std::string& parent) {
  const Setting* found = nullptr;
  for (const Setting& setting : section.settings) {
    const bool member = setting.key.starts_with(parent) && setting.key.find('.', parent.size()) == std::string::npos;
    if (member && !setting.inherited && !setting.key_span.empty() && !setting.value_span.empty()) found = &setting;
  }
  return found;
}

/// Writes `pair` beside its neighbour: below it in a block of YAML, else before it, where no comment comes between.
void InsertBeside(const ConfigFile& file, const Setting& neighbour, const std::string& pair, std::vector<Edit>& edits) {
  const LineIndex lines(file.text);
  const Span key = neighbour.key_span;
  const std::size_t begin = lines.LineBegin(key.begin);
  const bool own_line = lines.IsFirst(key.begin);
  const std::string newline(lines.Newline());
  const std::size_t end = lines.LineEnd(neighbour.value_span.end);
  const std::string_view rest = Trim(Between(file, neighbour.value_span.end, end));
  if (file.language == Language::kYaml && own_line && (rest.empty() || rest[0] == '#')) {
    AddInsertion(end, newline + file.text.substr(begin, key.begin - begin) + pair, edits);
  } else {
    AddInsertion(key.begin, pair + "," + (own_line ? newline + lines.Indentation(key.begin) : " "), edits);
  }
}

/// Into a nested mapping: the deepest one that is there already takes it, the rest of the path as mappings of its own.
void InsertNested(const ConfigFile& file, const Section& section, const NewValue& wanted, std::vector<Edit>& edits) {
  NewValue inner = wanted;
  std::string parent = wanted.key.substr(0, wanted.key.rfind('.') + 1);
  inner.key = wanted.key.substr(parent.size());
  while (!parent.empty()) {
    if (const Setting* neighbour = Neighbour(section, parent)) {
      const Span key = neighbour->key_span;
      return InsertBeside(file, *neighbour, Pair(file, inner, Between(file, key.begin, key.end)), edits);
    }
    const bool taken = std::any_of(section.settings.begin(), section.settings.end(), [&](const Setting& setting) {
      return setting.key.starts_with(parent) || setting.key + "." == parent;
    });
    if (taken) NoRoom(section, wanted);
    parent.pop_back();
    const std::size_t dot = parent.rfind('.');
    const std::string head = parent.substr(dot == std::string::npos ? 0 : dot + 1);
    inner = {head, {{inner.key, inner.value}}};
    parent.resize(parent.size() - head.size());
  }
  if (!section.insertable) NoRoom(section, wanted);
  AddInsertion(section.insert_at, section.insert_prefix + Item(file, section, inner) + section.insert_suffix, edits);
}

}  // namespace

void Insert(const ConfigFile& file, const Section& section, const NewValue& wanted, std::vector<Edit>& edits) {
  const Setting* old = section.Find(wanted.key);
  if (old && !old->inherited && file.language == Language::kYaml) {  // `key:` without a value
    AddInsertion(old->key_span.end + 1, " " + WriteLiteral(wanted.value, file.language, ""), edits);
  } else if (wanted.key.find('.') != std::string::npos && IsMapping(file, section)) {
    InsertNested(file, section, wanted, edits);
  } else if (section.insertable) {
    AddInsertion(section.insert_at, section.insert_prefix + Item(file, section, wanted) + section.insert_suffix, edits);
  } else {
    NoRoom(section, wanted);
  }
}

}  // namespace sftdoctor
