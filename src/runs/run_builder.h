// records -> runs: where one run ends and the next begins, ranks that interleave, resumes, and one monotone step axis.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "records/record.h"
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
  void TakeFacts(const Record& record, const Batch& batch);
  bool Drives(const Record& record, const Batch& batch);
  /// Moves the position to the record; false when its values are not for the curve (doubled or late).
  bool Place(const Record& record);
  bool FellBack(const Record& record);
  void Note(const Record& record, std::uint64_t line);
  void AddValues(const Record& record, const Batch& batch, bool driving, bool fresh, std::uint64_t line);
  void AddRanked(const Record& record, const Batch& batch, std::uint64_t line);
  void Flush(const Pending& pending);
  void FlushAll();
  Series& SeriesOf(MetricId metric);
  std::size_t RankIndex(const std::string& name);
  void ApplyFallbacks(Run& run) const;

  const Catalog& catalog_;
  const Format& format_;
  MetricId loss_, epoch_loss_, eval_loss_, bleu_, steps_per_epoch_;
  std::vector<bool> is_fact_;   ///< by metric
  std::vector<bool> is_train_;  ///< by metric: printed per training step
  std::vector<Run> runs_;
  std::vector<Pending> pending_;
  std::uint64_t lines_ = 0;

  // Where the current run stands.
  bool start_announced_ = false;  ///< a run-start line came and no record since
  bool resume_announced_ = false;
  bool evaluation_skipped_ = false;
  bool has_loss_ = false;  ///< a training loss per step was seen
  double epoch_ = 0, step_ = 0;
  double base_ = 0;  ///< x of step 0 of the current epoch
  double x_ = 0;
  double cadence_ = 0;                     ///< steps between neighbouring records
  std::map<double, double> epoch_starts_;  ///< x at which an epoch began
};

}  // namespace sftdoctor
