#include <fmt/format.h>

#include "commands/commands.h"
#include "config/training_config.h"
#include "reports/config_report.h"

namespace sftdoctor {
namespace {

/// The parts of the file that were asked for; all when none was named.
std::vector<const Section*> Chosen(const ConfigFile& file, const std::string& name) {
  if (!name.empty()) return {&FindSection(file, name)};
  std::vector<const Section*> sections;
  for (const Section& section : file.sections) sections.push_back(&section);
  return sections;
}

}  // namespace

int RunShow(const ShowOptions& options, World& world) {
  const ConfigName name = SplitConfigName(options.config);
  const ConfigFile file = LoadConfig(name.path, world);
  const std::vector<const Section*> sections = Chosen(file, name.section);
  const std::string report = options.format == "json"
                                 ? ConfigJson(file, sections).dump(2) + "\n"
                                 : ConfigText(file, sections, StyleFor(options.common, world, Stream::kOut));
  world.Write(Stream::kOut, report);
  if (file.broken) {
    const Error warning("is not well-formed here; the rest was read", *file.broken,
                        "correct it to be sure of all values");
    world.Write(Stream::kErr, FormatWarning(warning, StyleFor(options.common, world, Stream::kErr)));
  }
  return 0;
}

}  // namespace sftdoctor
