#include <CLI/CLI.hpp>

#include "commands/cli.h"

namespace sftdoctor {

void AddCheck(CLI::App& app, CheckOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("check", "Check configurations of training runs, before they run");
  sub->footer("Example: sftdoctor check config.py --rows 80000 --ranks 2");
  sub->add_option("inputs", options.inputs,
                  "Configs (FILE or FILE:CLASS), directories, - for standard input (default: .)")
      ->type_name("CONFIG");
  sub->add_option("--format,-f", options.format, "full, concise, json, json-lines, github, gitlab, sarif, junit")
      ->check(CLI::IsMember({"full", "concise", "json", "json-lines", "github", "gitlab", "sarif", "junit"}));
  sub->add_flag_callback(
      "--json", [&options] { options.format = "json"; }, "Short for --format json");
  sub->add_option("--output,-o", options.output, "Write the report to a file")->type_name("FILE");
  sub->add_flag("--fix", options.fix,
                "Apply the fixes that leave the training as it is: types, spelling, renamed keys");
  sub->add_flag("--unsafe-fixes", options.unsafe_fixes, "With --fix or --diff: also those that change the training");
  sub->add_flag("--diff", options.diff,
                "Print what --fix would change, and write nothing; exit with 1 if there is any");
  sub->add_option("--rows", options.rows, "Training rows")->check(CLI::PositiveNumber);
  sub->add_option("--ranks", options.ranks, "Processes that train, one for each GPU")->check(CLI::PositiveNumber);
  sub->add_option("--pretrain-lr", options.pretrain_lr, "Peak learning rate of the pretraining (default 1e-4)")
      ->check(CLI::PositiveNumber);
  sub->add_flag("--no-filesystem", options.no_filesystem, "Do not look at the files that a config names");
  AddFailOn(*sub, options.fail_on);
  sub->add_flag_callback(
      "--exit-zero", [&options] { options.fail_on = "never"; }, "Short for --fail-on never");
  AddSelection(*sub, options.select, options.ignore);
  sub->add_option("--exclude", options.exclude, "Leave files and directories out (globs; repeatable)")
      ->type_name("GLOB")
      ->delimiter(',')
      ->allow_extra_args(false);
  sub->add_flag("--force-exclude", options.force_exclude, "Exclude files that are named, too");
  sub->add_option("--stdin-filename", options.stdin_filename, "What standard input is called")->type_name("FILE");
  sub->add_flag("--statistics", options.statistics, "Only count how often each check speaks");
  sub->add_flag("--verbose,-v", options.verbose, "Also name the files that hold no training configuration");
  AddShowSettings(*sub, options.common);
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunCheck(options, world); });
}

}  // namespace sftdoctor
