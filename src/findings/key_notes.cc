// Notes on keys: typing errors, keys that are missing, and numbers that YAML takes for texts.
#include <fmt/format.h>

#include <algorithm>

#include "base/pattern.h"
#include "base/text.h"
#include "findings/config_notes.h"

namespace sftdoctor {
namespace {

bool IsKnown(const Framework& framework, const std::string& key) {
  return framework.keys.contains(key) ||
         std::find(framework.others.begin(), framework.others.end(), key) != framework.others.end();
}

/// Two letters of a long word, one of a short one: what fingers do, and what names of different things seldom have in
/// common.
bool IsTypingError(const std::string& key, const std::string& meant) {
  constexpr std::size_t kShort = 8;
  return EditDistance(key, meant) <= (std::min(key.size(), meant.size()) < kShort ? 1 : 2);
}

/// Whether the keys of a section are bound to be the framework's. Modules, parsers of arguments and most classes define
/// names of their own, which their script then hands on.
bool IsBound(const TrainingConfig& config) {
  const Section& section = *config.section;
  if (config.framework->open || section.kind == Section::Kind::kModule) return false;
  if (section.kind == Section::Kind::kClass) return config.framework->reads_class;
  return section.kind == Section::Kind::kDocument || section.name != "argparse";
}

/// The key of ours that was meant by an unknown one; empty when none is near, or the section has that one as well.
std::string MeantBy(const std::string& key, const ConfigView& view) {
  const Framework& framework = *view.config.framework;
  if (!IsBound(view.config) || IsKnown(framework, key)) return {};
  std::vector<std::string> ours = framework.others;
  for (const auto& [spelling, id] : framework.keys) ours.push_back(spelling);
  const std::string nearest = NearestSpelling(key, ours);
  if (nearest.empty() || !IsTypingError(key, nearest) || view.config.section->Find(nearest)) return {};
  const auto id = framework.keys.find(nearest);
  const bool said = id != framework.keys.end() && view.config.Find(id->second);
  return said ? std::string() : nearest;
}

/// True when a class has a base that the file does not hold: it may bring any key.
bool HasForeignBase(const TrainingConfig& config) {
  if (config.section->kind != Section::Kind::kClass) return false;
  static const Pattern kBases(R"(^[ \t]*class\s+\w+\s*\(([^)]*)\))");
  std::string_view text = config.file->text;
  for (std::size_t line = 1; line < config.section->place.line && !text.empty(); ++line) {
    text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  }
  std::vector<std::string_view> groups;
  if (!kBases.Match(text, groups)) return false;
  for (const std::string_view base : Split(groups[1], ',')) {
    const std::string name(Trim(base));
    if (!name.empty() && name != "object" && !config.file->Find(name)) return true;
  }
  return false;
}

}  // namespace

Notes UnknownKeys(const ConfigView& view) {
  Notes out;
  for (const Setting& setting : view.config.section->settings) {
    const std::string meant = MeantBy(setting.key, view);
    if (meant.empty()) continue;
    Note& note = out.notes.emplace_back(NoteOn(setting, view));
    note.words["nearest"] = {meant, meant};
    note.on_key = true;
    if (setting.inherited || setting.key_span.empty()) continue;
    std::string text =
        view.config.file->text.substr(setting.key_span.begin, setting.key_span.end - setting.key_span.begin);
    const std::size_t at = text.find(setting.key);
    if (at == std::string::npos) continue;
    text.replace(at, setting.key.size(), meant);
    note.fix = Fix{{"write " + meant, "改为 " + meant}, {{setting.key_span, text}}, true};
  }
  return out;
}

Notes MissingKeys(const ConfigView& view) {
  const Section& section = *view.config.section;
  Notes out;
  if (section.kind == Section::Kind::kCall || view.config.file->broken || HasForeignBase(view.config)) return out;
  for (const std::string& key : view.config.framework->required) {
    if (section.Find(key)) continue;
    const bool misspelt = std::any_of(section.settings.begin(), section.settings.end(),
                                      [&](const Setting& setting) { return MeantBy(setting.key, view) == key; });
    const std::string& framework = view.config.framework->title.en;
    if (!misspelt) out.notes.push_back({nullptr, key, {{"key", {key, key}}, {"expected", {framework, framework}}}, {}});
  }
  return out;
}

Notes YamlFloats(const ConfigView& view) {
  Notes out;
  if (view.config.file->language != Language::kYaml) return out;
  // PyYAML wants a point and a sign: 1.0e-4. Without them a number with an exponent is a text.
  static const Pattern kNumber(R"(^([-+]?[0-9]+)(\.[0-9]*)?[eE]([-+]?)([0-9]+)$)");
  for (const Setting& setting : view.config.section->settings) {
    const Span span = setting.value_span;
    const std::string_view text = std::string_view(view.config.file->text).substr(span.begin, span.end - span.begin);
    std::vector<std::string_view> groups;
    if (!kNumber.Match(text, groups)) continue;
    if (groups[2].data() && !groups[3].empty()) continue;
    const std::string_view fraction = groups[2].size() > 1 ? groups[2] : ".0";
    const std::string right =
        fmt::format("{}{}e{}{}", groups[1], fraction, groups[3].empty() ? "+" : groups[3], groups[4]);
    Note& note = out.notes.emplace_back(NoteOn(setting, view));
    note.words["expected"] = {right, right};
    note.fix = Fix{{"write " + right, "改为 " + right}, {{span, right}}, true};
  }
  return out;
}

}  // namespace sftdoctor
