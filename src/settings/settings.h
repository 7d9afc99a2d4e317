// What a project settles once for all of its runs: targets, facts, checks. Flags beat it, it beats the defaults.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/world.h"
#include "findings/finding.h"

namespace sftdoctor {

/// A value and where it comes from.
template <typename Value>
struct Settled {
  Value value{};
  Place place = {};       ///< in a settings file; without a file when it does not stand in one
  std::string flag = {};  ///< that gave it; empty: none

  bool given() const { return !flag.empty() || !place.file.empty(); }
  void Give(Value from_flag, std::string name) {
    value = std::move(from_flag);
    place = {};
    flag = std::move(name);
  }
};

struct Settings {
  Settled<double> target_loss{Goals().target_loss}, target_bleu{Goals().target_bleu};
  Settled<std::optional<double>> planned_epochs;
  Settled<std::optional<double>> rows, ranks;
  Settled<double> pretrain_lr{Facts().pretrain_learn_rate};
  Settled<std::vector<std::string>> select, ignore;
  Settled<std::string> fail_on{"warning"};  ///< error, warning, info, never
  Settled<std::map<std::string, Severity>> severity;
  Settled<std::map<std::string, std::vector<std::string>>> per_file_ignores;  ///< glob of paths -> globs of checks
  Settled<std::vector<std::string>> exclude;                                  ///< globs of paths
  Settled<std::vector<std::string>> rules;  ///< catalog directories, as seen from the current directory
  Settled<Envelope> envelope;
  std::string file;       ///< that was read, as shown; empty: none
  std::string directory;  ///< of that file, absolute: what globs of paths are relative to

  Goals goals() const;
  Facts facts() const;
  /// `path` is that of a configuration, relative to `directory`; empty: there is none.
  Selection selection(const std::string& path = {}) const;
};

/// Calls visit(name, settled) for every setting, in the order in which they are shown.
template <typename SettingsOrConst, typename Visit>
void EachSetting(SettingsOrConst& settings, Visit&& visit) {
  visit("target-loss", settings.target_loss);
  visit("target-bleu", settings.target_bleu);
  visit("planned-epochs", settings.planned_epochs);
  visit("rows", settings.rows);
  visit("ranks", settings.ranks);
  visit("pretrain-lr", settings.pretrain_lr);
  visit("select", settings.select);
  visit("ignore", settings.ignore);
  visit("fail-on", settings.fail_on);
  visit("exclude", settings.exclude);
  visit("rules", settings.rules);
  visit("severity", settings.severity);
  visit("per-file-ignores", settings.per_file_ignores);
  visit("envelope", settings.envelope);
}

/// The settings file that counts in an absolute directory: there or in the nearest one above, `.sftdoctor.toml` before
/// `sftdoctor.toml` before a `pyproject.toml` with a table [tool.sftdoctor]. Absolute; empty when there is none.
std::string FindSettings(World& world, const std::string& directory);

/// Reads a settings file, over the one that it extends. Strict: an unknown key, a wrong type, a value out of
/// range are Errors with file, line and column, and the nearest spelling. Whether its globs match checks is for
/// RequireKnownChecks() to say.
Settings ReadSettings(World& world, const std::string& path);

/// Throws Error, with the place, when a glob or id of the settings matches no check.
void RequireKnownChecks(const Settings& settings, const std::vector<std::string>& check_ids);

/// As TOML, each value with its origin behind it: file and line, flag, or default.
std::string ShowSettings(const Settings& settings);

}  // namespace sftdoctor
