#include "base/version.h"

#include <fmt/format.h>

#include "commands/commands.h"

namespace sftdoctor {

nlohmann::ordered_json VersionFacts(const Catalog& catalog) {
  return {
      {"name", "sftdoctor"},
      {"version", Version()},
      {"build", BuildFacts()},
      {"catalog",
       {{"metrics", catalog.metrics.size()}, {"formats", catalog.formats.size()}, {"checks", catalog.checks.size()}}}};
}

int RunVersion(const VersionOptions& options, World& world) {
  const Catalog catalog = LoadCatalog(world, {}, {"metrics/", "formats/", "checks/"});
  if (options.format == "json") {
    world.Write(Stream::kOut, VersionFacts(catalog).dump(2) + "\n");
  } else {
    world.Write(Stream::kOut, fmt::format("sftdoctor {} ({}; {} log formats, {} checks)\n", Version(), BuildFacts(),
                                          catalog.formats.size(), catalog.checks.size()));
  }
  return 0;
}

}  // namespace sftdoctor
