// The reports of `check` for programs: one document, or an object a line.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/version.h"
#include "reports/check_digest.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

Json PlaceJson(const Place& place) {
  return {{"file", ValidUtf8(place.file)}, {"line", place.line}, {"column", place.column}};
}

/// Edits by the byte offsets of what they replace, so that they can be applied as they are.
Json FixJson(const Fix& fix, bool chinese) {
  Json edits = Json::array();
  for (const Edit& edit : fix.edits)
    edits.push_back({{"begin", edit.span.begin}, {"end", edit.span.end}, {"text", ValidUtf8(edit.text)}});
  return {{"title", ValidUtf8(fix.title.In(chinese))}, {"safe", fix.safe}, {"edits", edits}};
}

Json FindingJson(const Finding& finding, const CheckedFile& file, const LineIndex& lines, bool chinese) {
  Place place = finding.place;
  place.file = file.path;
  Json out = {{"id", finding.check->id},
              {"severity", SeverityNames()[static_cast<std::size_t>(finding.severity)]},
              {"message", ValidUtf8(finding.message.In(chinese))},
              {"place", PlaceJson(place)}};
  if (const Span span = SpanOf(finding, *file.config, lines); !span.empty()) {
    Place end = lines.At(span.end);
    out["end"] = {{"line", end.line}, {"column", end.column}};
  }
  out["key"] = finding.key.empty() ? Json(nullptr) : Json(ValidUtf8(finding.key));
  out["fix"] = finding.fix ? FixJson(*finding.fix, chinese) : Json(nullptr);
  return out;
}

Json ExcusedJson(const Excused& excused, const CheckedFile& file, const LineIndex& lines, bool chinese) {
  Json out = FindingJson(excused.finding, file, lines, chinese);
  out["ignored"] = ValidUtf8(excused.reason);
  return out;
}

Json FindingsJson(const CheckedFile& file, const LineIndex& lines, bool chinese) {
  Json findings = Json::array();
  for (const Finding& finding : file.findings) findings.push_back(FindingJson(finding, file, lines, chinese));
  return findings;
}

Json FileJson(const CheckedFile& file, bool chinese) {
  const LineIndex lines(file.config->text);
  Json ignored = Json::array(), not_checked = Json::array();
  for (const Excused& excused : file.excused) ignored.push_back(ExcusedJson(excused, file, lines, chinese));
  for (const NotChecked& item : file.not_checked)
    not_checked.push_back({{"id", item.id}, {"reason", item.reason.In(chinese)}});
  return {{"path", ValidUtf8(file.path)},
          {"findings", FindingsJson(file, lines, chinese)},
          {"ignored", ignored},
          {"checks", {{"ran", Json(file.ran)}, {"not_checked", not_checked}}}};
}

Json FailedJson(const FailedInput& failed) {
  return {{"path", ValidUtf8(failed.path)}, {"error", ValidUtf8(failed.message)}, {"hint", ValidUtf8(failed.hint)}};
}

Json Summary(const CheckReport& report) {
  const SeverityCounts counts = CountFindings(report);
  return {{"error", counts.errors},       {"warning", counts.warnings},          {"info", counts.infos},
          {"fixable_safe", counts.safe},  {"fixable_unsafe", counts.unsafe},     {"fixed", report.fixed},
          {"files", report.files.size()}, {"no_config", report.no_config.size()}};
}

Json Tool() { return {{"name", "sftdoctor"}, {"version", Version()}}; }

}  // namespace

std::string JsonCheckReport(const CheckReport& report, const Style& style) {
  Json files = Json::array(), no_config = Json::array();
  for (const CheckedFile& file : report.files) files.push_back(FileJson(file, style.chinese));
  for (const FailedInput& failed : report.failed) files.push_back(FailedJson(failed));
  for (const std::string& path : report.no_config) no_config.push_back(ValidUtf8(path));
  const Json document = {{"schema", "sftdoctor.check/1"},
                         {"tool", Tool()},
                         {"files", files},
                         {"no_config", no_config},
                         {"summary", Summary(report)},
                         {"exit_status", report.exit_status}};
  return document.dump(2) + "\n";
}

std::string JsonLinesCheckReport(const CheckReport& report, const Style& style) {
  std::string out;
  const auto line = [&](const char* kind, Json object) {
    object["type"] = kind;
    out += object.dump() + "\n";
  };
  for (const CheckedFile& file : report.files) {
    const Json findings = FindingsJson(file, LineIndex(file.config->text), style.chinese);
    for (const Json& finding : findings) line("finding", finding);
    Json about = FileJson(file, style.chinese);
    about["findings"] = file.findings.size();
    line("file", about);
  }
  for (const FailedInput& failed : report.failed) line("file", FailedJson(failed));
  Json summary = Summary(report);
  summary["schema"] = "sftdoctor.check/1";
  summary["tool"] = Tool();
  summary["exit_status"] = report.exit_status;
  line("summary", summary);
  return out;
}

}  // namespace sftdoctor
