// Runs of logs, judged alone or with their configuration, as every command that reports on them has it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/world.h"
#include "reports/session.h"
#include "settings/settings.h"

namespace sftdoctor {

/// Which runs are judged, and how their configuration is to be read where the session has one.
struct RunChoice {
  std::optional<std::size_t> run;  ///< of each log, from 1; empty: the last
  bool all = false;                ///< every run instead
  std::string section;             ///< of the configuration; empty: the one that fits
  bool look_at_files = true;       ///< that the configuration names
};

/// A run alone, or (with a `file`) together with the section of it that set the run up. Throws Error when it has no
/// such section or none that sets up training.
Diagnosis JudgeRun(const RunChoice& choice, const Settings& settings, const Catalog& catalog, const ConfigFile* file,
                   const Log& log, const Run& run, World& world);

/// Appends a diagnosis for every run of the session's logs; those that were not chosen are only listed. Throws Error
/// when a log has no such run, or the configuration no such section or none that sets up training.
void JudgeRuns(const RunChoice& choice, const Settings& settings, World& world, Session& session);

/// What to change about the configuration of each run that was judged. A plan that our own checks refuse is named on
/// standard error; the diagnosis stands.
void PrescribeForRuns(const Style& style, World& world, Session& session);

}  // namespace sftdoctor
