// The parts of the command line: a function for each command that has a file of its own, and options that several
// share.
#pragma once

#include "commands/commands.h"

namespace CLI {
class App;
}

namespace sftdoctor {

void AddCheck(CLI::App& app, CheckOptions& options, int& status, World& world);
void AddTail(CLI::App& app, TailOptions& options, int& status, World& world);

/// Colour, language, catalog, settings.
void AddCommon(CLI::App& app, CommonOptions& options);
/// For commands that settings say much about.
void AddShowSettings(CLI::App& app, CommonOptions& options);
void AddFailOn(CLI::App& app, std::optional<std::string>& fail_on);
void AddSelection(CLI::App& app, std::vector<std::string>& select, std::vector<std::string>& ignore);

}  // namespace sftdoctor
