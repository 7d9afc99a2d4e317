// The command line: the only place that knows CLI11.
#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"
#include "commands/commands.h"

namespace sftdoctor {
namespace {

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

/// For commands that settings say much about.
void AddShowSettings(CLI::App& app, CommonOptions& options) {
  app.add_flag("--show-settings", options.show_settings, "Print the settings and where each comes from");
}

void AddDiagnose(CLI::App& app, DiagnoseOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("diagnose", "Say what is wrong with training runs, from their logs");
  sub->footer("Example: sftdoctor diagnose logs/*.log --planned-epochs 10");
  sub->add_option("inputs", options.inputs, "Logs: files, directories, quoted patterns, - for standard input")
      ->type_name("LOG");
  sub->add_option("--format,-f", options.format, "text, json, json-lines, markdown, html")
      ->check(CLI::IsMember({"text", "json", "json-lines", "markdown", "html"}));
  sub->add_flag_callback(
      "--json", [&options] { options.format = "json"; }, "Short for --format json");
  sub->add_option("--output,-o", options.output, "Write the report to a file")->type_name("FILE");
  sub->add_option("--input-format", options.input_format,
                  "Log format, when it should not be detected (see `sftdoctor formats`)")
      ->type_name("ID");
  sub->add_option("--fail-on", options.fail_on,
                  "Exit with 1 at findings of this severity or worse: error, warning, info, never")
      ->check(CLI::IsMember({"error", "warning", "info", "never"}));
  sub->add_option("--select", options.select, "Run only these checks (ids, areas, globs; repeatable)")
      ->type_name("GLOB")
      ->delimiter(',')
      ->allow_extra_args(false);
  sub->add_option("--ignore", options.ignore, "Leave these checks out")
      ->type_name("GLOB")
      ->delimiter(',')
      ->allow_extra_args(false);
  sub->add_option("--target-loss", options.target_loss, "Loss that the run should reach, nats per token (default 1.5)")
      ->check(CLI::NonNegativeNumber);
  sub->add_option("--target-bleu", options.target_bleu, "BLEU that the run should reach, as a fraction (default 0.15)")
      ->check(CLI::Range(0.0, 1.0));
  sub->add_option("--planned-epochs", options.planned_epochs, "Epochs the run is meant to take, for the forecast")
      ->check(CLI::PositiveNumber);
  CLI::Option* run =
      sub->add_option("--run", options.run, "Judge this run of each input, counted from 1 (default: the last)")
          ->type_name("N");
  sub->add_flag("--all-runs", options.all_runs, "Judge every run of each input")->excludes(run);
  sub->add_option("--engine", options.engine, "Line matcher: program (fast) or re2 (its definition, for comparison)")
      ->check(CLI::IsMember({"program", "re2"}));
  sub->add_option("--threads", options.threads, "Threads for reading (default: as many as help)")
      ->check(CLI::Range(1, 64));
  AddShowSettings(*sub, options.common);
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunDiagnose(options, world); });
}

void AddCompare(CLI::App& app, CompareOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("compare", "Say whether a run is better than the one before it");
  sub->footer(
      "Exit status: 0 better or inconclusive, 1 worse, 2 could not compare.\n"
      "Example: sftdoctor compare before.log after.log");
  sub->add_option("logs", options.inputs, "The log before and the log after, or one log with several runs")
      ->required()
      ->expected(1, 2)
      ->type_name("LOG");
  sub->add_option("--run-a", options.run_a,
                  "Run of the first log, from 1 (default: the last; of one log the last but one)")
      ->type_name("N");
  sub->add_option("--run-b", options.run_b, "Run of the second log (default: the last)")->type_name("N");
  sub->add_option("--format,-f", options.format, "text, json, markdown")
      ->check(CLI::IsMember({"text", "json", "markdown"}));
  sub->add_flag_callback(
      "--json", [&options] { options.format = "json"; }, "Short for --format json");
  sub->add_option("--output,-o", options.output, "Write the report to a file")->type_name("FILE");
  sub->add_option("--input-format", options.input_format, "Log format of both, when it should not be detected")
      ->type_name("ID");
  sub->add_option("--target-loss", options.target_loss, "Loss that a run should reach, nats per token (default 1.5)")
      ->check(CLI::NonNegativeNumber);
  sub->add_option("--target-bleu", options.target_bleu, "BLEU that a run should reach, as a fraction (default 0.15)")
      ->check(CLI::Range(0.0, 1.0));
  sub->add_option("--planned-epochs", options.planned_epochs, "Epochs the runs are meant to take, for the forecast")
      ->check(CLI::PositiveNumber);
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunCompare(options, world); });
}

