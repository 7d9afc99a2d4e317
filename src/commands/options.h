// What each subcommand was asked to do: plain data, filled by cli.cc, used by one file a subcommand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sftdoctor {

/// Options that every subcommand understands.
struct CommonOptions {
  std::string color = "auto";      ///< auto, always, never
  std::string lang;                ///< en, zh; empty: by the locale
  std::vector<std::string> rules;  ///< catalog directories laid over the built-in one; instead of those of the settings
  std::string settings;            ///< settings file; empty: the nearest one
  bool isolated = false;           ///< no settings file at all
  bool show_settings = false;      ///< print them instead of doing anything
};

struct DiagnoseOptions {
  CommonOptions common;
  std::vector<std::string> inputs;  ///< files, directories, patterns, or - for standard input
  std::string format;               ///< text, json, json-lines, markdown, html; empty: SFTDOCTOR_FORMAT's, or text
  std::string output;               ///< file; empty: SFTDOCTOR_OUTPUT_FILE's, or standard output
  std::string input_format;         ///< log format; empty: detected
  // What the settings may hold too; these beat them.
  std::optional<std::string> fail_on;  ///< error, warning, info, never
  std::vector<std::string> select, ignore;
  std::optional<double> target_loss, target_bleu, planned_epochs;
  std::string config;  ///< CONFIG[:CLASS] that the runs were set up by; empty: none
  std::optional<double> rows, ranks, pretrain_lr;
  bool no_filesystem = false;      ///< look at none of the files that the configuration names
  std::optional<std::size_t> run;  ///< judge this run of each input
  bool all_runs = false;
  std::string engine = "program";  ///< program, re2
  unsigned threads = 0;
};

struct CompareOptions {
  CommonOptions common;
  std::vector<std::string> inputs;   ///< two logs, or one with several runs
  std::optional<std::size_t> run_a;  ///< run of the first log, from 1; empty: the last (of one log: the last but one)
  std::optional<std::size_t> run_b;  ///< run of the second log
  std::string format, output;        ///< text, json, markdown; as for diagnose
  std::string input_format;          ///< log format of both; empty: detected
  std::optional<double> target_loss, target_bleu, planned_epochs;
};

struct DataOptions {
  CommonOptions common;
  std::vector<std::string> files;       ///< datasets; their names say which part each is
  std::vector<std::string> validation;  ///< further ones that are validation sets whatever they are called
  std::string prompt, response;         ///< columns; empty: found by the layouts of the catalog
  std::optional<std::uint64_t> max_seq_len;
  std::string config;  ///< CONFIG[:CLASS] with the sequence length and the schedule
  std::string format;  ///< text, json; empty: SFTDOCTOR_FORMAT's, or text
  std::string output;
  std::optional<std::string> fail_on;
  std::vector<std::string> select, ignore;
};

struct CheckOptions {
  CommonOptions common;
  std::vector<std::string> inputs;  ///< files (with :CLASS), directories, or - for standard input; empty: .
  std::string format;               ///< full, concise, json, ...; empty: SFTDOCTOR_FORMAT's, or full
  std::string output;               ///< file; empty: SFTDOCTOR_OUTPUT_FILE's, or standard output
  std::string stdin_filename;       ///< what standard input is called
  // What the settings may hold too; these beat them.
  std::optional<std::string> fail_on;  ///< error, warning, info, never
  std::vector<std::string> select, ignore, exclude;
  std::optional<double> rows, ranks, pretrain_lr;
  bool force_exclude = false;  ///< exclude named files too
  bool no_filesystem = false;  ///< do not look at the files that a config names
  bool fix = false, unsafe_fixes = false, diff = false;
  bool statistics = false, verbose = false;
};

struct BundleOptions {
  CommonOptions common;
  std::string log;
  std::string config;        ///< FILE or FILE:CLASS; empty: none
  std::string data;          ///< dataset; empty: none
  std::string output;        ///< archive, - for standard output
  std::string input_format;  ///< log format; empty: detected
  bool list = false;         ///< say what would be taken, write nothing
  bool force = false;        ///< overwrite
};

struct TailOptions {
  CommonOptions common;
  std::vector<std::string> inputs;     ///< files that may come later, directories, patterns, or - for standard input
  std::optional<std::uint64_t> lines;  ///< begin so many before the end; nothing: at the start
  int interval_ms = 250;               ///< between looks at every file
  bool poll = false;                   ///< look only so often, do not ask to be told of changes
  std::optional<int> pid;              ///< end with this process
  bool from_start = true;              ///< the other way to say that there are no `lines`
  bool until_end = false;              ///< end when every run has
  bool once = false;                   ///< judge what is there and leave
  bool plain = false;                  ///< lines, also on a terminal
  bool json = false;
  std::string exit_on;  ///< error, warning: end at the first such finding; empty: never
  std::optional<double> stall_timeout;
  std::string input_format;
  std::optional<std::string> fail_on;
  std::vector<std::string> select, ignore;
  std::optional<double> target_loss, target_bleu, planned_epochs;
  std::string config;  ///< CONFIG[:CLASS] that the runs were set up by; empty: none
  std::optional<double> rows, ranks, pretrain_lr;
  bool no_filesystem = false;
};

struct ExplainOptions {
  CommonOptions common;
  std::vector<std::string> ids;
  bool all = false;
  std::string format = "text";  ///< text, json
};

struct RulesOptions {
  CommonOptions common;
  std::string test;  ///< directory whose units are tested; empty: list
  std::string format = "text";
};

struct FormatsOptions {
  CommonOptions common;
  std::string id;    ///< show this one; empty: list
  std::string test;  ///< a log: which format claims which lines
};

struct ShowOptions {
  CommonOptions common;
  std::string config;           ///< CONFIG[:CLASS]
  std::string format = "text";  ///< text, json
  std::string log;              ///< that tells rows and ranks; empty: none
  std::optional<double> rows, ranks;
};

struct PatchOptions {
  CommonOptions common;
  std::vector<std::string> inputs;  ///< one log; none when a plan is named
  std::string config;               ///< path, or path:section
  std::string input_format;
  std::optional<std::size_t> run;  ///< of the log, from 1
  std::string plan;
  std::optional<std::size_t> step;  ///< of the plan, from 1
  std::string format = "text";      ///< text, merge, json-patch, diff, cli-flags
  std::string output;               ///< file; empty: standard output
  bool explain = false;             ///< beside another format, the text on standard error
  bool apply = false;
  std::optional<double> rows, ranks, pretrain_lr;
};

struct UndoOptions {
  CommonOptions common;
  std::string config;
  bool force = false;
};

struct VersionOptions {
  std::string format = "text";
};

}  // namespace sftdoctor
