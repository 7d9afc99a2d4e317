#include "base/text.h"
#include "reports/config_report.h"
#include "reports/json_parts.h"

namespace sftdoctor {
namespace {

/// JSON knows no NaN, and takes only well-formed text.
Json Portable(const Json& value) {
  if (value.is_string()) return ValidUtf8(value.get_ref<const std::string&>());
  if (value.is_number_float()) return Number(value.get<double>());
  if (!value.is_structured()) return value;
  Json out = value.is_array() ? Json::array() : Json::object();
  for (const auto& [key, item] : value.items()) {
    if (value.is_array()) {
      out.push_back(Portable(item));
    } else {
      out[ValidUtf8(key)] = Portable(item);
    }
  }
  return out;
}

Json SettingJson(const Setting& setting) {
  Json out;
  if (setting.literal.known()) {
    out["value"] = Portable(setting.literal.value);
  } else {
    out["unknown"] = ValidUtf8(setting.literal.unknown);
  }
  out["place"] = {
      {"file", ValidUtf8(setting.place.file)}, {"line", setting.place.line}, {"column", setting.place.column}};
  return out;
}

Json PlanJson(const Schedule& plan) {
  const std::pair<const char*, std::optional<double>> counts[] = {{"effective_batch", plan.effective_batch},
                                                                  {"steps_per_epoch", plan.steps_per_epoch},
                                                                  {"total_steps", plan.total_steps}};
  const std::pair<const char*, std::optional<double>> numbers[] = {
      {"warmup_ratio", plan.warmup_ratio}, {"peak_lr", plan.peak_lr}, {"final_lr", plan.final_lr}};
  Json out = Json::object();
  for (const auto& [name, value] : counts) {
    if (value) out[name] = Counted(*value);
  }
  for (const auto& [name, value] : numbers) {
    if (value) out[name] = Number(*value);
  }
  return out;
}

/// "<document>#2" -> "document#2"
std::string BareName(std::string name) {
  std::erase_if(name, [](char c) { return c == '<' || c == '>'; });
  return ValidUtf8(name);
}

}  // namespace

Json ConfigJson(const std::vector<ShownSection>& sections) {
  Json out = {{"classes", Json::object()}}, schedules = Json::object();
  for (const auto& [section, schedule] : sections) {
    const std::string name = BareName(section->name);
    Json settings = Json::object();
    for (const Setting& setting : section->settings) settings[ValidUtf8(setting.key)] = SettingJson(setting);
    if (section->kind == Section::Kind::kClass || section->kind == Section::Kind::kCall) {
      out["classes"][name] = std::move(settings);
    } else if (!settings.empty()) {
      out[name] = std::move(settings);
    }
    if (schedule) schedules[name] = PlanJson(*schedule);
  }
  if (!schedules.empty()) out["schedule"] = std::move(schedules);
  return out;
}

}  // namespace sftdoctor
