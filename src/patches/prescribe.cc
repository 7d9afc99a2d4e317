#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/path.h"
#include "base/text.h"
#include "patches/choose.h"
#include "patches/dose.h"
#include "patches/prescription.h"

namespace sftdoctor {
namespace {

const Text kSoAlready = {"the configuration is as this plan wants it already", "配置已经符合此方案的要求"};
const Text kCannot = {"the plan cannot change anything here, see the notes", "此方案在这里改不了什么，见说明"};

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

void AddOnce(std::vector<Text>& list, const Text& text) {
  const auto same = [&](const Text& other) { return other.en == text.en; };
  if (!text.empty() && std::none_of(list.begin(), list.end(), same)) list.push_back(text);
}

/// What texts of plans may name in braces.
Features WordsOf(const Schedule& schedule) {
  Features words;
  const auto set = [&](const char* name, std::optional<double> value) {
    if (value) words.Set(name, *value);
  };
  set("effective_batch", schedule.effective_batch);
  set("steps_per_epoch", schedule.steps_per_epoch);
  set("total_steps", schedule.total_steps);
  return words;
}

Text Filled(const Text& text, const Features& words) { return {FillIn(text.en, words), FillIn(text.zh, words)}; }

std::string TextAt(const ConfigFile& file, const Setting* setting) {
  return setting ? file.text.substr(setting->value_span.begin, setting->value_span.end - setting->value_span.begin)
                 : "";
}

Change ChangeOf(const NewSetting& to, const TrainingConfig& config, const Patched& after) {
  const Setting* old = config.Find(to.key);
  Change change;
  change.key = to.key;
  change.name = config.Spelling(to.key);
  change.to = to.value;
  change.to_text = TextAt(*after.file, after.config.section->Find(change.name));
  change.inserted = !old || old->inherited;
  if (old) change.from = old->literal.value;
  change.from_text = TextAt(*config.file, old);
  change.place = change.inserted ? config.section->place : old->place;
  change.because = Filled(to.because, WordsOf(after.schedule));
  return change;
}

/// Findings of a configuration alone that count: id and key.
std::vector<const Finding*> Troubles(const Diagnosis& diagnosis) {
  std::vector<const Finding*> troubles;
  for (const Finding& finding : diagnosis.findings) {
    if (finding.severity >= Severity::kWarning) troubles.push_back(&finding);
  }
  return troubles;
}

const Finding* Same(const std::vector<const Finding*>& findings, const Finding& wanted) {
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding* other) {
    return other->check == wanted.check && other->key == wanted.key;
  });
  return found == findings.end() ? nullptr : *found;
}

/// The patched configuration must be better by our own checks: what called for the treatments is gone, nothing is new.
void Recheck(const Diagnosis& diagnosis, const Dosage& dosage, const Plan& plan, const Catalog& catalog) {
  const Diagnosis before = JudgeConfig({*diagnosis.config, diagnosis.facts, nullptr}, catalog, {});
  const Diagnosis after = JudgeConfig({dosage.after.config, dosage.after.facts, nullptr}, catalog, {});
  const std::vector<const Finding*> old = Troubles(before);
  for (const Finding* finding : Troubles(after)) {
    const Finding* same = Same(old, *finding);
    const auto& treat = finding->check->treat;
    const bool treated =
        std::any_of(treat.begin(), treat.end(), [&](const std::string& id) { return Contains(dosage.effective, id); });
    if (same && same->severity >= finding->severity && !treated) continue;
    throw Error(fmt::format("plan {} would {} {}: {}", plan.id, same ? "not clear" : "raise", finding->check->id,
                            finding->message.en),
                diagnosis.config->section->place,
                "name another plan with --plan, or change the setting by hand; `sftdoctor explain " +
                    finding->check->id + "` says what is wanted");
  }
}

/// A log that another configuration wrote says nothing about this one.
void AddMismatch(const Diagnosis& diagnosis, Prescription& out) {
  for (const Finding& finding : diagnosis.findings) {
    if (finding.check->id != "config/log-mismatch") continue;
    out.first.push_back({"This log was not written with this configuration: " + finding.message.en,
                         "这份日志不是用这份配置训练得到的：" + finding.message.zh});
  }
}

void AddAdvice(const Diagnosis& diagnosis, const Catalog& catalog, const Dosage& dosage, Prescription& out) {
  for (const Finding& finding : diagnosis.findings) {
    if (finding.severity < Severity::kWarning) continue;
    for (const std::string& id : finding.check->treat) {
      const Treatment& treatment = *catalog.FindTreatment(id);
      if (Contains(treatment.first_for, finding.check->id)) AddOnce(out.first, treatment.first);
      if (treatment.edits.empty()) AddOnce(out.advice, treatment.advice);
    }
  }
  for (const Plan::Dose& dose : out.plan->steps[out.step].doses) {
    const Treatment& treatment = *catalog.FindTreatment(dose.treatment);
    if (treatment.edits.empty() || Contains(dosage.impossible, dose.treatment)) AddOnce(out.advice, treatment.advice);
  }
}

