#include "base/text.h"
#include "reports/data_report.h"
#include "reports/json_parts.h"

namespace sftdoctor {
namespace {

Json FieldJson(const FieldFacts& facts) {
  if (facts.column.empty()) return nullptr;
  const LengthHistogram& lengths = facts.lengths;
  Json out = {{"column", ValidUtf8(facts.column)}, {"missing", facts.missing}, {"blank", facts.blank}};
  if (lengths.count() == 0) return out;
  out["characters"] = {{"least", lengths.least()},     {"median", lengths.Quantile(0.5)},
                       {"p90", lengths.Quantile(0.9)}, {"p99", lengths.Quantile(0.99)},
                       {"most", lengths.most()},       {"sum", lengths.sum()}};
  return out;
}

Json FileJson(const DatasetFile& file, bool chinese) {
  Json columns = Json::array(), skipped = Json::array(), notes = Json::array();
  for (const Column& column : file.columns) {
    Json item = {{"name", ValidUtf8(column.name)}, {"type", column.type}};
    if (!column.unread.empty()) item["unread"] = column.unread;
    columns.push_back(item);
  }
  for (const SkippedRows& rows : file.skipped) {
    skipped.push_back(
        {{"reason", TextOf(rows.fault).In(chinese)}, {"rows", rows.count}, {"first_line", rows.first_line}});
  }
  for (const Text& note : file.notes) notes.push_back(note.In(chinese));
  Json out = file.failure ? FailedJson({file.path, file.failure->what(), file.failure->hint()})
                          : Json{{"path", ValidUtf8(file.path)}};
  out.update({{"format", file.format},
              {"part", NameOf(file.part).en},
              {"rows", file.rows},
              {"complete", !file.failure},
              {"columns", columns},
              {"layout", file.layout},
              {"prompt", FieldJson(file.prompt)},
              {"response", FieldJson(file.response)},
              {"duplicates", file.duplicates},
              {"conflicts", file.conflicts},
              {"leaked", file.leaked},
              {"not_utf8", file.not_utf8},
              {"skipped", skipped},
              {"notes", notes}});
  return out;
}

Json PlaceJson(const DatasetFile& file, std::uint64_t place) {
  return {{"file", ValidUtf8(file.path)}, {file.format == "parquet" ? "row" : "line", place}};
}

Json SamplesJson(const Survey& survey, const std::string& check) {
  Json out = Json::array();
  const auto found = survey.samples().find(check);
  if (found == survey.samples().end()) return out;
  for (const RowSample& sample : found->second) {
    Json item = {{"place", PlaceJson(survey.files()[sample.file], sample.place)},
                 {"field", sample.is_prompt ? "prompt" : "response"},
                 {"characters", sample.length},
                 {"text", ValidUtf8(sample.text)}};
    if (sample.same_as) item["same_as"] = PlaceJson(survey.files()[sample.same_as->first], sample.same_as->second);
    out.push_back(item);
  }
  return out;
}

}  // namespace

std::string DataJsonReport(const DataSession& session, const Style& style) {
  const Diagnosis& diagnosis = session.diagnosis;
  Json files = Json::array(), features = Json::object(), findings = Json::array(), counts = Json::object();
  for (const DatasetFile& file : session.survey->files()) files.push_back(FileJson(file, style.chinese));
  for (const FailedInput& failed : session.failed) files.push_back(FailedJson(failed));
  for (const auto& [name, feature] : diagnosis.observation.features.all()) features[name] = feature.value;
  for (const char* severity : {"error", "warning", "info"}) counts[severity] = 0;
  for (const Finding& finding : diagnosis.findings) {
    Json item = FindingJson(finding, "", style.chinese);
    item["samples"] = SamplesJson(*session.survey, finding.check->id);
    findings.push_back(item);
    Json& count = counts[SeverityNames()[static_cast<std::size_t>(finding.severity)]];
    count = count.get<int>() + 1;
  }
  Json document = {{"schema", "sftdoctor.data/1"},
                   {"tool", ToolJson()},
                   {"config", session.config.empty() ? Json(nullptr) : Json(ValidUtf8(session.config))},
                   {"files", files},
                   {"features", features},
                   {"findings", findings},
                   {"checks", ChecksJson(diagnosis, style.chinese)},
                   {"summary", counts},
                   {"exit_status", session.exit_status}};
  return document.dump(2) + "\n";
}

}  // namespace sftdoctor
