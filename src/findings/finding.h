// The boundary between findings and reports: what is wrong with a run, on what evidence, and what may be behind it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/check.h"
#include "config/edit.h"
#include "config/schedule.h"
#include "findings/observe.h"
#include "runs/read_log.h"

namespace sftdoctor {

/// A threshold that was crossed.
struct Evidence {
  std::string feature;
  double value = 0;  ///< NaN for "missing"
  std::string op;    ///< "above", "below", "between", "is", "missing"; "note": `feature` is a key of the config
  double low = 0, high = 0;
  Text because;
};

struct RankedCause {
  const Cause* cause = nullptr;
  std::vector<Text> raised;  ///< reasons on record that make it likelier
  std::vector<Text> lowered;
};

/// A change of the config that a finding itself can name. (What a treatment would change is in patches/.)
struct Fix {
  Text title;               ///< "write 1.0e-4"
  std::vector<Edit> edits;  ///< of the config file; never empty
  bool safe = false;        ///< the training it describes stays the same: spelling, type, renamed key
};

struct Finding {
  const Check* check = nullptr;
  Severity severity = Severity::kInfo;
  Text message;
  std::uint64_t line = 0;  ///< of the log, 0 when the finding is about the run as a whole
  std::vector<Evidence> evidence;
  std::vector<RankedCause> causes;  ///< likeliest first
  Place place;                      ///< in the config file; without a file when the finding is about the log
  std::string key;                  ///< canonical key or, where it has none, the key as spelled; empty: none
  std::optional<Fix> fix;
};

struct NotChecked {
  std::string id;
  Text reason;
};

/// A run with the doctor's opinion of it; or a configuration alone (`log` and `run` are null then), or both together.
/// Refers to the log, configuration and catalog it was made from.
struct Diagnosis {
  const Log* log = nullptr;
  const Run* run = nullptr;
  std::optional<TrainingConfig> config;
  Facts facts;        ///< given or read from the log
  Schedule schedule;  ///< of the config
  bool judged = false;
  Verdict verdict = Verdict::kNotJudged;
  Observation observation;
  std::vector<Finding> findings;  ///< worst first
  std::vector<std::string> ran;
  std::vector<NotChecked> not_checked;
};

/// Which checks take part: a check runs when a `select` glob matches (or there is none) and no `ignore` glob does.
/// Those about other subjects than what is at hand are not even listed as not checked.
struct Selection {
  std::vector<std::string> select = {}, ignore = {};
  std::vector<Subject> subjects = {Subject::kLog};
  std::map<std::string, Severity> severity = {};  ///< check -> what its findings have instead of the catalog's
  bool Concerns(const std::string& id) const;
  bool Allows(const std::string& id) const;
};

/// Judges a run by the catalog's checks.
Diagnosis Judge(const Log& log, const Run& run, const Catalog& catalog, const Goals& goals, const Selection& selection);

/// A configuration and what is known beside it. `world` is asked for the files that the config names; null: they are
/// not looked at, and what needs them is not checked.
struct ConfigCase {
  TrainingConfig config;
  Facts facts;
  World* world = nullptr;
};

/// Log and configuration together: facts that the log tells and the user did not give are taken from it.
Diagnosis Judge(const Log& log, const Run& run, const ConfigCase& config, const Catalog& catalog, const Goals& goals,
                const Selection& selection);

/// A configuration alone, by the checks of the area config/.
Diagnosis JudgeConfig(const ConfigCase& config, const Catalog& catalog, const Selection& selection);

/// Judges features alone; the part of Judge() that check tests use.
void JudgeFeatures(const Features& features, const Catalog& catalog, const Selection& selection, Diagnosis& out);

/// The verdict that the findings of a diagnosis and the checks that ran amount to.
Verdict VerdictBy(const Diagnosis& diagnosis);

/// Whether a condition holds; on success the comparisons that made it hold are appended to `evidence` (if given).
bool Holds(const Clause& clause, const Features& features, std::vector<Evidence>* evidence);

/// `text` with {feature} and {feature%} filled in, shortly written; "?" where a feature is missing.
std::string FillIn(const std::string& text, const Features& features);
/// The same with words that stand for themselves: {key}, {value}.
Text FillIn(const Text& text, const Features& features, const std::map<std::string, Text>& words);

}  // namespace sftdoctor
