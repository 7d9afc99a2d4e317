#include "runs/run_builder.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostRuns = 10000;   ///< a log of restarts only: later ones join the last
constexpr std::size_t kMostEpochs = 4096;  ///< epochs whose start is remembered for resumes
constexpr std::size_t kMostPending = 8;    ///< steps by which ranks may run apart
constexpr std::size_t kMostRanks = 1024;
constexpr double kLateIntervals = 4;   ///< falls back by so few logging intervals are late lines
constexpr double kGapIntervals = 200;  ///< a start line followed by a step this little ahead is a resume

MetricId Required(const Metrics& metrics, const char* id) {
  const auto found = metrics.Find(id);
  if (!found) throw Error(std::string("the catalog must define the metric ") + id);
  return *found;
}

}  // namespace

const Series* Run::Find(MetricId metric) const {
  for (const Series& one : series) {
    if (one.metric() == metric) return &one;
  }
  return nullptr;
}

RunBuilder::RunBuilder(const Catalog& catalog, const Format& format)
    : catalog_(catalog),
      format_(format),
      loss_(Required(catalog.metrics, "train/loss")),
      epoch_loss_(Required(catalog.metrics, "train/epoch-loss")),
      eval_loss_(Required(catalog.metrics, "eval/loss")),
      bleu_(Required(catalog.metrics, "eval/bleu")),
      steps_per_epoch_(Required(catalog.metrics, "position/steps-per-epoch")) {
  for (MetricId i = 0; i < catalog.metrics.size(); ++i) {
    const std::string& id = catalog.metrics[i].id;
    is_fact_.push_back(id.starts_with("position/") || id.starts_with("run/"));
    is_train_.push_back(id.starts_with("train/") && i != epoch_loss_);
  }
  StartRun(1);
}

void RunBuilder::StartRun(std::uint64_t line) {
  FlushAll();
  Run run;
  run.id = runs_.size() + 1;
  run.first_line = run.last_line = line;
  run.started = run.ended = run.first_epoch = run.last_epoch = run.first_step = run.last_step = kAbsent;
  runs_.push_back(std::move(run));
  start_announced_ = resume_announced_ = evaluation_skipped_ = has_loss_ = false;
  epoch_ = step_ = kAbsent;
  base_ = x_ = cadence_ = 0;
  epoch_starts_.clear();
}

void RunBuilder::Consume(const Batch& batch) {
  for (const Record& record : batch.records) ConsumeRecord(record, batch);
  lines_ += batch.newlines;
}

bool RunBuilder::Drives(const Record& record, const Batch& batch) {
  bool loss = false, other = false;
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const MetricId metric = batch.values[record.first_value + i].metric;
    loss = loss || metric == loss_;
    other = other || metric == epoch_loss_ || metric == eval_loss_ || metric == bleu_;
  }
  if (loss && !has_loss_) has_loss_ = true;
  return loss || (other && !has_loss_);
}

void RunBuilder::ConsumeRecord(const Record& record, const Batch& batch) {
  const std::uint64_t line = lines_ + batch.newlines_before_text + record.line + 1;
  if (record.event == Event::kRunStart && runs_.back().driving > 0 && runs_.size() < kMostRuns) start_announced_ = true;
  if (record.event == Event::kResume) resume_announced_ = true;
  const bool driving = Drives(record, batch);
  if (start_announced_ && !driving && !resume_announced_ && record.event == Event::kRunStart) {
    // What follows belongs to the new run; if it turns out to go on from the old one, Place() joins the two again.
    const double epoch = epoch_, step = step_, base = base_, x = x_, cadence = cadence_;
    const bool has_loss = has_loss_;
    StartRun(line);
    epoch_ = epoch, step_ = step, base_ = base, x_ = x, cadence_ = cadence, has_loss_ = has_loss;
    start_announced_ = true;
  }
  bool fresh = true;
  if (driving) {
    fresh = Place(record);
  } else if (!std::isnan(record.epoch) && record.value_count == 0 && std::isnan(record.step)) {
    if (std::isnan(epoch_) || record.epoch > epoch_) Place(record);
  }
  Note(record, line);
  TakeFacts(record, batch);
  AddValues(record, batch, driving, fresh, line);
}

bool RunBuilder::FellBack(const Record& record) {
  const bool epochs = !std::isnan(record.epoch) && !std::isnan(epoch_);
  const bool steps = !std::isnan(record.step) && !std::isnan(step_);
  if (epochs && record.epoch < epoch_) return !steps || record.step < step_;
  if (epochs && record.epoch > epoch_ && std::floor(record.epoch) > std::floor(epoch_)) return false;
  return steps && record.step < step_;
}

