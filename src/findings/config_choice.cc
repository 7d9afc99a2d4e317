#include "findings/config_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "findings/config_notes.h"
#include "findings/log_facts.h"

namespace sftdoctor {
namespace {

std::vector<std::string> NamesOf(const std::vector<TrainingConfig>& configs) {
  std::vector<std::string> names;
  for (const TrainingConfig& config : configs) names.push_back(config.section->name);
  return names;
}

std::string Hint(const ConfigFile& file, const std::string& name, const std::vector<TrainingConfig>& configs) {
  if (configs.empty()) return "`sftdoctor rules` lists the frameworks whose configurations are understood";
  const std::vector<std::string> names = NamesOf(configs);
  const std::string nearest = NearestSpelling(name, names);
  return nearest.empty() ? fmt::format("name one of: {}", fmt::join(names, ", "))
                         : fmt::format("did you mean {}:{}?", file.path, nearest);
}

/// Contradictions between a section and a run; not knowing whether it is a finetune counts half.
int Strangeness(const TrainingConfig& config, const Catalog& catalog, const Log& log, const Run& run,
                const Facts& given) {
  static constexpr std::array kKinds = {NoteKind::kBatchMismatch, NoteKind::kEpochsMismatch, NoteKind::kStepsMismatch,
                                        NoteKind::kRateMismatch, NoteKind::kPurposeMismatch};
  const Facts facts = FactsOf(run, catalog.metrics, config, given);
  Observation observation = Observe(run, *log.format, catalog.metrics, {});
  SetConfigFeatures(config, facts, observation.features);
  const Schedule schedule = MakeSchedule(config, facts);
  const ConfigView view{config, facts, schedule, observation.features, catalog, &log, &run, {}};
  int strangeness = config.IsFinetune() ? 0 : 1;
  for (const NoteKind kind : kKinds) strangeness += 2 * static_cast<int>(NotesOf(kind, view).notes.size());
  return strangeness;
}

}  // namespace

std::vector<TrainingConfig> ConfigsNamed(const ConfigFile& file, const std::string& section, const Catalog& catalog) {
  std::vector<TrainingConfig> configs = TrainingConfigs(file, catalog);
  if (section.empty()) return configs;
  for (const TrainingConfig& config : configs) {
    if (config.section->name == section) return {config};
  }
  const bool there = file.Find(section) != nullptr;
  throw Error(fmt::format("{} \"{}\"", there ? "sets up no training in" : "has no section", section), {file.path},
              Hint(file, section, configs));
}

TrainingConfig ChooseConfig(const ConfigFile& file, const std::string& section, const Catalog& catalog, const Log& log,
                            const Run& run, const Facts& facts) {
  const std::vector<TrainingConfig> configs = ConfigsNamed(file, section, catalog);
  if (configs.empty()) {
    throw Error("holds no configuration of a training run", {file.path}, Hint(file, section, configs));
  }
  if (configs.size() == 1) return configs.front();
  std::vector<int> strangeness;
  for (const TrainingConfig& config : configs) strangeness.push_back(Strangeness(config, catalog, log, run, facts));
  const auto least = std::min_element(strangeness.begin(), strangeness.end());
  if (std::count(strangeness.begin(), strangeness.end(), *least) > 1) {
    throw Error(fmt::format("holds several training configurations: {}", fmt::join(NamesOf(configs), ", ")),
                {file.path},
                fmt::format("name the one of this run: --config {}:{}", file.path, configs.front().section->name));
  }
  return configs[static_cast<std::size_t>(least - strangeness.begin())];
}

TrainingConfig ConfigNamed(const ConfigFile& file, const std::string& section, const Catalog& catalog) {
  const std::vector<TrainingConfig> configs = ConfigsNamed(file, section, catalog);
  if (configs.size() == 1) return configs.front();
  if (configs.empty())
    throw Error("holds no configuration of a training run", {file.path},
                "`sftdoctor show` prints what was understood of it");
  std::vector<std::string> names;
  for (const TrainingConfig& config : configs) names.push_back(config.section->name);
  throw Error(fmt::format("holds several training configurations: {}", fmt::join(names, ", ")), {file.path},
              fmt::format("name one: --config {}:{}", file.path, names.back()));
}

}  // namespace sftdoctor
