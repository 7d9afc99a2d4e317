// Configurations judged: alone, and together with the log of their run.
#include "findings/judge.h"
#include "findings/log_facts.h"

namespace sftdoctor {
namespace {

/// Runs the checks on a diagnosis whose log and features (if any) are in place.
void JudgeWithConfig(const ConfigCase& config, const Facts& facts, const Catalog& catalog, const Selection& selection,
                     Diagnosis& out) {
  out.config = config.config;
  out.facts = facts;
  out.schedule = MakeSchedule(config.config, facts);
  ConfigView view{config.config, out.facts, out.schedule, out.observation.features, catalog, out.log, out.run, {}};
  if (config.world) view.look = [&](const std::string& path) { return config.world->Stat(path); };
  JudgeChecks(out.observation.features, catalog, selection, &view, out);
  for (Finding& finding : out.findings) {
    if (finding.check->id == "config/syntax") finding.place = *config.config.file->broken;
  }
}

/// What only log and configuration together tell.
void SetJointFeatures(const TrainingConfig& config, Features& features) {
  const auto steps = features.Value("run.steps"), accumulation = config.Number("gradient_accumulation_steps");
  if (steps && !config.framework->micro_steps) features.Set("config.optimizer_steps", *steps);
  if (steps && config.framework->micro_steps && accumulation && *accumulation > 0) {
    features.Set("config.optimizer_steps", std::floor(*steps / *accumulation));
  }
  const auto finetune = features.Value("run.finetune");
  if (finetune && !config.IsFinetune()) features.Set("config.finetune", *finetune);
}

}  // namespace

Diagnosis Judge(const Log& log, const Run& run, const ConfigCase& config, const Catalog& catalog, const Goals& goals,
                const Selection& selection) {
  Diagnosis diagnosis;
  diagnosis.log = &log;
  diagnosis.run = &run;
  const Facts facts = FactsOf(run, catalog.metrics, config.config, config.facts);
  Goals aims = goals;
  aims.config_epochs = config.config.Number("epochs");
  diagnosis.observation = Observe(run, *log.format, catalog.metrics, aims);
  Features& features = diagnosis.observation.features;
  SetConfigFeatures(config.config, facts, features);
  SetJointFeatures(config.config, features);
  Selection both = selection;
  both.subjects = {Subject::kLog, Subject::kConfig};
  JudgeWithConfig(config, facts, catalog, both, diagnosis);
  return diagnosis;
}

Diagnosis JudgeConfig(const ConfigCase& config, const Catalog& catalog, const Selection& selection) {
  Diagnosis diagnosis;
  SetConfigFeatures(config.config, config.facts, diagnosis.observation.features);
  Selection own = selection;
  own.subjects = {Subject::kConfig};
  JudgeWithConfig(config, config.facts, catalog, own, diagnosis);
  return diagnosis;
}

}  // namespace sftdoctor