bool RunBuilder::Place(const Record& record) {
  Run* run = &runs_.back();
  const bool steps = !std::isnan(record.step) && !std::isnan(step_);
  const bool back = FellBack(record);
  if (start_announced_) {
    const bool near = steps && record.step <= step_ + kGapIntervals * std::max(cadence_, 1.0);
    const bool ahead_epoch = !std::isnan(record.epoch) && !std::isnan(epoch_) && record.epoch > epoch_;
    const bool goes_on =
        !back && ((near && record.step > step_) || ahead_epoch) && runs_.size() > 1 && run->driving == 0;
    start_announced_ = false;
    if (goes_on) {
      Run joined = std::move(runs_[runs_.size() - 2]);
      joined.facts.merge(run->facts);
      for (std::size_t i = 0; i < kEvents; ++i) {
        if (joined.events[i].count == 0) joined.events[i].first_line = run->events[i].first_line;
        joined.events[i].count += run->events[i].count;
        joined.events[i].last_line = std::max(joined.events[i].last_line, run->events[i].last_line);
      }
      joined.resumes.push_back({run->first_line, record.step});
      runs_.pop_back();
      runs_.back() = std::move(joined);
      run = &runs_.back();
    } else {
      epoch_ = step_ = kAbsent;
      base_ = x_ = cadence_ = 0;
      epoch_starts_.clear();
      has_loss_ = false;
    }
  } else if (back) {
    const double fall = steps ? step_ - record.step : 0;
    const bool same_epoch =
        std::isnan(record.epoch) || std::isnan(epoch_) || record.epoch == epoch_ || format_.step == StepScope::kRun;
    if (same_epoch && steps && fall <= kLateIntervals * cadence_ && record.step > run->first_step) return false;
    const bool at_start =
        (std::isnan(record.epoch) || std::isnan(run->first_epoch) || record.epoch <= run->first_epoch) &&
        (std::isnan(record.step) || std::isnan(run->first_step) || record.step <= run->first_step + 2 * cadence_);
    if (at_start && !resume_announced_ && runs_.size() < kMostRuns) {
      StartRun(0);
      run = &runs_.back();
      has_loss_ = true;
    } else {
      FlushAll();
      const auto start = std::isnan(record.epoch) ? epoch_starts_.end() : epoch_starts_.find(record.epoch);
      if (start != epoch_starts_.end()) base_ = start->second;
      const double x =
          std::isnan(record.step) ? (start == epoch_starts_.end() ? x_ : start->second) : base_ + record.step;
      for (Series& series : run->series) series.TruncateFrom(x);
      x_ = std::min(x_, x);
      run->resumes.push_back({0, record.step});
      epoch_ = record.epoch;
      step_ = record.step;
    }
  }
  resume_announced_ = false;
  const bool new_epoch = !std::isnan(record.epoch) && (std::isnan(epoch_) || record.epoch > epoch_);
  if (!std::isnan(record.step)) {
    const double fallen = std::isnan(step_) ? 0 : step_ - record.step;
    if (new_epoch && !std::isnan(step_) && fallen >= 0 && (fallen > 0 || format_.step == StepScope::kEpoch)) {
      const auto known = run->facts.find(steps_per_epoch_);
      const double passed = step_ + std::max(cadence_, 1.0);
      base_ += known != run->facts.end() && known->second >= passed - cadence_
                   ? known->second * std::max(1.0, std::floor(record.epoch - epoch_))
                   : passed;
      step_ = kAbsent;
    }
    if (!std::isnan(step_) && record.step == step_ && record.rank == 0) return false;
    if (!std::isnan(step_) && record.step > step_) cadence_ = record.step - step_;
    x_ = base_ + record.step;
    step_ = record.step;
    run->steps_per_x = 1;
  } else if (record.rank == 0) {
    x_ += 1;
  }
  if (new_epoch && epoch_starts_.size() < kMostEpochs)
    epoch_starts_[record.epoch] = std::isnan(record.step) ? x_ : base_;
  if (!std::isnan(record.epoch)) epoch_ = record.epoch;
  return true;
}

void RunBuilder::Note(const Record& record, std::uint64_t line) {
  Run& run = runs_.back();
  if (run.first_line == 0) run.first_line = line;
  if (!run.resumes.empty() && run.resumes.back().line == 0) run.resumes.back().line = line;
  run.last_line = line;
  if (!std::isnan(record.time)) {
    if (std::isnan(run.started)) run.started = record.time;
    run.ended = record.time;
  }
  if (record.event != Event::kNone) {
    EventTally& tally = run.events[static_cast<std::size_t>(record.event)];
    if (tally.count++ == 0) tally.first_line = line;
    tally.last_line = line;
    if (record.event == Event::kEvaluationSkipped) {
      evaluation_skipped_ = true;
      ++run.skipped_evaluations;
    }
  }
  if (record.value_count == 0 && std::isnan(record.step) && std::isnan(record.epoch)) return;
  ++run.records;
  if (!std::isnan(record.epoch)) {
    if (std::isnan(run.first_epoch)) run.first_epoch = record.epoch;
    run.last_epoch = record.epoch;
  }
  if (!std::isnan(record.step)) {
    if (std::isnan(run.first_step)) run.first_step = record.step;
    run.last_step = record.step;
  }
}

