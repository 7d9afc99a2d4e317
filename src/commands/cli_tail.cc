#include <CLI/CLI.hpp>

#include "commands/cli.h"
#include "commands/cli_goals.h"

namespace sftdoctor {

void AddTail(CLI::App& app, TailOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("tail", "Follow the logs of training runs and say what happens");
  sub->footer("Example: sftdoctor tail logs/ --exit-on error");
  sub->add_option("inputs", options.inputs,
                  "Logs (they may come later), directories, quoted patterns, - for standard input")
      ->type_name("LOG");
  CLI::Option* start = sub->add_flag("--from-start", options.from_start,
                                     "Read what is there from its start, so that trends are whole (default)");
  sub->add_option("--lines,-n", options.lines, "Begin N lines before the end of what is there")
      ->type_name("N")
      ->excludes(start);
  sub->add_option("--interval", options.interval_ms, "Milliseconds between looks at every file (default 250)")
      ->type_name("MS")
      ->check(CLI::Range(10, 3600000));
  sub->add_flag("--poll", options.poll, "Only look so often; do not ask the system to tell of changes in between");
  sub->add_option("--pid", options.pid, "End when this process does")->type_name("PID")->check(CLI::PositiveNumber);
  sub->add_flag("--until-end", options.until_end, "End when every run has finished or crashed");
  sub->add_flag("--once", options.once, "Judge what is there and leave, with the exit status of diagnose");
  sub->add_flag("--plain", options.plain, "A line an event, also on a terminal");
  sub->add_flag("--json", options.json, "Events as JSON Lines");
  sub->add_option("--exit-on", options.exit_on, "Leave with 1 at the first finding of this severity: error, warning")
      ->check(CLI::IsMember({"error", "warning"}));
  sub->add_option("--stall-timeout", options.stall_timeout,
                  "Seconds of silence that count as stalled (default: by the run's own pace)")
      ->type_name("S")
      ->check(CLI::PositiveNumber);
  sub->add_option("--input-format", options.input_format,
                  "Log format, when it should not be detected (see `sftdoctor formats`)")
      ->type_name("ID");
  AddFailOn(*sub, options.fail_on);
  AddSelection(*sub, options.select, options.ignore);
  AddGoals(*sub, options);
  AddShowSettings(*sub, options.common);
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunTail(options, world); });
}

}  // namespace sftdoctor
