#include "patches/offer.h"

#include <fmt/format.h>

#include <algorithm>

#include "patches/dose.h"

namespace sftdoctor {
namespace {

/// Whether a check has nothing more to say about a configuration.
bool IsCleared(const Check& check, const Patched& after, const Catalog& catalog) {
  Selection selection;
  selection.select = {check.id};
  return JudgeConfig({after.config, after.facts, nullptr}, catalog, selection).findings.empty();
}

/// "warmup_steps = 209: a warmup of 10 % of all optimizer steps".
Text TitleOf(const std::vector<NewValue>& values, const ConfigFile& file, const Treatment& treatment) {
  std::vector<std::string> settings;
  for (const NewValue& value : values)
    settings.push_back(fmt::format("{} = {}", value.key, WriteLiteral(value.value, file.language, "")));
  const std::string list = fmt::format("{}", fmt::join(settings, ", "));
  return {list + ": " + treatment.title.en, list + "：" + treatment.title.zh};
}

std::optional<Fix> FixBy(const Treatment& treatment, const Finding& finding, const Diagnosis& diagnosis,
                         const Catalog& catalog) {
  if (treatment.safety == Safety::kShow || treatment.edits.empty()) return std::nullopt;
  const TrainingConfig& config = *diagnosis.config;
  try {
    const Plan::Step step{treatment.title, {{treatment.id, treatment.edits}}, {}};
    const Dosage dosage = Dispense(step, config, diagnosis.facts, diagnosis.observation.features);
    if (dosage.settings.empty() || !IsCleared(*finding.check, dosage.after, catalog)) return std::nullopt;
    std::vector<NewValue> values;
    for (const NewSetting& setting : dosage.settings) values.push_back({config.Spelling(setting.key), setting.value});
    std::vector<Edit> edits = EditsFor(*config.file, *config.section, values);
    if (edits.empty()) return std::nullopt;
    return Fix{TitleOf(values, *config.file, treatment), std::move(edits), treatment.safety == Safety::kSafe};
  } catch (const Error&) {  // what cannot be edited is mended by hand
    return std::nullopt;
  }
}

}  // namespace

void OfferTreatments(Diagnosis& diagnosis, const Catalog& catalog) {
  for (Finding& finding : diagnosis.findings) {
    if (finding.fix || SubjectOf(finding.check->id) != Subject::kConfig) continue;
    for (const std::string& id : finding.check->treat) {
      const Treatment* treatment = catalog.FindTreatment(id);
      if (treatment) finding.fix = FixBy(*treatment, finding, diagnosis, catalog);
      if (finding.fix) break;
    }
  }
}

}  // namespace sftdoctor
