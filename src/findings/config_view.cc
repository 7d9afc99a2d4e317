#include "findings/config_view.h"

#include <fmt/format.h>

#include <array>

namespace sftdoctor {
namespace {

constexpr std::string_view kArea = "config.";

/// Features of a schedule, and the keys that they cannot be computed without.
struct Derived {
  const char* feature;
  bool needs_batch, needs_rows, needs_epochs;
};
constexpr std::array kDerived = {
    Derived{"config.effective_batch", true, false, false}, Derived{"config.steps_per_epoch", true, true, false},
    Derived{"config.total_steps", true, true, true},       Derived{"config.warmup_share", true, true, true},
    Derived{"config.warmup_steps", true, true, true},      Derived{"config.optimizer_steps", false, false, false},
};

Text Untold(const std::string& key) {
  return {fmt::format("the configuration does not tell {}", key), fmt::format("配置中没有可确定的 {}", key)};
}

Text WhyNotDerived(const Derived& derived, const ConfigView& view) {
  const auto told = [&](const char* key) { return view.config.Number(key).has_value(); };
  if (derived.needs_batch && !view.schedule.effective_batch) {
    for (const char* key : {"batch_size_per_gpu", "gradient_accumulation_steps"}) {
      if (!told(key)) return Untold(key);
    }
    if (!view.facts.ranks)
      return {"the number of ranks is not known: give --ranks", "不知道用几张卡：请用 --ranks 指定"};
  }
  if (derived.needs_epochs && !told("epochs")) return Untold("epochs");
  if (derived.needs_rows && !view.facts.rows) {
    return {"the number of training rows is not known: give --rows", "不知道训练集有多少条：请用 --rows 指定"};
  }
  return {};
}

}  // namespace

Text WhyMissing(const std::string& feature, const ConfigView& view) {
  for (const Derived& derived : kDerived) {
    if (feature != derived.feature) continue;
    if (Text why = WhyNotDerived(derived, view); !why.empty()) return why;
  }
  return Untold(feature.starts_with(kArea) ? feature.substr(kArea.size()) : feature);
}

const Setting* SettingBehind(const std::string& feature, const TrainingConfig& config) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kOthers = {
      {{"warmup_steps", "warmup_ratio"}, {"batch_size_per_gpu", "global_batch_size"}, {"epochs", "max_steps"}}};
  if (!feature.starts_with(kArea)) return nullptr;
  const std::string key = feature.substr(kArea.size());
  if (const Setting* setting = config.Find(key)) return setting;
  for (const auto& [given, instead] : kOthers) {
    if (key == given) return config.Find(instead);
  }
  return nullptr;
}

}  // namespace sftdoctor
