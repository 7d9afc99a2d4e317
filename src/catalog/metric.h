// The canonical quantities that a log can print, and the names by which frameworks print them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/document.h"

namespace sftdoctor {

/// Which way is better, for the reader of a report.
enum class Best { kNone, kLow, kHigh };

/// Index of a metric in its Metrics; the three positions that every record may carry come first.
using MetricId = std::uint16_t;
inline constexpr MetricId kTimeId = 0, kEpochId = 1, kStepId = 2, kFirstSeriesId = 3;
inline constexpr MetricId kNoMetric = 0xFFFF;

struct Metric {
  std::string id;  ///< `train/loss`
  Text title;
  std::string role;  ///< what it is to the doctor: loss, eval-loss, bleu, lr, step, ...
  Best best = Best::kNone;
  std::vector<std::string> aliases;
};

/// Folds the spellings that differ only in case, blanks, dashes: "Train Loss" -> "train_loss".
std::string FoldName(std::string_view name);

class Metrics {
 public:
  /// Adds rules/metrics/<id>.json. Throws Error at the place: an alias of another metric, a malformed file.
  void Add(const std::string& id, const Document& document);
  /// Throws Error unless position/time, position/epoch and position/step are there; numbers them first.
  void Finish();

  std::optional<MetricId> Find(std::string_view id) const;
  /// By an alias, folded.
  std::optional<MetricId> ByAlias(std::string_view name) const;
  const Metric& operator[](MetricId id) const { return metrics_[id]; }
  std::size_t size() const { return metrics_.size(); }
  std::vector<std::string> ids() const;

 private:
  std::vector<Metric> metrics_;
  std::map<std::string, MetricId, std::less<>> by_id_;
  std::map<std::string, MetricId, std::less<>> by_alias_;
};

}  // namespace sftdoctor
