#include "config/config.h"

#include <algorithm>

#include "base/pattern.h"
#include "base/text.h"
#include "config/json_reader.h"
#include "config/python_reader.h"
#include "config/yaml_reader.h"

namespace sftdoctor {
namespace {

/// The first line that says something, without comment lines before it.
std::string_view FirstLine(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::string_view line : Split(text, '\n')) {
    line = Trim(line);
    if (!line.empty() && line[0] != '#' && !line.starts_with("//")) return line;
  }
  return {};
}

}  // namespace

const Setting* Section::Find(std::string_view key) const {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& s) { return s.key == key; });
  return found == settings.end() ? nullptr : &*found;
}

const Section* ConfigFile::Find(std::string_view section) const {
  const auto found =
      std::find_if(sections.begin(), sections.end(), [&](const Section& s) { return s.name == section; });
  return found == sections.end() ? nullptr : &*found;
}

std::optional<Language> LanguageOfEnding(std::string_view path) {
  static constexpr std::pair<std::string_view, Language> kEndings[] = {{".py", Language::kPython},
                                                                       {".yaml", Language::kYaml},
                                                                       {".yml", Language::kYaml},
                                                                       {".json", Language::kJson},
                                                                       {".jsonc", Language::kJson}};
  const std::string lower = LowerAscii(path);
  for (const auto& [ending, language] : kEndings) {
    if (lower.ends_with(ending)) return language;
  }
  return std::nullopt;
}

std::optional<Language> LanguageOf(std::string_view path, std::string_view text) {
  if (const auto language = LanguageOfEnding(path)) return language;
  static const Pattern kPython(
      R"(^(?:(?:import|from|class|def|async|if|try|with|for|while|assert|del|global)\b|@|[rRuU]?(?:"|')|[\w.\[\]'", ]+(?::[^=]*)?[-+*/]?=[^=]))");
  static const Pattern kYaml(R"(^(?:---|%YAML|- |[^\s:{}\[\]]+:(?:\s|$)|"[^"]*":(?:\s|$)))");
  const std::string_view line = FirstLine(text);
  if (line.starts_with('{') || line.starts_with('[')) return Language::kJson;
  if (kPython.Matches(line) && !line.starts_with("---")) return Language::kPython;
  if (kYaml.Matches(line)) return Language::kYaml;
  return std::nullopt;
}

ConfigFile ReadConfig(std::string path, std::string text, Language language) {
  ConfigFile file;
  file.path = std::move(path);
  file.text = std::move(text);
  file.language = language;
  static constexpr void (*kReaders[])(ConfigFile&) = {ReadPython, ReadYaml, ReadJson};
  kReaders[static_cast<std::size_t>(language)](file);
  return file;
}

}  // namespace sftdoctor
