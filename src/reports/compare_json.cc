// The comparison for programs: everything that the verdict was made from.
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/version.h"
#include "reports/compare.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

Json Number(std::optional<double> value) {
  if (!value) return nullptr;
  return std::isfinite(*value) ? Json(*value) : Json(ShortNumber(*value));
}

Json RunJson(const Diagnosis& diagnosis) {
  return {{"path", ValidUtf8(diagnosis.log->path)},
          {"format", diagnosis.log->format->id},
          {"run", diagnosis.run->id},
          {"lines", {diagnosis.run->first_line, diagnosis.run->last_line}},
          {"verdict", VerdictNames()[static_cast<std::size_t>(diagnosis.verdict)]}};
}

Json MetricJson(const MetricComparison& metric) {
  Json out = {{"metric", metric.metric},
              {"verdict", ComparedVerdictNames()[static_cast<std::size_t>(metric.verdict)]},
              {"reason", ComparisonReasonNames()[static_cast<std::size_t>(metric.reason)]},
              {"pairs", metric.pairs}};
  if (metric.pairs == 0) return out;
  out["from"] = Number(metric.from);
  out["to"] = Number(metric.to);
  out["a"] = Number(metric.level_a);
  out["b"] = Number(metric.level_b);
  out["margin"] = Number(metric.margin);
  if (metric.measured) {
    out["difference"] = Number(metric.measured->value);
    out["band_99"] = {Number(metric.measured->low), Number(metric.measured->high)};
    out["correlation_time"] = Number(metric.measured->correlation_time);
  }
  return out;
}

Json BandJson(const std::optional<Estimate>& band) {
  return band ? Json::array({Number(band->low), Number(band->high)}) : Json(nullptr);
}

Json ValueJson(const ComparedValue& value) {
  Json out = {
      {"id", value.id}, {"a", Number(value.a)}, {"b", Number(value.b)}, {"difference", Number(value.difference())}};
  if (value.band_a || value.band_b) {
    out["band_95_a"] = BandJson(value.band_a);
    out["band_95_b"] = BandJson(value.band_b);
  }
  return out;
}

Json FindingsJson(const RunComparison& comparison) {
  static constexpr const char* kNames[] = {"went_away", "appeared", "stayed"};
  Json out = {{kNames[0], Json::array()}, {kNames[1], Json::array()}, {kNames[2], Json::array()}};
  const auto severity = [](const Finding* finding) {
    return finding ? Json(SeverityNames()[static_cast<std::size_t>(finding->severity)]) : Json(nullptr);
  };
  for (const ComparedFinding& finding : comparison.findings) {
    out[kNames[static_cast<std::size_t>(finding.change)]].push_back(
        {{"id", finding.either().check->id}, {"a", severity(finding.a)}, {"b", severity(finding.b)}});
  }
  return out;
}

Json TextsJson(const std::vector<Text>& texts, bool chinese) {
  Json list = Json::array();
  for (const Text& text : texts) list.push_back(text.In(chinese));
  return list;
}

}  // namespace

std::string CompareJsonReport(const RunComparison& comparison, int exit_status, const Style& style) {
  Json metrics = Json::array(), values = Json::array();
  for (const auto* metric : {&comparison.loss, &comparison.eval, &comparison.bleu}) {
    if (*metric) metrics.push_back(MetricJson(**metric));
  }
  for (const ComparedValue& value : comparison.values) values.push_back(ValueJson(value));
  const CommonAxis& axis = comparison.axis;
  Json axis_json = {{"kind", AxisNames()[static_cast<std::size_t>(axis.kind)]},
                    {"because", axis.because.In(style.chinese)}};
  if (axis.HasStretch()) {
    axis_json["from"] = Number(axis.from);
    axis_json["to"] = Number(axis.to);
  }
  const Json document = {{"schema", "sftdoctor.comparison/1"},
                         {"tool", {{"name", "sftdoctor"}, {"version", Version()}}},
                         {"a", RunJson(*comparison.a)},
                         {"b", RunJson(*comparison.b)},
                         {"verdict", ComparedVerdictNames()[static_cast<std::size_t>(comparison.verdict)]},
                         {"reason", ComparisonReasonNames()[static_cast<std::size_t>(comparison.reason)]},
                         {"sentence", comparison.sentence.In(style.chinese)},
                         {"evidence", TextsJson(comparison.evidence, style.chinese)},
                         {"warnings", TextsJson(comparison.warnings, style.chinese)},
                         {"axis", axis_json},
                         {"metrics", metrics},
                         {"values", values},
                         {"slope_unit", SlopeUnit(axis.kind)},
                         {"findings", FindingsJson(comparison)},
                         {"exit_status", exit_status}};
  return document.dump(2) + "\n";
}

}  // namespace sftdoctor
