// Notes on values: of the wrong type, out of their bounds, at odds with each other.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "config/edit.h"
#include "findings/config_notes.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

const Key* KeyOf(const Setting& setting, const ConfigView& view) {
  const auto id = view.config.framework->keys.find(setting.key);
  return id == view.config.framework->keys.end() ? nullptr : view.catalog.FindKey(id->second);
}

/// A value that can be judged: known, given, and not left to the framework.
bool IsStated(const Setting& setting) {
  return setting.literal.known() && !setting.literal.value.is_null() && setting.literal.value != "auto";
}

/// Calls `look` with every stated setting that has a canonical key.
template <typename Look>
Notes EachValue(const ConfigView& view, Look look) {
  Notes out;
  for (const Setting& setting : view.config.section->settings) {
    const Key* key = KeyOf(setting, view);
    if (key && IsStated(setting)) look(setting, *key, out.notes);
  }
  return out;
}

std::optional<double> NumberOf(const Json& value) {
  if (value.is_number()) return value.get<double>();
  return value.is_string() ? NumberIn(value.get_ref<const std::string&>()) : std::nullopt;
}

bool IsOfType(const Json& value, Key::Type type, Language language) {
  switch (type) {
    case Key::Type::kInteger:
      if (value.is_number_float()) return false;
      [[fallthrough]];
    case Key::Type::kNumber:  // in YAML, 1e-4 is a text, and config/yaml-float speaks of it
      return value.is_number() || (language == Language::kYaml && value.is_string() && NumberOf(value).has_value());
    case Key::Type::kBool:
      return value.is_boolean() || value == 0 || value == 1;
    default:
      return !value.is_number();
  }
}

const Text& TypeName(Key::Type type) {
  static const std::vector<Text> kNames = {{"a whole number", "整数"},
                                           {"a number", "数值"},
                                           {"true or false", "布尔值"},
                                           {"a text", "字符串"},
                                           {"a path", "路径"}};
  return kNames[static_cast<std::size_t>(type)];
}

/// What the value was meant to be, where that is beyond doubt: "24" -> 24, 24.0 -> 24.
std::string Meant(const Json& value, Key::Type type, Language language) {
  const std::optional<double> number = NumberOf(value);
  if (!number || (type != Key::Type::kInteger && type != Key::Type::kNumber)) return {};
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  const bool whole = value.is_number() || text.find_first_of(".eE") == std::string::npos;
  if (whole) return *number == std::floor(*number) && std::abs(*number) < 1e15 ? fmt::format("{:.0f}", *number) : "";
  // Written anew: .5 is no number of JSON, +5 neither.
  return type == Key::Type::kNumber ? WriteLiteral(*number, language, text) : std::string();
}

/// What the bounds of a key ask for; empty when the number is within them.
Text OutOf(const Key& key, double number) {
  if (key.above && !(number > *key.above))
    return {"above " + ShortNumber(*key.above), "大于 " + ShortNumber(*key.above)};
  if (key.at_least && !(number >= *key.at_least))
    return {"at least " + ShortNumber(*key.at_least), "不小于 " + ShortNumber(*key.at_least)};
  if (key.at_most && !(number <= *key.at_most))
    return {"at most " + ShortNumber(*key.at_most), "不大于 " + ShortNumber(*key.at_most)};
  return {};
}

}  // namespace

Notes WrongTypes(const ConfigView& view) {
  return EachValue(view, [&](const Setting& setting, const Key& key, std::vector<Note>& notes) {
    const Json& value = setting.literal.value;
    if (IsOfType(value, key.type, view.config.file->language)) return;
    Note& note = notes.emplace_back(NoteOn(setting, view, TypeName(key.type)));
    const std::string meant = Meant(value, key.type, view.config.file->language);
    if (meant.empty() || setting.inherited || setting.value_span.empty()) return;
    note.fix = Fix{{"write " + meant, "改为 " + meant}, {{setting.value_span, meant}}, true};
  });
}

Notes OutOfRange(const ConfigView& view) {
  return EachValue(view, [&](const Setting& setting, const Key& key, std::vector<Note>& notes) {
    const auto number = NumberOf(setting.literal.value);
    if (!number || !IsOfType(setting.literal.value, key.type, view.config.file->language)) return;
    Text expected = OutOf(key, *number);
    if (!expected.empty()) notes.push_back(NoteOn(setting, view, std::move(expected)));
  });
}

Notes NoChoices(const ConfigView& view) {
  return EachValue(view, [&](const Setting& setting, const Key& key, std::vector<Note>& notes) {
    if (key.choices.empty() || !setting.literal.value.is_string()) return;
    const auto& value = setting.literal.value.get_ref<const std::string&>();
    if (std::find(key.choices.begin(), key.choices.end(), value) != key.choices.end()) return;
    const std::string choices = fmt::format("{}", fmt::join(key.choices, ", "));
    notes.push_back(NoteOn(setting, view, {"one of " + choices, "以下之一：" + choices}));
  });
}

Notes WarmupBeyondEnd(const ConfigView& view) {
  const Schedule& schedule = view.schedule;
  const Setting* warmup = SettingBehind("config.warmup_steps", view.config);
  if (!warmup) return {};
  if (!schedule.warmup_steps || !schedule.total_steps) return {{}, WhyMissing("config.total_steps", view)};
  if (*schedule.warmup_steps < *schedule.total_steps) return {};
  const std::string most = ShortNumber(*schedule.total_steps);
  return {{NoteOn(*warmup, view, {"less than " + most, "小于 " + most})}, {}};
}

Notes TwoPrecisions(const ConfigView& view) {
  const auto is_on = [&](const char* key) {
    const Setting* flag = view.config.Find(key);
    return flag && flag->literal.value.is_boolean() && flag->literal.value.get<bool>() ? flag : nullptr;
  };
  const Setting *bf16 = is_on("bf16"), *fp16 = is_on("fp16");
  if (!bf16 || !fp16) return {};
  return {{NoteOn(*fp16, view)}, {}};
}

}  // namespace sftdoctor
