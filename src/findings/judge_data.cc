#include "findings/judge_data.h"

namespace sftdoctor {
namespace {

void AddPurpose(const TrainingConfig* config, Features& features) {
  const auto finetune = config ? config->IsFinetune() : std::nullopt;
  const bool one_text = features.Value("data.one_text") == 1.0;
  if (finetune || one_text) features.Set("data.pretraining", finetune.value_or(!one_text) ? 0 : 1);
}

void AddSteps(const TrainingConfig& config, Facts facts, Features& features) {
  const double rows = features.Value("data.train_rows").value_or(0);
  if (rows == 0) return;
  facts.rows = rows;
  facts.ranks = facts.ranks.value_or(1);
  const Schedule schedule = MakeSchedule(config, facts);
  if (!schedule.total_steps || !schedule.effective_batch) return;
  features.Set("data.steps", *schedule.total_steps);
  features.Set("data.passes", *schedule.total_steps * *schedule.effective_batch / rows);
}

/// In the words of this command: what is missing here is an option, a file or a column.
Text ReasonFor(const Check& check, const Features& features) {
  const auto wants = [&](const char* feature) { return check.needs.contains(feature); };
  const auto none = [&](const char* feature) { return features.Value(feature).value_or(0) == 0; };
  if (wants("data.max_seq_len") && none("data.max_seq_len"))
    return {"give --max-seq-len or --config", "请给出 --max-seq-len 或 --config"};
  if (wants("data.train_rows") && none("data.train_rows")) return {"no training file is named", "没有给出训练文件"};
  if (wants("data.held_out_rows") && none("data.held_out_rows"))
    return {"name a validation file beside the training file", "请同时给出训练文件和验证文件"};
  const bool lengths = wants("data.prompt_outside_share") || wants("data.response_outside_share");
  if (lengths && features.Value("data.one_text") == 1.0)
    return {"the rows are texts without prompts", "每行只有一段文本，没有 prompt"};
  return {};
}

}  // namespace

Diagnosis JudgeData(const Survey& survey, const TrainingConfig* config, Facts facts, const Catalog& catalog,
                    Selection selection) {
  Diagnosis diagnosis;
  Features& features = diagnosis.observation.features;
  features = survey.ToFeatures();
  AddPurpose(config, features);
  if (config) AddSteps(*config, facts, features);
  selection.subjects = {Subject::kData};
  JudgeFeatures(features, catalog, selection, diagnosis);
  for (NotChecked& skipped : diagnosis.not_checked) {
    const Check* check = selection.Allows(skipped.id) ? catalog.FindCheck(skipped.id) : nullptr;
    if (const Text reason = check ? ReasonFor(*check, features) : Text(); !reason.empty()) skipped.reason = reason;
  }
  return diagnosis;
}

}  // namespace sftdoctor
