#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "base/text.h"
#include "reports/json_parts.h"
#include "reports/json_prescription.h"

namespace sftdoctor {
namespace {

Json Time(double seconds) {
  if (std::isnan(seconds) || std::abs(seconds) > 1e11) return nullptr;
  const auto time = std::chrono::system_clock::time_point(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

Json InputJson(const Log& log) {
  const std::uint64_t other = log.counts.lines - std::min(log.counts.lines, log.counts.recognized + log.counts.misfit +
                                                                                log.counts.over_long + log.counts.cut);
  Json skipped = Json::object();
  const auto add = [&](const char* reason, std::uint64_t count) {
    if (count > 0) skipped[reason] = count;
  };
  add("other-text", other);
  add("misfit", log.counts.misfit);
  add("over-long", log.counts.over_long);
  add("cut-last-line", log.counts.cut);
  Json input = {{"path", ValidUtf8(log.path)}, {"format", log.format->id},  {"guessed", log.format->guess},
                {"bytes", log.bytes},          {"lines", log.counts.lines}, {"recognized", log.counts.recognized},
                {"skipped", skipped},          {"notes", Json(log.notes)}};
  if (!log.encoding.empty()) input["encoding"] = log.encoding;
  return input;
}

Json SeriesJson(const Run& run, const Metrics& metrics) {
  Json list = Json::array();
  for (const Series& series : run.series) {
    const Curve curve = series.ToCurve();
    list.push_back({{"metric", metrics[series.metric()].id},
                    {"points", curve.points},
                    {"first", Number(curve.first)},
                    {"last", Number(curve.last)},
                    {"min", Number(curve.min)},
                    {"max", Number(curve.max)},
                    {"nonfinite", curve.nonfinite}});
  }
  return list;
}

Json ScheduleJson(const Diagnosis& diagnosis) {
  const Schedule& plan = diagnosis.schedule;
  const Features& features = diagnosis.observation.features;
  const std::pair<const char*, std::optional<double>> counts[] = {{"effective_batch", plan.effective_batch},
                                                                  {"steps_per_epoch", plan.steps_per_epoch},
                                                                  {"total_steps", plan.total_steps},
                                                                  {"warmup_steps", plan.warmup_steps},
                                                                  {"total_micro_steps", features.Value("plan.steps")},
                                                                  {"epochs", features.Value("plan.epochs")}};
  const std::pair<const char*, std::optional<double>> numbers[] = {
      {"warmup_ratio", plan.warmup_ratio}, {"peak_lr", plan.peak_lr}, {"final_lr", plan.final_lr}};
  Json schedule = Json::object();
  for (const auto& [name, value] : counts) {
    if (value) schedule[name] = Counted(*value);
  }
  for (const auto& [name, value] : numbers) {
    if (value) schedule[name] = Number(*value);
  }
  if (diagnosis.config) schedule["convention"] = plan.convention;
  return schedule;
}

Json SetUpJson(const TrainingConfig& config) {
  return {{"file", ValidUtf8(config.file->path)},
          {"class", ValidUtf8(config.section->name)},
          {"framework", config.framework->id}};
}

Json RunJson(const Session& session, const Diagnosis& diagnosis, bool chinese) {
  const Metrics& metrics = session.catalog->metrics;
  const Run& run = *diagnosis.run;
  const std::string& path = diagnosis.log->path;
  Json ranks = Json::array();
  for (const RankTally& rank : run.ranks) ranks.push_back(ValidUtf8(rank.name));
  Json resumes = Json::array();
  for (const Resume& resume : run.resumes) {
    resumes.push_back({{"line", resume.line}, {"step", std::isnan(resume.step) ? Json(nullptr) : Json(resume.step)}});
  }
  Json out = {{"id", run.id},
              {"source", ValidUtf8(path)},
              {"lines", {run.first_line, run.last_line}},
              {"started", Time(run.started)},
              {"ended", Time(run.ended)},
              {"ranks", ranks},
              {"resumes", resumes},
              {"verdict", VerdictNames()[static_cast<std::size_t>(diagnosis.verdict)]},
              {"series", SeriesJson(run, metrics)}};
  if (!diagnosis.judged) return out;
  Json features = Json::object();
  for (const auto& [name, feature] : diagnosis.observation.features.all()) features[name] = feature.value;
  Json findings = Json::array();
  for (const Finding& finding : diagnosis.findings) findings.push_back(FindingJson(finding, path, chinese));
  out["features"] = features;
  if (diagnosis.config) out["config"] = SetUpJson(*diagnosis.config);
  out["schedule"] = ScheduleJson(diagnosis);
  out["findings"] = findings;
  out["checks"] = ChecksJson(diagnosis, chinese);
  const Prescription* prescription = PrescriptionFor(session, diagnosis);
  if (session.config) out["prescription"] = prescription ? PrescriptionJson(*prescription, chinese) : Json(nullptr);
  return out;
}

Json Summary(const Session& session) {
  return {{"error", CountFindings(session, Severity::kError)},
          {"warning", CountFindings(session, Severity::kWarning)},
          {"info", CountFindings(session, Severity::kInfo)}};
}

}  // namespace

std::size_t CountFindings(const Session& session, Severity severity) {
  std::size_t count = 0;
  for (const Diagnosis& diagnosis : session.diagnoses) {
    for (const Finding& finding : diagnosis.findings) count += finding.severity == severity;
  }
  return count;
}

const Prescription* PrescriptionFor(const Session& session, const Diagnosis& diagnosis) {
  const auto index = static_cast<std::size_t>(&diagnosis - session.diagnoses.data());
  if (index >= session.prescriptions.size() || !session.prescriptions[index]) return nullptr;
  return &*session.prescriptions[index];
}

std::string JsonReport(const Session& session, const Style& style) {
  Json inputs = Json::array();
  for (const auto& log : session.logs) inputs.push_back(InputJson(*log));
  for (const FailedInput& failed : session.failed) inputs.push_back(FailedJson(failed));
  Json runs = Json::array();
  for (const Diagnosis& diagnosis : session.diagnoses) runs.push_back(RunJson(session, diagnosis, style.chinese));
  const Json document = {{"schema", "sftdoctor.diagnosis/1"},
                         {"tool", ToolJson()},
                         {"inputs", inputs},
                         {"runs", runs},
                         {"summary", Summary(session)},
                         {"exit_status", session.exit_status}};
  return document.dump(2) + "\n";
}

std::string JsonLinesReport(const Session& session, const Style& style) {
  std::string out;
  const auto line = [&](const char* kind, Json object) {
    object["type"] = kind;
    out += object.dump() + "\n";
  };
  for (const auto& log : session.logs) line("input", InputJson(*log));
  for (const FailedInput& failed : session.failed) line("input", FailedJson(failed));
  for (const Diagnosis& diagnosis : session.diagnoses) line("run", RunJson(session, diagnosis, style.chinese));
  Json summary = Summary(session);
  summary["schema"] = "sftdoctor.diagnosis/1";
  summary["tool"] = ToolJson();
  summary["exit_status"] = session.exit_status;
  line("summary", summary);
  return out;
}

}  // namespace sftdoctor
