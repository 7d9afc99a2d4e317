#include <fmt/format.h>

#include "base/text.h"
#include "commands/commands.h"

namespace sftdoctor {
namespace {

Language LanguageFor(const std::string& path, const std::string& text) {
  if (const std::optional<Language> language = LanguageOf(path, text)) return *language;
  if (path == "-") return Language::kPython;
  throw Error("is no config that can be read", {path},
              "configs are Python (.py), YAML (.yaml, .yml) or JSON (.json, .jsonc)");
}

}  // namespace

ConfigFile LoadConfig(const std::string& path, World& world) {
  std::string text = world.ReadFile(path);
  const Language language = LanguageFor(path, text);
  ConfigFile file = ReadConfig(path == "-" ? "<stdin>" : path, std::move(text), language);
  if (file.sections.empty() && file.broken) {
    static constexpr const char* kNames[] = {"Python", "YAML", "JSON"};
    throw Error(fmt::format("is not {}: nothing in it could be read", kNames[static_cast<std::size_t>(language)]),
                *file.broken, "correct it here, or name another file");
  }
  return file;
}

const Section& FindSection(const ConfigFile& file, const std::string& name) {
  if (const Section* section = file.Find(name)) return *section;
  std::vector<std::string> names;
  for (const Section& section : file.sections) names.push_back(section.name);
  const std::string nearest = NearestSpelling(name, names);
  throw Error(fmt::format("has no class or call \"{}\"", name), {file.path},
              nearest.empty() ? fmt::format("`sftdoctor show {}` lists what it has", file.path)
                              : fmt::format("did you mean \"{}\"?", nearest));
}

}  // namespace sftdoctor
