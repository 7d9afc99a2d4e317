// Options that several commands share.
#include <CLI/CLI.hpp>

#include "commands/cli.h"

namespace sftdoctor {

constexpr const char* kColors[] = {"auto", "always", "never"};

void AddCommon(CLI::App& app, CommonOptions& options) {
  app.add_option("--color", options.color, "Colour the output: auto, always, never")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kColors), std::end(kColors))));
  app.add_option("--lang", options.lang, "Language of messages: en, zh (default: the locale's)")
      ->check(CLI::IsMember({"en", "zh"}));
  app.add_option("--rules", options.rules, "Catalog directory laid over the built-in one (repeatable)")
      ->type_name("DIR")
      ->allow_extra_args(false);
  CLI::Option* isolated = app.add_flag("--isolated", options.isolated, "Read no settings file");
  app.add_option("--settings", options.settings,
                 "Settings file (default: the nearest .sftdoctor.toml or pyproject.toml)")
      ->type_name("FILE")
      ->excludes(isolated);
}

void AddShowSettings(CLI::App& app, CommonOptions& options) {
  app.add_flag("--show-settings", options.show_settings, "Print the settings and where each comes from");
}

void AddFailOn(CLI::App& app, std::optional<std::string>& fail_on) {
  app.add_option("--fail-on", fail_on, "Exit with 1 at findings of this severity or worse: error, warning, info, never")
      ->check(CLI::IsMember({"error", "warning", "info", "never"}));
}

void AddSelection(CLI::App& app, std::vector<std::string>& select, std::vector<std::string>& ignore) {
  app.add_option("--select", select, "Run only these checks (ids, areas, globs; repeatable)")
      ->type_name("GLOB")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--ignore", ignore, "Leave these checks out")
      ->type_name("GLOB")
      ->delimiter(',')
      ->allow_extra_args(false);
}

}  // namespace sftdoctor
