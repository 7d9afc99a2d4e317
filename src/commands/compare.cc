#include "reports/compare.h"

#include "base/error.h"
#include "commands/commands.h"
#include "commands/flags.h"
#include "commands/inputs.h"
#include "findings/comparison.h"
#include "runs/read_log.h"

namespace sftdoctor {
namespace {

const Run& ChosenRun(const Log& log, std::size_t chosen) {
  return RunNumber(log, chosen, "runs count from 1; `sftdoctor diagnose LOG --all-runs` shows them");
}

/// The logs and the runs of them; `second` is null when there is one log.
struct Pairing {
  const Log &first, &second;
  const Run &a, &b;
};

Pairing PairingOf(const CompareOptions& options, const Log& first, const Log* second) {
  if (second) {
    return {first, *second, ChosenRun(first, options.run_a.value_or(first.runs.size())),
            ChosenRun(*second, options.run_b.value_or(second->runs.size()))};
  }
  if (first.runs.size() < 2)
    throw Error("has 1 run, two are needed", {first.path}, "name a second log: `sftdoctor compare BEFORE AFTER`");
  const std::size_t last = options.run_b.value_or(first.runs.size());
  const std::size_t before = options.run_a.value_or(last > 1 ? last - 1 : 1);
  const Run &a = ChosenRun(first, before), &b = ChosenRun(first, last);
  if (&a == &b)
    throw Error("a run cannot be compared with itself", {first.path}, "name another with --run-a or --run-b");
  return {first, first, a, b};
}

std::string Report(const std::string& format, const RunComparison& comparison, int status, const Style& style) {
  if (format == "json") return CompareJsonReport(comparison, status, style);
  if (format == "markdown") return CompareMarkdownReport(comparison, style);
  return CompareTextReport(comparison, style);
}

}  // namespace

int RunCompare(const CompareOptions& options, World& world) {
  Settings settings = SettingsFor(options.common, world);
  GiveFlags(options, settings);
  const Destination to = DestinationFor(options.format, options.output, {"text", "json", "markdown"}, world);
  const Catalog catalog = LoadCatalogFor(settings, world, {"metrics/", "formats/", "checks/"});
  std::vector<Log> logs;  // two at most; runs are referred to from here on
  logs.reserve(options.inputs.size());
  for (const std::string& input : options.inputs)
    logs.push_back(ReadOneLog(input, catalog, {options.input_format, Engine::kProgram, 0}, world));
  const Pairing pair = PairingOf(options, logs.front(), logs.size() > 1 ? &logs.back() : nullptr);
  const Diagnosis a = Judge(pair.first, pair.a, catalog, settings.goals(), settings.selection());
  const Diagnosis b = Judge(pair.second, pair.b, catalog, settings.goals(), settings.selection());
  const RunComparison comparison = Compare(a, b, catalog.metrics);
  const int status = comparison.verdict == ComparedVerdict::kWorse ? 1 : 0;
  Deliver(to, Report(to.format, comparison, status, StyleFor(to, options.common, world)), world);
  return status;
}

}  // namespace sftdoctor
