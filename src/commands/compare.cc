#include "reports/compare.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "commands/commands.h"
#include "commands/inputs.h"
#include "findings/comparison.h"
#include "runs/read_log.h"

namespace sftdoctor {
namespace {

/// A log by its name, or the one log that a directory holds; beside a log of a known format, texts whose format is a
/// guess are no logs there.
Log ReadOne(const std::string& input, const Catalog& catalog, const ReadOptions& read, World& world) {
  const Inputs found = ExpandInputs({input}, world);
  if (found.paths.size() == 1) return ReadLog(world, catalog, found.paths.front(), read);
  std::vector<Log> logs;
  std::optional<Error> first;
  for (const std::string& path : found.paths) {
    try {
      logs.push_back(ReadLog(world, catalog, path, read));
    } catch (const Error& error) {
      if (!first) first = error;
    }
  }
  const bool known = std::any_of(logs.begin(), logs.end(), [](const Log& log) { return !log.format->guess; });
  if (known) std::erase_if(logs, [](const Log& log) { return log.format->guess; });
  if (logs.empty()) throw *first;
  if (logs.size() == 1) return std::move(logs.front());
  throw Error(fmt::format("holds {} logs", logs.size()), {input},
              fmt::format("name one of them: {}, {}{}", logs[0].path, logs[1].path, logs.size() > 2 ? ", ..." : ""));
}

const Run& ChosenRun(const Log& log, std::size_t chosen) {
  if (chosen >= 1 && chosen <= log.runs.size()) return log.runs[chosen - 1];
  const std::size_t runs = log.runs.size();
  throw Error(fmt::format("has {} run{}, there is no run {}", runs, runs == 1 ? "" : "s", chosen), {log.path},
              "runs count from 1; `sftdoctor diagnose LOG --all-runs` shows them");
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
  return {first, first, ChosenRun(first, before), ChosenRun(first, last)};
}

Settings SettingsOf(const CompareOptions& options, World& world) {
  Settings settings = SettingsFor(options.common, world);
  if (options.target_loss) settings.target_loss.Give(*options.target_loss, "--target-loss");
  if (options.target_bleu) settings.target_bleu.Give(*options.target_bleu, "--target-bleu");
  if (options.planned_epochs) settings.planned_epochs.Give(options.planned_epochs, "--planned-epochs");
  return settings;
}

std::string Report(const std::string& format, const RunComparison& comparison, int status, const Style& style) {
  if (format == "json") return CompareJsonReport(comparison, status, style);
  if (format == "markdown") return CompareMarkdownReport(comparison, style);
  return CompareTextReport(comparison, style);
}

}  // namespace

int RunCompare(const CompareOptions& options, World& world) {
  const Settings settings = SettingsOf(options, world);
  const Destination to = DestinationFor(options.format, options.output, {"text", "json", "markdown"}, world);
  const Catalog catalog = LoadCatalogFor(settings, world, {"metrics/", "formats/", "checks/"});
  std::vector<Log> logs;  // two at most; runs are referred to from here on
  logs.reserve(options.inputs.size());
  for (const std::string& input : options.inputs)
    logs.push_back(ReadOne(input, catalog, {options.input_format, Engine::kProgram, 0}, world));
  const Pairing pair = PairingOf(options, logs.front(), logs.size() > 1 ? &logs.back() : nullptr);
  const Diagnosis a = Judge(pair.first, pair.a, catalog, settings.goals(), settings.selection());
  const Diagnosis b = Judge(pair.second, pair.b, catalog, settings.goals(), settings.selection());
  const RunComparison comparison = Compare(a, b, catalog.metrics);
  const int status = comparison.verdict == ComparedVerdict::kWorse ? 1 : 0;
  Style style = StyleFor(options.common, world, Stream::kOut);
  if (!to.file.empty()) style.color = options.common.color == "always";
  const std::string report = Report(to.format, comparison, status, style);
  if (to.file.empty()) {
    world.Write(Stream::kOut, report);
  } else {
    world.WriteFile(to.file, report);
  }
  return status;
}

}  // namespace sftdoctor
