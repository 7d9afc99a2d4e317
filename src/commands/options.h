// What each subcommand was asked to do: plain data, filled by cli.cc, used by one file a subcommand.
#pragma once

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

struct VersionOptions {
  std::string format = "text";
};

}  // namespace sftdoctor
