// Whether a line of a log is about training or about an evaluation, when its metrics have the same names in both.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "catalog/metric.h"

namespace sftdoctor {

bool SaysTrain(std::string_view word);

/// "val", "Validation" and the like. Lower-case "dev" and "test" are left out: they name environments and loggers, too.
bool SaysEval(std::string_view word);

/// Whether the last word before a name that says what the line is about says "validation": "[Valid] loss",
/// "Test Epoch: 3 | loss", but not "val acc: 0.4, loss".
bool AboutEval(std::string_view before);

/// "train_loss" stays what it is wherever it stands.
bool NamesTraining(std::string_view words);

/// Whether an object names its data as no training data: "split": "val", "phase": "eval". `text` is the object's text.
bool IsEvalObject(std::string_view text);

/// Whether a log may hold such objects.
bool NamesPhases(std::string_view head);

/// The metrics of an evaluation that are called like metrics of training.
class EvalTwins {
 public:
  explicit EvalTwins(const Metrics& metrics);
  /// Turns a metric of training into its twin; others stay.
  void TurnToEval(MetricId& metric) const;

 private:
  std::vector<std::pair<MetricId, MetricId>> twins_;
};

}  // namespace sftdoctor