void RunBuilder::TakeFacts(const Record& record, const Batch& batch) {
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const Value& value = batch.values[record.first_value + i];
    if (is_fact_[value.metric] && std::isfinite(value.value)) runs_.back().facts[value.metric] = value.value;
  }
}

void RunBuilder::AddValues(const Record& record, const Batch& batch, bool driving, bool fresh, std::uint64_t line) {
  Run& run = runs_.back();
  run.driving += driving;
  run.last_x = x_;
  bool loss = false, train = false, eval = false;
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const MetricId metric = batch.values[record.first_value + i].metric;
    loss = loss || metric == loss_;
    train = train || is_train_[metric];
    eval = eval || metric == eval_loss_ || metric == bleu_;
  }
  if (loss) {
    run.after_last_loss = 0;
  } else if (train && !eval && !std::isnan(record.step)) {
    ++run.after_last_loss;
  }
  if (record.rank != 0 && driving && fresh) return AddRanked(record, batch, line);
  if (driving && !fresh) ++run.duplicates;
  const bool skip_bleu = evaluation_skipped_;
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const Value& value = batch.values[record.first_value + i];
    if (is_fact_[value.metric]) continue;
    if (value.metric == bleu_ && skip_bleu) {
      evaluation_skipped_ = false;
      continue;
    }
    Series& series = SeriesOf(value.metric);
    if (fresh) {
      const bool own_step = !driving && !std::isnan(record.step) &&
                            (std::isnan(record.epoch) || record.epoch == epoch_ || format_.step == StepScope::kRun);
      series.Append(own_step ? std::max(base_ + record.step, series.last_x()) : x_, value.value, line);
    } else {
      series.Tally(value.value, line);
    }
  }
}

void RunBuilder::AddRanked(const Record& record, const Batch& batch, std::uint64_t line) {
  const std::size_t rank = RankIndex(batch.ranks[record.rank - 1u]);
  RankTally& tally = runs_.back().ranks[rank];
  ++tally.points;
  tally.last_x = x_;
  auto found = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& pending) { return pending.x == x_; });
  if (found == pending_.end()) {
    const std::size_t keep = runs_.back().ranks.size() > 1 ? kMostPending : 0;
    while (pending_.size() > keep) {
      const Pending oldest = std::move(pending_.front());
      pending_.erase(pending_.begin());
      Flush(oldest);
    }
    pending_.push_back({x_, line, {}, {}});
    found = pending_.end() - 1;
  }
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const Value& value = batch.values[record.first_value + i];
    if (is_fact_[value.metric]) continue;
    if (value.metric == loss_) found->losses.emplace_back(rank, value.value);
    const auto sum = std::find_if(found->sums.begin(), found->sums.end(),
                                  [&](const auto& s) { return s.first.metric == value.metric; });
    if (sum == found->sums.end()) {
      found->sums.emplace_back(value, 1);
    } else {
      sum->first.value += value.value;
      ++sum->second;
    }
  }
}

void RunBuilder::Flush(const Pending& pending) {
  for (const auto& [sum, count] : pending.sums) {
    SeriesOf(sum.metric).Append(pending.x, sum.value / count, pending.line);
    if (sum.metric != loss_ || pending.losses.size() < 2) continue;
    const double mean = sum.value / count;
    for (const auto& [rank, loss] : pending.losses) {
      if (!std::isfinite(loss - mean)) continue;
      runs_.back().ranks[rank].difference += loss - mean;
      ++runs_.back().ranks[rank].compared;
    }
  }
}

void RunBuilder::FlushAll() {
  for (const Pending& pending : pending_) Flush(pending);
  pending_.clear();
}

Series& RunBuilder::SeriesOf(MetricId metric) {
  std::vector<Series>& all = runs_.back().series;
  for (Series& series : all) {
    if (series.metric() == metric) return series;
  }
  return all.emplace_back(metric);
}

std::size_t RunBuilder::RankIndex(const std::string& name) {
  std::vector<RankTally>& ranks = runs_.back().ranks;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i].name == name) return i;
  }
  if (ranks.size() >= kMostRanks) return ranks.size() - 1;
  ranks.push_back({.name = name});
  return ranks.size() - 1;
}

void RunBuilder::ApplyFallbacks(Run& run) const {
  std::vector<std::pair<MetricId, MetricId>> rules = format_.fallback;
  rules.emplace_back(epoch_loss_, loss_);
  for (const auto& [from, to] : rules) {
    if (run.Find(to)) continue;
    for (Series& series : run.series) {
      if (series.metric() == from) series.Become(to, catalog_.metrics[from].id.ends_with("/ppl"));
    }
  }
}

std::vector<Run> RunBuilder::Finish() {
  FlushAll();
  if (runs_.size() > 1 && runs_.front().records == 0) runs_.erase(runs_.begin());
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    runs_[i].id = i + 1;
    ApplyFallbacks(runs_[i]);
  }
  return std::move(runs_);
}

}  // namespace sftdoctor
