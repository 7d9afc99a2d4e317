#include "base/path.h"
#include "commands/commands.h"
#include "records/reader.h"

namespace sftdoctor {

Settings SettingsFor(const CommonOptions& options, World& world, const std::string& directory) {
  Settings settings;
  std::string file = options.settings;
  if (file.empty() && !options.isolated)
    file = FindSettings(world, directory.empty() ? world.CurrentDirectory() : directory);
  if (file.empty()) {
    settings.directory = world.CurrentDirectory();
  } else {
    settings = ReadSettings(world, file);
  }
  if (!options.rules.empty()) settings.rules.Give(options.rules, "--rules");
  return settings;
}

Catalog LoadCatalogFor(const Settings& settings, World& world, const std::vector<std::string>& parts) {
  Catalog catalog = LoadCatalog(world, settings.rules.value, parts);
  if (!settings.rules.value.empty()) CompileFormats(catalog);
  return catalog;
}

Catalog LoadCatalogFor(const CommonOptions& options, World& world, const std::vector<std::string>& parts) {
  return LoadCatalogFor(SettingsFor(options, world), world, parts);
}

}  // namespace sftdoctor