/// Numbers that others write for the same plan, where ours is another one.
void AddDepartures(const Plan::Step& step, Prescription& out) {
  for (const Departure& departure : step.departures) {
    const auto change = std::find_if(out.changes.begin(), out.changes.end(),
                                     [&](const Change& item) { return item.key == departure.key; });
    if (change == out.changes.end() || !out.after.total_steps || !change->to.is_number()) continue;
    const double given = change->to.get<double>();
    if (given <= departure.value) continue;
    Features words = WordsOf(out.after);
    words.Set("value", departure.value);
    words.Set("given", given);
    words.Set("share", std::round(1000 * departure.value / *out.after.total_steps) / 10);
    out.remarks.push_back(Filled(departure.say, words));
  }
}

void AddRemarks(const TrainingConfig& config, Prescription& out) {
  const auto changes = [&](const char* key) {
    return std::any_of(out.changes.begin(), out.changes.end(), [&](const Change& item) { return item.key == key; });
  };
  if (config.framework->schedule == "linear-warmup" && (changes("warmup_steps") || changes("learn_rate"))) {
    const Text& note = config.framework->schedule_note;
    out.remarks.push_back(
        {"The schedule that is assumed: " + note.en + ".", "这里假定的学习率计划：" + note.zh + "。"});
  }
  if (config.IsFinetune() == false) {
    out.remarks.push_back({"This configuration trains from scratch; the plans and their bounds are those of finetunes.",
                           "这份配置是从头训练；这些方案及其上下限是针对微调的。"});
  }
  if (config.IsLora() && changes("learn_rate")) {
    out.remarks.push_back(
        {"Adapters (LoRA) often take higher rates than whole models; the bound here is the "
         "pretraining rate, which --pretrain-lr sets.",
         "LoRA 等适配器通常可用比全参微调更高的学习率；这里以预训练学习率为上限，可用 --pretrain-lr 指定。"});
  }
}

}  // namespace

std::optional<Prescription> Prescribe(const Diagnosis& diagnosis, const Catalog& catalog, const PlanRequest& request) {
  if (!diagnosis.config) return std::nullopt;
  const std::optional<Choice> choice = Choose(diagnosis, catalog, request);
  if (!choice) return std::nullopt;
  const TrainingConfig& config = *diagnosis.config;
  Prescription out;
  out.plan = choice->plan;
  out.step = std::min(choice->step, choice->plan->steps.size() - 1);
  out.chosen = choice->because;
  out.remarks = choice->remarks;
  out.section = config.section->name;
  out.before = out.after = MakeSchedule(config, diagnosis.facts);
  out.expected = choice->plan->expected;
  const Plan::Step& step = out.plan->steps[out.step];
  Dosage dosage;
  if (!choice->nothing) {
    dosage = Dispense(step, config, diagnosis.facts, diagnosis.observation.features);
    for (const Text& remark : dosage.remarks) AddOnce(out.remarks, remark);
  }
  AddMismatch(diagnosis, out);
  AddAdvice(diagnosis, catalog, dosage, out);
  if (dosage.settings.empty()) {
    if (!choice->nothing) out.chosen = dosage.remarks.empty() ? kSoAlready : kCannot;
    return out;
  }
  Recheck(diagnosis, dosage, *out.plan, catalog);
  for (const NewSetting& setting : dosage.settings) out.changes.push_back(ChangeOf(setting, config, dosage.after));
  out.after = dosage.after.schedule;
  out.patched = std::move(dosage.after.file);
  AddDepartures(step, out);
  AddRemarks(config, out);
  return out;
}

std::string LogMark(const Diagnosis& diagnosis) {
  if (!diagnosis.run) return {};
  const Run& run = *diagnosis.run;
  std::string mark = fmt::format("{}, run {}, ", ValidUtf8(BaseName(diagnosis.log->path)), run.id);
  // Many write every training to a log of the same name: its start tells a new one from one that has grown.
  if (run.started > 0) mark += fmt::format("started {:.0f}, ", run.started);
  if (const auto loss = diagnosis.observation.features.Value("loss.first")) {
    mark += fmt::format("first loss {}, ", ShortNumber(*loss));
  }
  if (!run.resumes.empty()) mark += fmt::format("resumed {}, ", run.resumes.size());
  return mark + fmt::format("{} bytes", diagnosis.log->bytes);
}

bool IsSameRun(const std::string& mark, const std::string& later) {
  if (mark.empty() || later.empty()) return mark == later;
  const auto size_at = [](const std::string& text) { return text.rfind(' ', text.rfind(" bytes") - 1) + 1; };
  const std::size_t at = size_at(mark);
  if (mark.substr(0, at) != later.substr(0, size_at(later))) return false;
  return std::strtoull(mark.c_str() + at, nullptr, 10) <= std::strtoull(later.c_str() + at, nullptr, 10);
}

}  // namespace sftdoctor
