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

  // For logs that are still being written.
  /// The last run as Finish() would give it now.
  Run Current() const;
  /// The last run as it stands, without what waits for other ranks; for cheap looks.
  const Run& current() const { return runs_.back(); }
  /// Values of it that are NaN or infinite, with those that wait for other ranks.
  std::uint64_t nonfinite() const;
  std::size_t count() const { return runs_.size() - LeadingText(); }
  /// Gives back the memory of runs that are over. Their curves are gone.
  void ForgetEarlier();
  /// Lines of the log that are not read. Only before the first batch.
  void PassLines(std::uint64_t lines);

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
  void NoteEpoch(const Record& record, const Batch& batch, std::uint64_t line);
  void Flush(const Pending& pending, Run& run) const;
  void FlushAll();
  static Series& SeriesOf(Run& run, MetricId metric);
  /// 1 when the first run is nothing but what stands above the first start line.
  std::size_t LeadingText() const { return runs_.size() > 1 && runs_.front().records == 0 ? 1 : 0; }
  std::size_t RankIndex(const Batch& batch, std::uint8_t rank);
  void ApplyFallbacks(Run& run) const;

  const Catalog& catalog_;
  const Format& format_;
  MetricId loss_, epoch_loss_, eval_loss_, bleu_, rate_, steps_per_epoch_;
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
