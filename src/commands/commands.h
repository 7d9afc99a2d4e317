// The subcommands: each takes its options and the world and returns an exit status (0 clean, 1 findings; 2 is for
// Error).
#pragma once

#include <nlohmann/json.hpp>

#include "base/world.h"
#include "commands/destination.h"
#include "commands/options.h"
#include "reports/session.h"
#include "settings/settings.h"

namespace sftdoctor {

int RunDiagnose(const DiagnoseOptions& options, World& world);
int RunCompare(const CompareOptions& options, World& world);
int RunData(const DataOptions& options, World& world);
int RunCheck(const CheckOptions& options, World& world);
int RunBundle(const BundleOptions& options, World& world);
int RunTail(const TailOptions& options, World& world);
int RunExplain(const ExplainOptions& options, World& world);
int RunRules(const RulesOptions& options, World& world);
int RunFormats(const FormatsOptions& options, World& world);
int RunShow(const ShowOptions& options, World& world);
int RunPatch(const PatchOptions& options, World& world);
int RunUndo(const UndoOptions& options, World& world);
int RunVersion(const VersionOptions& options, World& world);

/// What `version --json` says.
nlohmann::ordered_json VersionFacts(const Catalog& catalog);

/// The built-in catalog with the user's directories laid over it, all of its formats compiled when there are any.
/// `parts`: beginnings of the paths that the command has a use for ("formats/"), for a quick start; empty: all.
Catalog LoadCatalogFor(const Settings& settings, World& world, const std::vector<std::string>& parts = {});
Catalog LoadCatalogFor(const CommonOptions& options, World& world, const std::vector<std::string>& parts = {});

/// The settings that count in an absolute directory (empty: the current one), with --rules over them.
Settings SettingsFor(const CommonOptions& options, World& world, const std::string& directory = {});

/// Reads a config file, or standard input for "-". Throws Error when it cannot be read, or nothing in it can.
ConfigFile LoadConfig(const std::string& path, World& world);
/// The part of that name. Throws Error with the nearest spelling when there is none.
const Section& FindSection(const ConfigFile& file, const std::string& name);

/// Reads the command line and runs it. Usage errors are exit status 2.
int RunCommandLine(int argc, const char* const* argv, World& world);

/// How output on a stream is to look, by the options, the environment and the terminal: --color, then NO_COLOR, then
/// CLICOLOR_FORCE and FORCE_COLOR, then CLICOLOR=0, then whether it is a terminal that is not dumb.
Style StyleFor(const CommonOptions& options, World& world, Stream stream);

/// "error: message" with place and hint, for standard error.
std::string FormatError(const Error& error, const Style& style);
/// The same for what does not stop the program.
std::string FormatWarning(const Error& error, const Style& style);

}  // namespace sftdoctor