void AddBundle(CLI::App& app, BundleOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("bundle", "Pack what to send when asking for help, without secrets and names");
  sub->footer("Example: sftdoctor bundle logs/train.log --config config.py --data train.jsonl -o help.zip");
  sub->add_option("log", options.log, "The log of the run")->required()->type_name("LOG");
  sub->add_option("--config", options.config, "Its configuration; a class of a Python file after a colon")
      ->type_name("FILE[:CLASS]");
  sub->add_option("--data", options.data, "Its dataset: the first five rows are taken")->type_name("FILE");
  sub->add_option("--output,-o", options.output, "The archive to write, - for standard output")->type_name("ZIP");
  sub->add_option("--input-format", options.input_format, "Log format, when it should not be detected")
      ->type_name("ID");
  sub->add_flag("--list,--dry-run", options.list, "Say what would be taken and redacted, write nothing");
  sub->add_flag("--force", options.force, "Overwrite the archive");
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunBundle(options, world); });
}

void AddExplain(CLI::App& app, ExplainOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("explain", "Explain a check: what, why, thresholds with reasons, causes");
  sub->footer("Example: sftdoctor explain loss/not-decreasing");
  sub->add_option("ids", options.ids, "Checks, by id or glob")->type_name("ID");
  sub->add_flag("--all", options.all, "Explain every check");
  sub->add_option("--format,-f", options.format, "text, json")->check(CLI::IsMember({"text", "json"}));
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunExplain(options, world); });
}

void AddRules(CLI::App& app, RulesOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("rules", "List the catalog, or test your own");
  sub->footer("Example: sftdoctor rules --test my-rules/");
  sub->add_option("--test", options.test,
                  "Load a catalog directory over the built-in one and run its tests and samples")
      ->type_name("DIR");
  sub->add_option("--format,-f", options.format, "text, json")->check(CLI::IsMember({"text", "json"}));
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunRules(options, world); });
}

void AddFormats(CLI::App& app, FormatsOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("formats", "List or show log formats, or say which one reads a log");
  sub->footer("Example: sftdoctor formats --test logs/train.log");
  sub->add_option("id", options.id, "Show this format")->type_name("ID");
  sub->add_option("--test", options.test, "Say which format claims which lines of a log, and why the rest was skipped")
      ->type_name("FILE");
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunFormats(options, world); });
}

void AddVersion(CLI::App& app, VersionOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("version", "Print the version and build facts");
  sub->add_option("--format,-f", options.format, "text, json")->check(CLI::IsMember({"text", "json"}));
  sub->callback([&] { status = RunVersion(options, world); });
}

/// The word on the command line that is nothing we know but nearly something; empty when there is none.
std::string Suggestion(const CLI::App& app, int argc, const char* const* argv) {
  std::vector<std::string> commands, options;
  const CLI::App* chosen = &app;
  for (const CLI::App* sub : app.get_subcommands({})) {
    commands.push_back(sub->get_name());
    if (argc > 1 && sub->get_name() == argv[1]) chosen = sub;
  }
  for (const CLI::Option* option : chosen->get_options()) {
    for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
  }
  const auto near = [](const std::string& word, const std::vector<std::string>& known) {
    const bool exact = std::find(known.begin(), known.end(), word) != known.end();
    return exact ? std::string() : NearestSpelling(word, known);
  };
  if (argc > 1 && chosen == &app && argv[1][0] != '-') return near(argv[1], commands);
  for (int i = 1; i < argc; ++i) {
    const std::string word = std::string(argv[i]).substr(0, std::string(argv[i]).find('='));
    const std::string found = word.starts_with("--") ? near(word, options) : "";
    if (!found.empty()) return found;
  }
  return {};
}

}  // namespace

int RunCommandLine(int argc, const char* const* argv, World& world) {
  CLI::App app("A doctor for training runs: reads the log, says what is wrong and on what evidence.", "sftdoctor");
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 nothing to complain about, 1 findings, 2 could not do it.\nExample: sftdoctor diagnose logs/");
  int status = 0;
  DiagnoseOptions diagnose;
  CompareOptions compare;
  BundleOptions bundle;
  ExplainOptions explain;
  RulesOptions rules;
  FormatsOptions formats;
  VersionOptions version;
  bool show_version = false;
  app.add_flag("--version", show_version, "Same as the subcommand version");
  AddDiagnose(app, diagnose, status, world);
  AddCompare(app, compare, status, world);
  AddBundle(app, bundle, status, world);
  AddExplain(app, explain, status, world);
  AddRules(app, rules, status, world);
  AddFormats(app, formats, status, world);
  AddVersion(app, version, status, world);
  if (argc == 2 && std::string(argv[1]) == "--version") return RunVersion(version, world);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help
    std::ostringstream out;
    app.exit(asked, out, out);
    world.Write(Stream::kOut, out.str());
    return 0;
  } catch (const CLI::ParseError& wrong) {
    std::ostringstream out;
    app.exit(wrong, out, out);
    const std::string near = Suggestion(app, argc, argv);
    world.Write(Stream::kErr, "error: " + out.str() + (near.empty() ? "" : "help: did you mean `" + near + "`?\n"));
    return 2;
  }
  return status;
}

}  // namespace sftdoctor
