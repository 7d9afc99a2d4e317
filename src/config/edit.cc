#include "config/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "config/insertion.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

/// Equal in value and type: 1, 1.0 and true are three values.
bool SameValue(const Json& a, const Json& b) {
  if (a.is_number_integer() && b.is_number_integer()) return a == b;
  if (a.is_number_float() && b.is_number_float()) {
    const double x = a.get<double>(), y = b.get<double>();
    return x == y || (x != x && y != y);
  }
  if (a.type() != b.type() || a.size() != b.size()) return false;
  if (a.is_array()) return std::equal(a.begin(), a.end(), b.begin(), SameValue);
  if (!a.is_object()) return a == b;
  return std::all_of(a.items().begin(), a.items().end(), [&](const auto& item) {
    return b.contains(item.key()) && SameValue(item.value(), b[item.key()]);
  });
}

bool SameLiteral(const Literal& a, const Literal& b) {
  return a.known() == b.known() && (!a.known() || SameValue(a.value, b.value));
}

[[noreturn]] void Refuse(const Setting& setting, const std::string& why) {
  throw Error(fmt::format("cannot change {}: {}", setting.key, why), setting.place, "change it by hand");
}

/// A setting that has to be written anew: it is not there, comes from a base class, or has no value yet.
bool IsMissing(const ConfigFile& file, const Setting* setting) {
  if (!setting || setting->inherited) return true;
  if (!setting->value_span.empty()) return false;
  const bool bare = file.language == Language::kYaml && setting->literal.known() && setting->literal.value.is_null() &&
                    file.text.substr(setting->key_span.end, 1) == ":";
  return bare || setting->literal.unknown == "no value is given";
}

/// Where edits of the old text stand in the new one, and in the old one.
struct Touched {
  std::vector<Span> old_spans, new_spans;

  explicit Touched(std::vector<Edit> edits) {
    std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
    std::size_t grown = 0;  // modulo the word: may be less than nothing
    for (const Edit& edit : edits) {
      old_spans.push_back(edit.span);
      new_spans.push_back({edit.span.begin + grown, edit.span.begin + grown + edit.text.size()});
      grown += edit.text.size() - (edit.span.end - edit.span.begin);
    }
  }
  static bool Meets(const std::vector<Span>& spans, const Span& value) {
    return !value.empty() && std::any_of(spans.begin(), spans.end(), [&](const Span& span) {
      return span.begin <= value.end && value.begin <= span.end;
    });
  }
};

/// Every setting but those that were to change must be as before. What holds the place of an edit (a dict around it, a
/// class that inherits it) follows it.
void CheckOthers(const ConfigFile& before, const ConfigFile& after, const std::string& name,
                 const std::set<std::string>& changed, const Touched& touched) {
  const auto differs = [&](const std::string& what, const Place& place) {
    throw Error("changing " + fmt::format("{}", fmt::join(changed, ", ")) + " would also change " + what, place,
                "change it by hand");
  };
  if (before.sections.size() != after.sections.size()) differs("what the file is made of", {before.path});
  for (std::size_t i = 0; i < before.sections.size(); ++i) {
    const Section &old = before.sections[i], &now = after.sections[i];
    if (old.name != now.name) differs(old.name, old.place);
    for (const Setting& setting : old.settings) {
      if (old.name == name && changed.contains(setting.key)) continue;
      const Setting* found = now.Find(setting.key);
      if (found && SameLiteral(setting.literal, found->literal)) continue;
      if (found && (Touched::Meets(touched.old_spans, setting.value_span) ||
                    Touched::Meets(touched.new_spans, found->value_span)))
        continue;
      differs(setting.key + (old.name == name ? "" : " of " + old.name), setting.place);
    }
    for (const Setting& setting : now.settings) {
      const bool ours = old.name == name && changed.contains(setting.key);
      if (!ours && !old.Find(setting.key) && !Touched::Meets(touched.new_spans, setting.value_span))
        differs(setting.key, setting.place);
    }
  }
}

}  // namespace

std::vector<Edit> EditsFor(const ConfigFile& file, const Section& section, const std::vector<NewValue>& values) {
  std::vector<Edit> edits;
  for (const NewValue& wanted : values) {
    const Setting* setting = section.Find(wanted.key);
    if (setting && setting->literal.known() && SameValue(setting->literal.value, wanted.value)) continue;
    if (IsMissing(file, setting)) {
      Insert(file, section, wanted, edits);
      continue;
    }
    if (setting->value_span.empty())
      Refuse(*setting, setting->literal.known() ? "its value does not stand there as such"
                                                : "its value " + setting->literal.unknown);
    const Span at = setting->value_span;
    const std::string_view old = std::string_view(file.text).substr(at.begin, at.end - at.begin);
    edits.push_back({at, WriteLiteral(wanted.value, file.language, old)});
  }
  return edits;
}

std::string ApplyEdits(std::string_view text, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  std::string out;
  std::size_t done = 0;
  for (const Edit& edit : edits) {
    out += text.substr(done, edit.span.begin - done);
    out += edit.text;
    done = edit.span.end;
  }
  out += text.substr(done);
  return out;
}

ConfigFile EditConfig(const ConfigFile& file, const Section& section, const std::vector<NewValue>& values) {
  const std::vector<Edit> edits = EditsFor(file, section, values);
  ConfigFile after = ReadConfig(file.path, ApplyEdits(file.text, edits), file.language);
  if (after.broken && !file.broken) throw Error("the change would break the file", *after.broken, "change it by hand");
  const Section* now = after.Find(section.name);
  std::set<std::string> changed;
  for (const NewValue& wanted : values) {
    const Setting* setting = now ? now->Find(wanted.key) : nullptr;
    if (!setting || !setting->literal.known() || !SameValue(setting->literal.value, wanted.value)) {
      throw Error(
          fmt::format("{} would not have the value {}", wanted.key, WriteLiteral(wanted.value, file.language, "")),
          setting ? setting->place : section.place, "change it by hand");
    }
    changed.insert(wanted.key);
  }
  CheckOthers(file, after, section.name, changed, Touched(edits));
  return after;
}

}  // namespace sftdoctor
