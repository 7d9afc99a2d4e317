// A log format as its catalog file states it; records/ compiles it into something that runs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/document.h"
#include "catalog/metric.h"

namespace sftdoctor {

enum class ReaderKind { kText, kDict, kJson, kCsv, kKeyValue };
enum class LossUnit { kNats, kBits, kSum, kUnknown };
enum class BleuScale { kFraction, kPercent, kAuto };
enum class StepScope { kRun, kEpoch };

/// What a line says besides numbers.
enum class Event : std::uint8_t {
  kNone,
  kRunStart,
  kRunEnd,
  kResume,
  kEvaluationSkipped,
  kCrash,
  kTraceback,
  kOutOfMemory,
  kNcclTimeout,
  kDiskFull,
  kEarlyStop,
  kFinetune,
  kPretrain,
};
inline constexpr std::size_t kEvents = 13;

/// Where a captured number goes.
struct Field {
  MetricId metric = kNoMetric;
  bool log = false;  ///< the log prints a perplexity; its natural logarithm is the value
};

/// One kind of line of a text format.
struct LinePattern {
  std::string id;
  std::string expression;  ///< with macros; see records/field_program.h
  std::map<std::string, Field> fields;
  std::vector<std::pair<MetricId, double>> constants;
  Event event = Event::kNone;
  Place place;
};

/// A line that the format must or (without a pattern) must not claim. Checked by tests and `formats --test`.
struct FormatSample {
  std::string line;
  std::optional<std::string> pattern;
  std::map<std::string, double> values;  ///< by metric id
  std::string rank;
  Place place;
};

struct Format {
  std::string id;
  Text title;
  ReaderKind reader = ReaderKind::kText;
  int priority = 50;
  LossUnit unit = LossUnit::kUnknown;
  BleuScale bleu = BleuScale::kAuto;
  StepScope step = StepScope::kRun;
  bool always = false;  ///< its patterns are active beside any other format
  bool guess = false;   ///< a reader of unknown logs: the report says that it guessed
  std::vector<LinePattern> patterns;
  std::map<std::string, Field> fields;  ///< by folded key; a metric of kNoMetric means "ignore this key"
  std::vector<std::string> ignore;      ///< patterns of keys that look like an alias but are none
  std::vector<std::string> when;        ///< an object or header must hold one of these keys
  std::vector<std::pair<MetricId, MetricId>> fallback;  ///< when a run has none of the second, the first stands for it
  std::vector<FormatSample> samples;
  Place place;
};

/// Reads rules/formats/<id>.json. Throws Error with the place of what is wrong.
Format ReadFormat(const std::string& id, const Document& document, const Metrics& metrics);

const std::vector<std::string>& EventNames();  ///< in order of Event
const std::vector<std::string>& ReaderNames();
const std::vector<std::string>& UnitNames();

}  // namespace sftdoctor
