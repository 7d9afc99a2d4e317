// The subcommands: each takes its options and the world and returns an exit status (0 clean, 1 findings; 2 is for
// Error).
#pragma once

#include "base/world.h"
#include "commands/options.h"
#include "reports/session.h"
#include "settings/settings.h"

namespace sftdoctor {

int RunDiagnose(const DiagnoseOptions& options, World& world);
int RunCompare(const CompareOptions& options, World& world);
int RunBundle(const BundleOptions& options, World& world);
int RunExplain(const ExplainOptions& options, World& world);
int RunRules(const RulesOptions& options, World& world);
int RunFormats(const FormatsOptions& options, World& world);
int RunVersion(const VersionOptions& options, World& world);

/// The built-in catalog with the user's directories laid over it, all of it compiled when there are any.
Catalog LoadCatalogFor(const Settings& settings, World& world);
Catalog LoadCatalogFor(const CommonOptions& options, World& world);

/// The settings that count in an absolute directory (empty: the current one), with --rules over them.
Settings SettingsFor(const CommonOptions& options, World& world, const std::string& directory = {});

/// Where output goes and in which form: the flag, else SFTDOCTOR_FORMAT and SFTDOCTOR_OUTPUT_FILE, else `formats`'
/// first and standard output (empty). Throws Error when the environment names a form that the command does not have.
struct Destination {
  std::string format, file;
};
Destination DestinationFor(const std::string& format, const std::string& file, const std::vector<std::string>& formats,
                           World& world);

/// Reads the command line and runs it. Usage errors are exit status 2.
int RunCommandLine(int argc, const char* const* argv, World& world);

/// How output on a stream is to look, by the options, the environment and the terminal: --color, then NO_COLOR, then
/// CLICOLOR_FORCE and FORCE_COLOR, then CLICOLOR=0, then whether it is a terminal that is not dumb.
Style StyleFor(const CommonOptions& options, World& world, Stream stream);

/// "error: message" with place and hint, for standard error.
std::string FormatError(const Error& error, const Style& style);

}  // namespace sftdoctor
