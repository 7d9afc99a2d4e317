#include "reports/json_parts.h"

#include <cmath>

#include "base/text.h"
#include "base/version.h"

namespace sftdoctor {

Json Number(double value) {
  if (std::isfinite(value)) return value;
  return ShortNumber(value);
}

Json Counted(double value) {
  if (std::abs(value) < 1e15 && value == std::floor(value)) return static_cast<std::int64_t>(value);
  return Number(value);
}

Json FindingJson(const Finding& finding, const std::string& path, bool chinese) {
  Json evidence = Json::array();
  for (const Evidence& item : finding.evidence) {
    Json threshold = item.op == "between" ? Json::array({item.low, item.high})
                     : item.op == "below" ? Json(item.high)
                                          : Json(item.low);
    if (item.op == "missing" || item.op == "note") threshold = nullptr;
    evidence.push_back({{"feature", item.feature},
                        {"value", std::isnan(item.value) ? Json(nullptr) : Number(item.value)},
                        {"op", item.op},
                        {"threshold", threshold},
                        {"because", item.because.In(chinese)}});
  }
  Json causes = Json::array();
  for (std::size_t i = 0; i < finding.causes.size(); ++i) {
    const RankedCause& cause = finding.causes[i];
    const auto texts = [&](const std::vector<Text>& all) {
      Json list = Json::array();
      for (const Text& text : all) list.push_back(text.In(chinese));
      return list;
    };
    causes.push_back({{"id", cause.cause->id},
                      {"rank", i + 1},
                      {"title", cause.cause->title.In(chinese)},
                      {"because", cause.cause->because.In(chinese)},
                      {"raised_by", texts(cause.raised)},
                      {"lowered_by", texts(cause.lowered)},
                      {"next", cause.cause->next.In(chinese)}});
  }
  Json place = nullptr;
  if (finding.line > 0) place = {{"file", ValidUtf8(path)}, {"line", finding.line}};
  if (!finding.place.file.empty()) {
    place = {{"file", ValidUtf8(finding.place.file)}, {"line", finding.place.line}, {"column", finding.place.column}};
  }
  Json out = {{"id", finding.check->id},
              {"severity", SeverityNames()[static_cast<std::size_t>(finding.severity)]},
              {"message", finding.message.In(chinese)},
              {"place", place},
              {"evidence", evidence},
              {"causes", causes},
              {"treatments", Json(finding.check->treat)}};
  if (!finding.key.empty()) out["key"] = ValidUtf8(finding.key);
  return out;
}

Json ChecksJson(const Diagnosis& diagnosis, bool chinese) {
  Json not_checked = Json::array();
  for (const NotChecked& item : diagnosis.not_checked)
    not_checked.push_back({{"id", item.id}, {"reason", item.reason.In(chinese)}});
  return {{"ran", Json(diagnosis.ran)}, {"not_checked", not_checked}};
}

Json ToolJson() { return {{"name", "sftdoctor"}, {"version", Version()}}; }

Json FailedJson(const FailedInput& failed) {
  return {{"path", ValidUtf8(failed.path)}, {"error", ValidUtf8(failed.message)}, {"hint", failed.hint}};
}

}  // namespace sftdoctor
