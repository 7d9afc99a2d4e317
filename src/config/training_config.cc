#include "config/training_config.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace sftdoctor {
namespace {

/// "transformers.TrainingArguments#2" -> "TrainingArguments": what names are compared by.
std::string_view BareName(std::string_view name) {
  name = name.substr(0, name.find('#'));
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

bool NameFits(const Framework& framework, const Section& section) {
  const auto fits = [&](const std::string& glob) { return GlobMatch(glob, BareName(section.name)); };
  return framework.names.empty() || std::any_of(framework.names.begin(), framework.names.end(), fits);
}

/// Settings that the framework knows; nothing when the section is not of this framework.
std::optional<std::size_t> Fit(const Framework& framework, const Section& section) {
  if (!NameFits(framework, section)) return std::nullopt;
  const auto has = [](const std::vector<std::string>& list, const std::string& key) {
    return std::find(list.begin(), list.end(), key) != list.end();
  };
  std::size_t marks = 0, known = 0;
  for (const Setting& setting : section.settings) {
    marks += has(framework.marks, setting.key);
    if (has(framework.never, setting.key)) return std::nullopt;
    known += framework.keys.contains(setting.key) || has(framework.others, setting.key);
  }
  return marks < framework.least ? std::nullopt : std::optional(known);
}

/// None in Python, null in JSON: a key that is written down without being given.
bool IsGiven(const Setting& setting) { return !setting.literal.known() || !setting.literal.value.is_null(); }

bool Fits(const std::string& glob, std::string_view text) { return GlobMatch(LowerAscii(glob), LowerAscii(text)); }

/// What a value says, as text: of one that is unknown, its expression.
std::string TextOf(const ConfigFile& file, const Setting& setting) {
  if (!setting.literal.known()) {
    return file.text.substr(setting.value_span.begin, setting.value_span.end - setting.value_span.begin);
  }
  const auto& value = setting.literal.value;
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

bool Fits(const Telltale& sign, const TrainingConfig& config) {
  const Section& section = *config.section;
  if (!sign.name.empty() && !Fits(sign.name, BareName(section.name))) return false;
  if (!sign.key.empty()) {
    const Setting* setting = section.Find(sign.key);
    if (!setting || !IsGiven(*setting) || !Fits(sign.value, TextOf(*config.file, *setting))) return false;
  }
  const auto& all = config.file->sections;
  return sign.section.empty() || std::any_of(all.begin(), all.end(), [&](const Section& other) {
           return &other != &section && Fits(sign.section, BareName(other.name));
         });
}

}  // namespace

std::optional<double> NumberIn(std::string_view text) {
  text = Trim(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

const Setting* TrainingConfig::Find(std::string_view key) const {
  const auto spellings = framework->spellings.find(std::string(key));
  if (spellings == framework->spellings.end()) return nullptr;
  for (const std::string& spelling : spellings->second) {
    const Setting* setting = section->Find(spelling);
    if (setting && IsGiven(*setting)) return setting;
  }
  return nullptr;
}

std::optional<double> TrainingConfig::Number(std::string_view key) const {
  if (const Setting* setting = Find(key)) {
    const auto& value = setting->literal.value;
    if (!setting->literal.known()) return std::nullopt;
    if (value.is_string()) return NumberIn(value.get_ref<const std::string&>());
    const bool number = value.is_number() && std::isfinite(value.get<double>());
    return number ? std::optional(value.get<double>()) : std::nullopt;
  }
  const auto absent = framework->defaults.find(std::string(key));
  return absent == framework->defaults.end() ? std::nullopt : std::optional(absent->second);
}

std::string TrainingConfig::Spelling(std::string_view key) const {
  const auto spellings = framework->spellings.find(std::string(key));
  if (spellings == framework->spellings.end()) return {};
  for (const std::string& spelling : spellings->second) {
    if (section->Find(spelling)) return spelling;
  }
  return spellings->second.front();
}

std::optional<bool> TrainingConfig::IsFinetune() const {
  for (const Telltale& sign : framework->purpose) {
    if (Fits(sign, *this)) return sign.finetune;
  }
  return std::nullopt;
}

bool TrainingConfig::IsLora() const {
  const auto& signs = framework->lora;
  return std::any_of(signs.begin(), signs.end(), [&](const Telltale& sign) { return Fits(sign, *this); });
}

std::vector<TrainingConfig> TrainingConfigs(const ConfigFile& file, const Catalog& catalog) {
  std::vector<TrainingConfig> configs;
  for (const Section& section : file.sections) {
    const Framework* best = nullptr;
    std::pair<std::size_t, int> most;
    for (const Framework& framework : catalog.frameworks) {
      const auto known = Fit(framework, section);
      if (!known || (best && most >= std::pair(*known, framework.priority))) continue;
      best = &framework;
      most = {*known, framework.priority};
    }
    if (best) configs.push_back({&file, &section, best});
  }
  return configs;
}

ConfigName SplitConfigName(const std::string& name) {
  const std::size_t colon = name.rfind(':');
  if (colon == std::string::npos || colon == 0) return {name, ""};
  const std::string section = name.substr(colon + 1);
  const bool is_path =
      section.empty() || section.find_first_of("/\\") != std::string::npos || LanguageOfEnding(section).has_value();
  return is_path ? ConfigName{name, ""} : ConfigName{name.substr(0, colon), section};
}

}  // namespace sftdoctor
