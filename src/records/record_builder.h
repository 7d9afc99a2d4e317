// Puts fields into a record of a batch, one at a time: what the readers without line patterns share.
#pragma once

#include <cmath>

#include "records/record.h"

namespace sftdoctor {

class RecordBuilder {
 public:
  /// Starts a record at the end of the batch.
  RecordBuilder(Batch& batch, std::uint32_t line) : batch_(batch) {
    record_.line = line;
    record_.first_value = static_cast<std::uint32_t>(batch.values.size());
  }

  /// The first value of a metric stays: a line may print one quantity under two names.
  void Add(const Field& field, double value) {
    if (field.metric == kNoMetric) return;
    if (field.metric == kTimeId) {
      record_.time = value;
    } else if (field.metric == kEpochId) {
      record_.epoch = value;
    } else if (field.metric == kStepId) {
      record_.step = value;
    } else if (batch_.values.size() - record_.first_value < 255 && !Has(field.metric)) {
      batch_.values.push_back({field.log ? std::log(value) : value, field.metric});
    }
  }
  void SetEvent(Event event) { record_.event = event; }
  void SetRank(std::string_view rank) { record_.rank = batch_.RankNamed(rank); }

  bool has_values() const { return batch_.values.size() > record_.first_value; }
  bool has_position() const { return !std::isnan(record_.step) || !std::isnan(record_.epoch); }

  /// Keeps the record.
  void Commit() {
    record_.value_count = static_cast<std::uint8_t>(batch_.values.size() - record_.first_value);
    batch_.records.push_back(record_);
  }
  /// Drops it and what it put into the batch.
  void Abandon() { batch_.values.resize(record_.first_value); }

 private:
  bool Has(MetricId metric) const {
    for (std::size_t i = record_.first_value; i < batch_.values.size(); ++i) {
      if (batch_.values[i].metric == metric) return true;
    }
    return false;
  }

  Batch& batch_;
  Record record_;
};

}  // namespace sftdoctor
