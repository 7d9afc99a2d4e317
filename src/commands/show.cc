#include <algorithm>

#include "commands/commands.h"
#include "commands/flags.h"
#include "findings/log_facts.h"
#include "reports/config_report.h"

namespace sftdoctor {
namespace {

/// The parts of the file that were asked for; all when none was named.
std::vector<ShownSection> Chosen(const ConfigFile& file, const std::string& name) {
  if (!name.empty()) return {{&FindSection(file, name)}};
  std::vector<ShownSection> sections;
  for (const Section& section : file.sections) sections.push_back({&section});
  return sections;
}

/// What the training runs among the sections amount to, as far as rows and ranks are given or a log tells them.
void AddSchedules(const ShowOptions& options, const ConfigFile& file, World& world,
                  std::vector<ShownSection>& sections) {
  Settings settings = SettingsFor(options.common, world);
  GiveFlags(options, settings);
  const Facts given = settings.facts();
  if (options.log.empty() && !given.rows && !given.ranks) return;
  std::vector<std::string> parts = {"keys/", "frameworks/"};
  if (!options.log.empty()) parts.insert(parts.end(), {"metrics/", "formats/"});
  const Catalog catalog = LoadCatalogFor(settings, world, parts);
  std::optional<Log> log;
  if (!options.log.empty()) log = ReadLog(world, catalog, options.log, {});
  const Run* run = log && !log->runs.empty() ? &log->runs.back() : nullptr;
  for (const TrainingConfig& config : TrainingConfigs(file, catalog)) {
    const auto shown = std::find_if(sections.begin(), sections.end(),
                                    [&](const ShownSection& section) { return section.section == config.section; });
    if (shown == sections.end()) continue;
    shown->schedule = MakeSchedule(config, run ? FactsOf(*run, catalog.metrics, config, given) : given);
  }
}

}  // namespace

int RunShow(const ShowOptions& options, World& world) {
  const ConfigName name = SplitConfigName(options.config);
  const ConfigFile file = LoadConfig(name.path, world);
  std::vector<ShownSection> sections = Chosen(file, name.section);
  AddSchedules(options, file, world, sections);
  const Style style = StyleFor(options.common, world, Stream::kOut);
  world.Write(Stream::kOut,
              options.format == "json" ? ConfigJson(sections).dump(2) + "\n" : ConfigText(file, sections, style));
  if (file.broken) {
    const Error warning("is not well-formed here; the rest was read", *file.broken,
                        "correct it to be sure of all values");
    world.Write(Stream::kErr, FormatWarning(warning, StyleFor(options.common, world, Stream::kErr)));
  }
  return 0;
}

}  // namespace sftdoctor
