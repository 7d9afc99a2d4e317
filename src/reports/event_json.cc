#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "reports/event_lines.h"
#include "reports/json_parts.h"

namespace sftdoctor {
namespace {

constexpr char kSchema[] = "sftdoctor.event/1";

/// With milliseconds, in UTC.
std::string TimeOf(double wall) {
  const auto whole = static_cast<std::time_t>(std::floor(wall));
  const auto milliseconds = static_cast<int>((wall - std::floor(wall)) * 1000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(whole), milliseconds);
}

/// What is known of a status.
Json StatusJson(const RunStatus& s) {
  Json out = Json::object();
  const auto set = [&](const char* name, double value) {
    if (!std::isnan(value)) out[name] = Number(value);
  };
  set("epoch", s.epoch);
  set("step", s.step);
  set("loss", s.loss);
  set("eval_loss", s.eval_loss);
  set("bleu", s.bleu);
  set("learning_rate", s.rate);
  set("loss_slope_per_epoch", s.slope);
  set("loss_slope_low", s.slope_low);
  set("loss_slope_high", s.slope_high);
  set("steps_per_second", s.steps_per_second);
  set("seconds_left", s.seconds_left);
  set("plan_done", s.done);
  set("loss_forecast", s.forecast);
  set("loss_forecast_low", s.forecast_low);
  set("loss_forecast_high", s.forecast_high);
  return out;
}

Json EpochJson(const EpochTally& epoch) {
  const double mean = epoch.losses > 0 ? epoch.loss_sum / static_cast<double>(epoch.losses) : kUnknown;
  Json out = {{"epoch", Number(epoch.epoch)}, {"losses", epoch.losses}};
  const auto set = [&](const char* name, double value) {
    if (!std::isnan(value)) out[name] = Number(value);
  };
  set("step", epoch.last_step);
  set("mean_loss", mean);
  set("printed_loss", epoch.printed_loss);
  set("eval_loss", epoch.eval_loss);
  set("bleu", epoch.bleu);
  set("learning_rate", epoch.rate);
  return out;
}

const char* NameOf(Verdict verdict) { return VerdictNames()[static_cast<std::size_t>(verdict)].c_str(); }
const char* NameOf(Severity severity) { return SeverityNames()[static_cast<std::size_t>(severity)].c_str(); }

std::string Line(const Json& object) { return object.dump() + "\n"; }

}  // namespace

std::string EventJsonLine(const WatchEvent& event, const Style& style) {
  Json out = {{"schema", kSchema},
              {"type", WatchEventNames()[static_cast<std::size_t>(event.kind)]},
              {"time", TimeOf(event.wall)},
              {"source", ValidUtf8(event.path)}};
  if (event.run > 0) {
    out["run"] = event.run;
    out["verdict"] = NameOf(event.verdict);
  }
  out["message"] = ValidUtf8(event.message.In(style.chinese));
  if (event.run > 0) out["status"] = StatusJson(event.status);
  if (event.epoch) out["epoch"] = EpochJson(*event.epoch);
  if (event.finding) out["finding"] = FindingJson(*event.finding, event.path, style.chinese);
  if (event.before) out["before"] = NameOf(*event.before);
  if (!event.superseded_by.empty()) out["superseded_by"] = event.superseded_by;
  return Line(out);
}

std::string FleetSummaryJsonLine(const Fleet& fleet, int exit_status, const Style& style) {
  Json runs = Json::array();
  for (const FollowedRun* run : fleet.runs()) {
    if (run->run == 0) continue;
    Json findings = Json::array();
    for (const OpenFinding& open : run->open) {
      Finding finding = open.finding;
      finding.line = run->LineInFile(finding.line);
      findings.push_back(FindingJson(finding, run->path, style.chinese));
    }
    runs.push_back({{"source", ValidUtf8(run->path)},
                    {"run", run->run},
                    {"format", run->log->format->id},
                    {"verdict", NameOf(run->verdict)},
                    {"status", StatusJson(run->status)},
                    {"findings", findings}});
  }
  return Line(
      {{"schema", kSchema}, {"type", "summary"}, {"tool", ToolJson()}, {"runs", runs}, {"exit_status", exit_status}});
}

}  // namespace sftdoctor
