#include <algorithm>

#include "commands/commands.h"
#include "commands/flags.h"
#include "commands/inputs.h"
#include "commands/judge_runs.h"
#include "findings/finding.h"
#include "runs/read_log.h"

namespace sftdoctor {
namespace {

/// Reads every input that can be read; the others are listed as failed.
void ReadInputs(const DiagnoseOptions& options, World& world, Session& session) {
  const Inputs inputs = ExpandInputs(options.inputs, world);
  const ReadOptions read{options.input_format, options.engine == "re2" ? Engine::kRe2 : Engine::kProgram,
                         options.threads};
  std::optional<Error> first;
  for (const std::string& path : inputs.paths) {
    try {
      session.logs.push_back(std::make_unique<Log>(ReadLog(world, *session.catalog, path, read)));
    } catch (const Error& error) {
      if (!first) first = error;
      if (!WasSearched(inputs, path) || inputs.paths.size() == 1)
        session.failed.push_back({path, error.what(), error.hint()});
    }
  }
  DropGuesses(inputs, session.logs);
  if (!session.logs.empty()) return;
  if (session.failed.size() == 1 || !first) throw first.value_or(Error("nothing to read"));
  if (session.failed.empty())
    throw Error("holds no log that could be understood", {options.inputs.front()},
                "`sftdoctor formats --test FILE` shows why");
}

int ExitStatus(const std::string& fail_on, const Session& session) {
  if (!session.failed.empty()) return 2;
  const auto from = FailsFrom(fail_on);
  return std::any_of(session.diagnoses.begin(), session.diagnoses.end(),
                     [&](const Diagnosis& diagnosis) { return AnyFails(diagnosis.findings, from); });
}

/// What only configurations ask for is left unread without one.
std::vector<std::string> NeededParts(const DiagnoseOptions& options) {
  if (!options.config.empty()) return {};
  return {"metrics/", "formats/", "checks/"};
}

std::string Report(const std::string& format, const Session& session, const Style& style) {
  if (format == "json") return JsonReport(session, style);
  if (format == "json-lines") return JsonLinesReport(session, style);
  if (format == "markdown") return MarkdownReport(session, style);
  if (format == "html") return HtmlReport(session, style);
  return TextReport(session, style);
}

}  // namespace

int RunDiagnose(const DiagnoseOptions& options, World& world) {
  Settings settings = SettingsFor(options.common, world);
  GiveFlags(options, settings);
  if (options.common.show_settings) {
    world.Write(Stream::kOut, ShowSettings(settings));
    return 0;
  }
  if (options.inputs.empty()) throw Error("names no log", {}, "as in `sftdoctor diagnose logs/`; - is standard input");
  const Destination to =
      DestinationFor(options.format, options.output, {"text", "json", "json-lines", "markdown", "html"}, world);
  const Catalog catalog = LoadCatalogFor(settings, world, NeededParts(options));
  RequireKnownChecks(settings, catalog.check_ids());
  Session session;
  session.catalog = &catalog;
  session.command = options.inputs;
  if (!options.config.empty()) {
    session.config = std::make_unique<ConfigFile>(LoadConfig(SplitConfigName(options.config).path, world));
  }
  ReadInputs(options, world, session);
  JudgeRuns({options.run, options.all_runs, SplitConfigName(options.config).section, !options.no_filesystem}, settings,
            world, session);
  PrescribeForRuns(StyleFor(options.common, world, Stream::kErr), world, session);
  session.exit_status = ExitStatus(settings.fail_on.value, session);
  Deliver(to, Report(to.format, session, StyleFor(to, options.common, world)), world);
  for (const FailedInput& failed : session.failed) {
    if (to.format != "text" || !to.file.empty()) {
      world.Write(Stream::kErr, FormatError(Error(failed.message, {failed.path}, failed.hint),
                                            StyleFor(options.common, world, Stream::kErr)));
    }
  }
  return session.exit_status;
}

}  // namespace sftdoctor
