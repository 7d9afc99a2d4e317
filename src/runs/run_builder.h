// records -> runs: where one run ends and the next begins, ranks that interleave, resumes, and one monotone step axis.
#pragma once

#include <optional>
#include <vector>

#include "catalog/catalog.h"
#include "records/record.h"
#include "runs/axis.h"
#include "runs/run.h"

namespace sftdoctor {

/// Consumes the batches of one log in order. Memory grows with runs, ranks and metrics, never with records.
///
/// A new run begins at a record whose epoch or step falls back to where the run began, or at the first record after a
/// run-start line unless it goes on from where the last one stood. A fall back to a step in between is a resume: the
/// curve forgets what came after it. A fall back by a few logging intervals is a late or doubled line. Steps that
/// restart with each epoch are laid end to end.
class RunBuilder {
 public:
  RunBuilder(const Catalog& catalog, const Format& format);

  void Consume(const Batch& batch);

  /// The runs, in order. Call once, at the end.
  std::vector<Run> Finish();
  std::uint64_t lines_before() const { return lines_; }

 private:
  /// Values of one step that the ranks print one after the other.
  struct Pending {
    double x = 0;
    std::uint64_t line = 0;
    std::vector<std::pair<Value, int>> sums;             ///< per metric: sum and number
    std::vector<std::pair<std::size_t, double>> losses;  ///< per rank: its judged loss
  };

  void ConsumeRecord(const Record& record, const Batch& batch);
  void StartRun(std::uint64_t line);
  void JoinWithPrevious();
  /// The judged loss of a record that drives the axis: a training loss, or until one is seen another loss or a BLEU
  /// score.
  std::optional<double> DrivingValue(const Record& record, const Batch& batch);
  /// Moves the axis to the record; false when its values are not for the curve (doubled or late).
  bool Place(const Record& record, double value, std::uint64_t line);
  bool LooksLikeNextEpoch(double value) const;
  void Resume(const Position& to, std::uint64_t line);
  void MarkEpoch();
  void Note(const Record& record, std::uint64_t line);
  void NoteEvent(Event event, std::uint64_t line);
  void NoteValues(const Record& record, const Batch& batch);
  void AddValues(const Record& record, const Batch& batch, bool driving, bool fresh, std::uint64_t line);
  void AddRanked(const Record& record, const Batch& batch, std::uint64_t line);
  Pending& PendingHere(std::uint64_t line);
  void Flush(const Pending& pending);
  void FlushAll();
  Series& SeriesOf(MetricId metric);
  std::size_t RankIndex(const Batch& batch, std::uint8_t rank);
  void ApplyFallbacks(Run& run) const;

  const Catalog& catalog_;
  const Format& format_;
  MetricId loss_, epoch_loss_, eval_loss_, bleu_, steps_per_epoch_;
  std::vector<bool> is_fact_;   ///< by metric
  std::vector<bool> is_train_;  ///< by metric: printed per training step
  std::vector<Run> runs_;
  std::vector<Pending> pending_;
  std::uint64_t lines_ = 0;
  std::vector<std::size_t> batch_ranks_;  ///< rank of the run for each rank of the batch; kNoRank until looked up

  // Where the current run stands.
  Axis axis_;
  std::optional<Axis> previous_axis_;  ///< of the run before, until it is known whether this one goes on from it
  bool resume_announced_ = false;
  bool epoch_announced_ = false;  ///< by a heading; steps may begin anew
  bool evaluation_skipped_ = false;
  bool has_loss_ = false;                      ///< a training loss per step was seen
  double steps_per_epoch_known_ = 0;           ///< NaN until the log tells it
  double first_value_ = 0, recent_value_ = 0;  ///< of what drives the axis; the second a running mean
};

}  // namespace sftdoctor
