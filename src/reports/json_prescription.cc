#include "reports/json_prescription.h"

#include "base/text.h"
#include "patches/formats.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

Json TextsJson(const std::vector<Text>& texts, bool chinese) {
  Json list = Json::array();
  for (const Text& text : texts) list.push_back(text.In(chinese));
  return list;
}

}  // namespace

Json ScheduleJson(const Schedule& schedule) {
  Json out = Json::object();
  const auto add = [&](const char* name, std::optional<double> value) {
    if (value) out[name] = *value;
  };
  add("effective_batch", schedule.effective_batch);
  add("steps_per_epoch", schedule.steps_per_epoch);
  add("total_steps", schedule.total_steps);
  add("warmup_steps", schedule.warmup_steps);
  add("warmup_ratio", schedule.warmup_ratio);
  add("start_lr", schedule.start_lr);
  add("peak_lr", schedule.peak_lr);
  add("final_lr", schedule.final_lr);
  return out;
}

Json PrescriptionJson(const Prescription& prescription, bool chinese) {
  Json changes = Json::array();
  for (const Change& change : prescription.changes) {
    changes.push_back({{"key", change.name},
                       {"from", change.from},
                       {"to", change.to},
                       {"because", change.because.In(chinese)},
                       {"canonical", change.key},
                       {"place", {{"file", ValidUtf8(change.place.file)}, {"line", change.place.line}}}});
  }
  return {{"plan", prescription.plan->id},
          {"step", prescription.step + 1},
          {"steps", prescription.plan->steps.size()},
          {"section", ValidUtf8(prescription.section)},
          {"chosen", prescription.chosen.In(chinese)},
          {"first", TextsJson(prescription.first, chinese)},
          {"changes", changes},
          {"patch", MergePatch(prescription)},
          {"schedule", {{"before", ScheduleJson(prescription.before)}, {"after", ScheduleJson(prescription.after)}}},
          {"expected", prescription.expected.In(chinese)},
          {"advice", TextsJson(prescription.advice, chinese)},
          {"remarks", TextsJson(prescription.remarks, chinese)}};
}

}  // namespace sftdoctor
