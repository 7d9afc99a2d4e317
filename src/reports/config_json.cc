#include <cmath>

#include "base/text.h"
#include "reports/config_report.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

/// JSON knows no NaN, and takes only well-formed text.
Json Portable(const Json& value) {
  if (value.is_string()) return ValidUtf8(value.get_ref<const std::string&>());
  if (value.is_number_float() && !std::isfinite(value.get<double>())) return ShortNumber(value.get<double>());
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

}  // namespace

Json ConfigJson(const ConfigFile&, const std::vector<const Section*>& sections) {
  Json out = {{"classes", Json::object()}};
  for (const Section* section : sections) {
    Json settings = Json::object();
    for (const Setting& setting : section->settings) settings[ValidUtf8(setting.key)] = SettingJson(setting);
    if (section->kind == Section::Kind::kClass || section->kind == Section::Kind::kCall) {
      out["classes"][ValidUtf8(section->name)] = std::move(settings);
    } else if (!settings.empty()) {
      std::string name = section->name;  // "<document>#2" -> "document#2"
      std::erase_if(name, [](char c) { return c == '<' || c == '>'; });
      out[name] = std::move(settings);
    }
  }
  return out;
}

}  // namespace sftdoctor
