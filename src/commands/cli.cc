// The command line. With cli_*.cc the only place that knows CLI11.
#include "commands/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"
#include "commands/cli_goals.h"

namespace sftdoctor {
namespace {

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
  AddFailOn(*sub, options.fail_on);
  AddSelection(*sub, options.select, options.ignore);
  AddGoals(*sub, options);
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

void AddData(CLI::App& app, DataOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("data", "Say what is wrong with datasets: JSON Lines, JSON, parquet, CSV");
  sub->footer("Example: sftdoctor data train.parquet valid.parquet --max-seq-len 256");
  sub->add_option("files", options.files, "Datasets; valid, val, dev, eval and test in a name say what it is for")
      ->required()
      ->type_name("FILE");
  sub->add_option("--validation", options.validation, "A validation set, whatever its name (repeatable)")
      ->type_name("FILE")
      ->allow_extra_args(false);
  sub->add_option("--prompt", options.prompt, "Column with the prompts (default: by the usual names)")
      ->type_name("COLUMN");
  sub->add_option("--response", options.response, "Column with the responses; alone: with texts to pretrain on")
      ->type_name("COLUMN");
  sub->add_option("--config", options.config, "The configuration that the rows are for: sequence length, steps")
      ->type_name("CONFIG[:CLASS]");
  sub->add_option("--max-seq-len", options.max_seq_len, "Tokens that a prompt or a response may have")
      ->check(CLI::PositiveNumber);
  sub->add_option("--format,-f", options.format, "text, json")->check(CLI::IsMember({"text", "json"}));
  sub->add_flag_callback(
      "--json", [&options] { options.format = "json"; }, "Short for --format json");
  sub->add_option("--output,-o", options.output, "Write the report to a file")->type_name("FILE");
  AddFailOn(*sub, options.fail_on);
  AddSelection(*sub, options.select, options.ignore);
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunData(options, world); });
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

void AddShow(CLI::App& app, ShowOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("show", "Print what a config file says, read without running it");
  sub->footer("Example: sftdoctor show config.py:TrainConfigSFT");
  sub->add_option("config", options.config, "Config: Python, YAML or JSON, with the class or call to show; - reads it")
      ->required()
      ->type_name("CONFIG[:CLASS]");
  sub->add_option("--format,-f", options.format, "text, json")->check(CLI::IsMember({"text", "json"}));
  sub->add_flag_callback(
      "--json", [&options] { options.format = "json"; }, "Short for --format json");
  sub->add_option("--rows", options.rows, "Training rows: also show the schedule")->check(CLI::PositiveNumber);
  sub->add_option("--ranks", options.ranks, "Processes that train, one for each GPU")->check(CLI::PositiveNumber);
  sub->add_option("--log", options.log, "A log that tells rows and ranks")->type_name("LOG");
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunShow(options, world); });
}

void AddPatch(CLI::App& app, PatchOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("patch", "Change a configuration as the findings of a log call for");
  sub->footer(
      "Exit status: 0 a patch was made, or nothing is to be changed; 2 it could not be made.\n"
      "Example: sftdoctor patch logs/train.log --config config.py:TrainConfigSFT --apply");
  sub->add_option("log", options.inputs, "Log of the run to be mended; may be left out where --plan is given")
      ->type_name("LOG")
      ->expected(0, 1);
  sub->add_option("--config,-c", options.config, "Configuration: a Python, YAML or JSON file, and a class of it")
      ->type_name("FILE[:CLASS]")
      ->required();
  sub->add_option("--plan", options.plan, "Plan to follow (default: what the findings call for; `sftdoctor rules`)")
      ->type_name("ID");
  sub->add_option("--step", options.step, "Step of the plan, counted from 1 (default: the next one)")
      ->check(CLI::Range(1, 99));
  sub->add_option("--patch-format,-f", options.format,
                  "text (for people), merge (RFC 7386), json-patch (RFC 6902), diff (for git apply), cli-flags")
      ->check(CLI::IsMember({"text", "merge", "json-patch", "diff", "cli-flags"}));
  sub->add_option("--output,-o", options.output, "Write the patch to a file")->type_name("FILE");
  sub->add_flag("--explain", options.explain, "Also print key, from, to and reason on standard error");
  sub->add_flag("--apply", options.apply, "Write the configuration; the old one is kept as FILE.backup");
  sub->add_option("--rows", options.rows, "Training rows, when the log does not tell")->check(CLI::PositiveNumber);
  sub->add_option("--ranks", options.ranks, "Processes that train, when the log does not tell")
      ->check(CLI::PositiveNumber);
  sub->add_option("--pretrain-lr", options.pretrain_lr,
                  "Peak learning rate of the pretraining (default 1e-4), the bound of every plan")
      ->check(CLI::PositiveNumber);
  sub->add_option("--run", options.run, "Answer this run of the log, counted from 1 (default: the last)")
      ->type_name("N");
  sub->add_option("--input-format", options.input_format, "Log format, when it should not be detected")
      ->type_name("ID");
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunPatch(options, world); });
}

void AddUndo(CLI::App& app, UndoOptions& options, int& status, World& world) {
  CLI::App* sub = app.add_subcommand("undo", "Bring back a configuration as it was before the latest patch");
  sub->footer("Example: sftdoctor undo config.py");
  sub->add_option("config", options.config, "The patched configuration")->required()->type_name("FILE");
  sub->add_flag("--force", options.force, "Also when it was edited since; the edited file is kept as a backup");
  AddCommon(*sub, options.common);
  sub->callback([&] { status = RunUndo(options, world); });
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
  DataOptions data;
  CheckOptions check;
  BundleOptions bundle;
  TailOptions tail;
  ExplainOptions explain;
  RulesOptions rules;
  FormatsOptions formats;
  ShowOptions show;
  PatchOptions patch;
  UndoOptions undo;
  VersionOptions version;
  bool show_version = false;
  app.add_flag("--version", show_version, "Same as the subcommand version");
  AddDiagnose(app, diagnose, status, world);
  AddCompare(app, compare, status, world);
  AddData(app, data, status, world);
  AddCheck(app, check, status, world);
  AddBundle(app, bundle, status, world);
  AddTail(app, tail, status, world);
  AddExplain(app, explain, status, world);
  AddRules(app, rules, status, world);
  AddFormats(app, formats, status, world);
  AddShow(app, show, status, world);
  AddPatch(app, patch, status, world);
  AddUndo(app, undo, status, world);
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
