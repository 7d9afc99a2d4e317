#include "commands/judge_runs.h"

#include <fmt/format.h>

#include "base/path.h"
#include "commands/commands.h"
#include "commands/inputs.h"
#include "findings/config_choice.h"
#include "findings/ignore.h"
#include "patches/prescription.h"

namespace sftdoctor {

Diagnosis JudgeRun(const RunChoice& choice, const Settings& settings, const Catalog& catalog, const ConfigFile* file,
                   const Log& log, const Run& run, World& world) {
  if (!file) return Judge(log, run, catalog, settings.goals(), settings.selection());
  const Facts facts = settings.facts();
  const ConfigCase config{ChooseConfig(*file, choice.section, catalog, log, run, facts), facts,
                          choice.look_at_files ? &world : nullptr};
  const std::string path = Absolute(file->path, world.CurrentDirectory());
  const Selection selection = settings.selection(Shortened(path, settings.directory));
  Diagnosis diagnosis = Judge(log, run, config, catalog, settings.goals(), selection);
  for (const Excused& excused : ApplyIgnores(*file, catalog, selection, false, {&diagnosis, 1})) {
    const std::string where = fmt::format("{}:{}", excused.finding.place.file, excused.finding.place.line);
    diagnosis.not_checked.push_back(
        {excused.finding.check->id, {"a comment ignores it at " + where, where + " 处的注释将其忽略"}});
  }
  return diagnosis;
}

void JudgeRuns(const RunChoice& choice, const Settings& settings, World& world, Session& session) {
  for (const auto& log : session.logs) {
    const std::size_t chosen = choice.run.value_or(log->runs.size());
    RunNumber(*log, chosen, "runs count from 1; --all-runs judges every one");
    for (const Run& run : log->runs) {
      if (choice.all || run.id == chosen) {
        session.diagnoses.push_back(
            JudgeRun(choice, settings, *session.catalog, session.config.get(), *log, run, world));
      } else {
        Diagnosis& listed = session.diagnoses.emplace_back();
        listed.log = log.get();
        listed.run = &run;
      }
    }
  }
}

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

}  // namespace sftdoctor
