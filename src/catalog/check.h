// A check as its catalog file states it: which features, which thresholds and why, what to say and what may be the
// cause.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/document.h"

namespace sftdoctor {

enum class Severity { kInfo, kWarning, kError };
enum class Verdict { kInconclusive, kNotJudged, kHealthy, kWatch, kUnhealthy, kCritical };

/// A condition on features: one comparison, or a combination of conditions.
struct Clause {
  enum class Kind { kAll, kAny, kNot, kAbove, kBelow, kBetween, kIs, kMissing };
  Kind kind = Kind::kAll;
  std::vector<Clause> parts;  ///< of all, any and not
  std::string feature;
  double low = 0, high = 0;  ///< threshold(s): above low, below high, between both, is low
  Text because;
};

struct Cause {
  std::string id;
  Text title, because;
  std::vector<Clause> raised_by, lowered_by;
  Text next;
};

/// What findings/config_notes.h finds in a configuration that no comparison of features can say.
enum class NoteKind {
  kWrongType,
  kOutOfRange,
  kNotAChoice,
  kWarmupBeyondEnd,
  kTwoPrecisions,
  kUnknownKey,
  kMissingKey,
  kYamlFloat,
  kLoggingBeyondEnd,
  kSavingBeyondEnd,
  kSavingAfterEvaluation,
  kFileMissing,
  kCheckpointSize,
  kStaleState,
  kBatchMismatch,
  kRanksMismatch,
  kEpochsMismatch,
  kStepsMismatch,
  kRateMismatch,
  kPurposeMismatch,
};

/// How a check speaks of one kind of notes; it fires once for each of them. `say` may hold {key}, {value}, {expected}
/// and {nearest} beside features.
struct NoteWords {
  NoteKind kind = NoteKind::kWrongType;
  std::optional<Severity> severity;  ///< where it differs from the check's
  Text say, because;
};

/// A config in the text of a test. `file` tells its language; `others` are files beside it, with their sizes.
struct ConfigSnippet {
  std::string text, file = "config.py";
  std::map<std::string, double> others = {};
};

/// A quiet or firing example in the compact series notation of findings/series_notation.h.
struct CheckTest {
  std::string name;
  std::optional<ConfigSnippet> config;        ///< its first training section is judged
  std::map<std::string, std::string> series;  ///< metric id -> notation
  std::map<std::string, double> facts;        ///< features set directly; metrics that the log prints once
  std::optional<Severity> fires;
  Place place;
};

/// Another wording for a special case of the same check.
struct Variant {
  Clause when;
  Text say;
  std::vector<std::string> causes_first;
};

/// How long a finding must hold before a watcher tells it, and be gone before he takes it back, in records of the run
/// (both also take a second look). One that stands at the first look, or at the end of a run, counts at once.
struct Settle {
  std::uint64_t open = 2;
  std::uint64_t resolve = 10;
  Text because;
};
/// A finding that is gone must stay away over this share of the run, too: features of long runs move slowly.
inline constexpr double kResolveShare = 0.02;

struct Check {
  std::string id;  ///< `loss/not-decreasing`
  Text title;
  Severity severity = Severity::kWarning;
  std::optional<Verdict> verdict;
  std::map<std::string, double> needs;  ///< least values of features; below or missing: not checked
  Clause when;
  std::vector<NoteWords> each;  ///< instead of `when`
  std::vector<std::pair<Severity, Clause>> escalate;
  std::string place;  ///< feature whose place the finding points at; of a configuration: config.KEY
  Text say, why, false_positives;
  std::vector<Variant> variants;
  std::vector<Cause> causes;
  std::vector<std::string> superseded_by;  ///< checks whose finding says the same and more
  Settle settle;
  std::vector<std::string> treat, refs;
  std::vector<CheckTest> tests;
  Place file;
};

/// What a check looks at, by its area: config/ at configurations, data/ at datasets, any other at logs.
enum class Subject { kLog, kConfig, kData };
Subject SubjectOf(std::string_view check_id);

/// Reads a condition. Throws Error with the place of what is wrong.
Clause ReadClause(Node node);

/// Reads rules/checks/<id>.json. Throws Error with the place of what is wrong.
Check ReadCheck(const std::string& id, const Document& document);

const std::vector<std::string>& SeverityNames();  ///< in order of Severity
const std::vector<std::string>& VerdictNames();   ///< in order of Verdict
const std::vector<std::string>& NoteKindNames();  ///< in order of NoteKind

}  // namespace sftdoctor
