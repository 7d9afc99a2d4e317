#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/path.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/inputs.h"
#include "findings/config_choice.h"
#include "findings/finding.h"
#include "findings/ignore.h"
#include "patches/prescription.h"
#include "runs/read_log.h"

namespace sftdoctor {
namespace {

bool WasSearched(const Inputs& inputs, const std::string& path) {
  return std::find(inputs.searched.begin(), inputs.searched.end(), path) != inputs.searched.end();
}

/// A directory holds more texts than logs: where a known format was found, files whose format is a guess are no logs.
void DropGuesses(const Inputs& inputs, Session& session) {
  const bool known =
      std::any_of(session.logs.begin(), session.logs.end(), [](const auto& log) { return !log->format->guess; });
  if (!known) return;
  std::erase_if(session.logs, [&](const auto& log) { return log->format->guess && WasSearched(inputs, log->path); });
}

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
  DropGuesses(inputs, session);
  if (!session.logs.empty()) return;
  if (session.failed.size() == 1 || !first) throw first.value_or(Error("nothing to read"));
  if (session.failed.empty())
    throw Error("holds no log that could be understood", {options.inputs.front()},
                "`sftdoctor formats --test FILE` shows why");
}

/// A run alone, or with the section of the configuration that set it up.
Diagnosis JudgeRun(const DiagnoseOptions& options, const Settings& settings, const Session& session, const Log& log,
                   const Run& run, World& world) {
  const Catalog& catalog = *session.catalog;
  if (!session.config) return Judge(log, run, catalog, settings.goals(), settings.selection());
  const Facts facts = settings.facts();
  const std::string section = SplitConfigName(options.config).section;
  const ConfigCase config{ChooseConfig(*session.config, section, catalog, log, run, facts), facts,
                          options.no_filesystem ? nullptr : &world};
  const std::string path = Absolute(session.config->path, world.CurrentDirectory());
  const Selection selection = settings.selection(Shortened(path, settings.directory));
  Diagnosis diagnosis = Judge(log, run, config, catalog, settings.goals(), selection);
  for (const Excused& excused : ApplyIgnores(*session.config, catalog, selection, false, {&diagnosis, 1})) {
    const std::string where = fmt::format("{}:{}", excused.finding.place.file, excused.finding.place.line);
    diagnosis.not_checked.push_back(
        {excused.finding.check->id, {"a comment ignores it at " + where, where + " 处的注释将其忽略"}});
  }
  return diagnosis;
}

void JudgeRuns(const DiagnoseOptions& options, const Settings& settings, World& world, Session& session) {
  for (const auto& log : session.logs) {
    const std::size_t chosen = options.run.value_or(log->runs.size());
    if (chosen == 0 || chosen > log->runs.size()) {
      throw Error(
          fmt::format("has {} run{}, there is no run {}", log->runs.size(), log->runs.size() == 1 ? "" : "s", chosen),
          {log->path}, "runs count from 1; --all-runs judges every one");
    }
    for (const Run& run : log->runs) {
      if (options.all_runs || run.id == chosen) {
        session.diagnoses.push_back(JudgeRun(options, settings, session, *log, run, world));
      } else {
        Diagnosis& listed = session.diagnoses.emplace_back();
        listed.log = log.get();
        listed.run = &run;
      }
    }
  }
}

/// What to change about the configuration of each run that was judged. A plan that our own checks refuse is named on
/// standard error; the diagnosis stands.
void PrescribeForRuns(const Style& style, World& world, Session& session) {
  if (!session.config || session.config->broken) return;
  const History history = ReadHistory(world, session.config->path, session.config->text);
  for (const Diagnosis& diagnosis : session.diagnoses) {
    auto& prescription = session.prescriptions.emplace_back();
    try {
      if (diagnosis.judged) prescription = Prescribe(diagnosis, *session.catalog, {"", {}, history});
    } catch (const Error& error) {
      world.Write(Stream::kErr, FormatError(error, style));
    }
  }
}

int ExitStatus(const std::string& fail_on, const Session& session) {
  if (!session.failed.empty()) return 2;
  if (fail_on == "never") return 0;
  const auto& names = SeverityNames();
  const auto least = static_cast<Severity>(std::find(names.begin(), names.end(), fail_on) - names.begin());
  for (const Severity severity : {Severity::kInfo, Severity::kWarning, Severity::kError}) {
    if (severity >= least && CountFindings(session, severity) > 0) return 1;
  }
  return 0;
}

Settings SettingsOf(const DiagnoseOptions& options, World& world) {
  Settings settings = SettingsFor(options.common, world);
  if (options.target_loss) settings.target_loss.Give(*options.target_loss, "--target-loss");
  if (options.target_bleu) settings.target_bleu.Give(*options.target_bleu, "--target-bleu");
  if (options.planned_epochs) settings.planned_epochs.Give(options.planned_epochs, "--planned-epochs");
  if (options.rows) settings.rows.Give(options.rows, "--rows");
  if (options.ranks) settings.ranks.Give(options.ranks, "--ranks");
  if (options.pretrain_lr) settings.pretrain_lr.Give(*options.pretrain_lr, "--pretrain-lr");
  if (!options.select.empty()) settings.select.Give(options.select, "--select");
  if (!options.ignore.empty()) settings.ignore.Give(options.ignore, "--ignore");
  if (options.fail_on) settings.fail_on.Give(*options.fail_on, "--fail-on");
  return settings;
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
  const Settings settings = SettingsOf(options, world);
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
  JudgeRuns(options, settings, world, session);
  PrescribeForRuns(StyleFor(options.common, world, Stream::kErr), world, session);
  session.exit_status = ExitStatus(settings.fail_on.value, session);
  Style style = StyleFor(options.common, world, Stream::kOut);
  if (!to.file.empty()) style.color = options.common.color == "always";
  const std::string report = Report(to.format, session, style);
  if (to.file.empty()) {
    world.Write(Stream::kOut, report);
  } else {
    world.WriteFile(to.file, report);
  }
  for (const FailedInput& failed : session.failed) {
    if (to.format != "text" || !to.file.empty()) {
      world.Write(Stream::kErr, FormatError(Error(failed.message, {failed.path}, failed.hint),
                                            StyleFor(options.common, world, Stream::kErr)));
    }
  }
  return session.exit_status;
}

}  // namespace sftdoctor
