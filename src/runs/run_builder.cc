#include "runs/run_builder.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostRuns = 10000;  ///< a log of restarts only: later ones join the last
constexpr std::size_t kMostPending = 8;   ///< steps by which ranks may run apart
constexpr std::size_t kMostRanks = 1024;
constexpr std::size_t kMostEpochMarks = 2048;
constexpr std::size_t kNoRank = ~std::size_t{0};
constexpr double kFallen = 0.3;    ///< a loss that fell by this share tells a new epoch from a new run
constexpr double kFirstEpoch = 1;  ///< of a heading; before the first loss, a larger number may be the plan's
constexpr double kRecent = 0.2;    ///< weight of a new value in the running mean

MetricId Required(const Metrics& metrics, const char* id) {
  const auto found = metrics.Find(id);
  if (!found) throw Error(std::string("the catalog must define the metric ") + id);
  return *found;
}

/// The tally that a record belongs to: that of the axis' epoch, or of the one before for what is printed late.
/// Fractions end with the whole number: 1.0 is still the first epoch.
EpochTally& EpochOf(Run& run, double printed, const Axis& axis, std::uint64_t line) {
  const double at = axis.epoch(), before = run.first_epoch;
  const bool fractions = at != std::floor(at) || before != std::floor(before);
  const auto label = [&](double epoch) { return fractions ? std::max(1.0, std::ceil(epoch)) : epoch; };
  const double here = label(at), own = std::isnan(printed) ? here : label(printed);
  std::vector<EpochTally>& all = run.tallies;
  for (std::size_t i = all.size(); i-- > 0 && i + 2 >= all.size();) {
    if (all[i].epoch == own) return all[i];
  }
  if (!all.empty() && all.back().epoch >= here) return all.back();
  if (all.size() >= kMostEpochTallies) all.erase(all.begin());
  EpochTally& epoch = all.emplace_back();
  epoch.epoch = here;
  epoch.first_line = line;
  epoch.first_x = axis.x();
  epoch.last_step = epoch.printed_loss = epoch.eval_loss = epoch.bleu = epoch.rate = kAbsent;
  return epoch;
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
      rate_(Required(catalog.metrics, "train/lr")),
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
  axis_ = {};
  batch_ranks_.assign(batch_ranks_.size(), kNoRank);
  steps_per_epoch_known_ = kAbsent;
  resume_announced_ = epoch_announced_ = evaluation_skipped_ = has_loss_ = false;
  first_value_ = recent_value_ = kAbsent;
}

void RunBuilder::Consume(const Batch& batch) {
  batch_ranks_.assign(batch.ranks.size(), kNoRank);
  for (const Record& record : batch.records) ConsumeRecord(record, batch);
  lines_ += batch.newlines;
}

std::optional<double> RunBuilder::DrivingValue(const Record& record, const Batch& batch) {
  std::optional<double> other;
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const Value& value = batch.values[record.first_value + i];
    if (value.metric == loss_) {
      has_loss_ = true;
      return value.value;
    }
    if (value.metric == epoch_loss_ || value.metric == eval_loss_ || value.metric == bleu_) other = value.value;
  }
  return has_loss_ ? std::nullopt : other;
}

void RunBuilder::ConsumeRecord(const Record& record, const Batch& batch) {
  const std::uint64_t line = lines_ + batch.newlines_before_text + record.line + 1;
  const bool starts =
      record.event == Event::kRunStart || record.event == Event::kFinetune || record.event == Event::kPretrain;
  if (starts && runs_.back().driving > 0 && runs_.size() < kMostRuns) {
    const Axis before = axis_;
    StartRun(line);
    previous_axis_ = before;
  }
  if (record.event == Event::kResume) resume_announced_ = true;
  const std::optional<double> value = DrivingValue(record, batch);
  bool fresh = true;
  if (value) {
    fresh = Place(record, *value, line);
  } else if (record.value_count == 0 && std::isnan(record.step) &&
             (record.epoch > axis_.epoch() || (std::isnan(axis_.epoch()) && record.epoch <= kFirstEpoch))) {
    axis_.Advance({record.epoch, kAbsent}, false, true, kAbsent);  // a heading: "Epoch 3"
    epoch_announced_ = true;
  }
  Note(record, line);
  NoteValues(record, batch);
  if (fresh) NoteEpoch(record, batch, line);
  AddValues(record, batch, value.has_value(), fresh, line);
}

/// The start line was that of a relaunch: what it announced goes on from the run before.
void RunBuilder::JoinWithPrevious() {
  Run announced = std::move(runs_.back());
  runs_.pop_back();
  Run& run = runs_.back();
  for (const auto& [metric, value] : announced.facts) run.facts[metric] = value;
  run.records += announced.records;
  for (const Series& series : announced.series) {  // what came between the start line and the first loss
    for (const Bin& bin : series.ToCurve().bins) SeriesOf(run, series.metric()).Append(bin.x, bin.y, bin.line);
  }
  for (std::size_t i = 0; i < kEvents; ++i) {
    EventTally& tally = run.events[i];
    if (tally.count == 0) tally.first_line = announced.events[i].first_line;
    tally.count += announced.events[i].count;
    tally.last_line = std::max(tally.last_line, announced.events[i].last_line);
  }
  axis_ = *previous_axis_;
  batch_ranks_.assign(batch_ranks_.size(), kNoRank);
  const auto known = run.facts.find(steps_per_epoch_);
  steps_per_epoch_known_ = known == run.facts.end() ? kAbsent : known->second;
  has_loss_ = true;
}

bool RunBuilder::LooksLikeNextEpoch(double value) const {
  const double fallen = first_value_ - recent_value_;
  return fallen > kFallen * std::abs(first_value_) && std::abs(value - recent_value_) < kFallen * fallen;
}

void RunBuilder::Resume(const Position& to, std::uint64_t line) {
  FlushAll();
  axis_.GoBack(to);
  for (Series& series : runs_.back().series) series.TruncateFrom(axis_.x());
  std::erase_if(runs_.back().epochs, [&](const EpochMark& mark) { return mark.x >= axis_.x(); });
  std::erase_if(runs_.back().tallies, [&](const EpochTally& epoch) { return epoch.first_x >= axis_.x(); });
  runs_.back().resumes.push_back({line, to.step});
}

void RunBuilder::MarkEpoch() {
  std::vector<EpochMark>& marks = runs_.back().epochs;
  const EpochMark here{axis_.epoch(), axis_.x()};
  if (std::isnan(here.epoch)) return;
  if (!marks.empty() && !(here.epoch > marks.back().epoch && here.x > marks.back().x)) return;
  marks.push_back(here);
  if (marks.size() < kMostEpochMarks) return;
  std::size_t index = 0;
  std::erase_if(marks, [&](const EpochMark&) { return index++ % 2 == 1; });
}

bool RunBuilder::Place(const Record& record, double value, std::uint64_t line) {
  const Position to{record.epoch, record.step};
  const bool per_epoch = format_.step == StepScope::kEpoch, ranked = record.rank != 0;
  if (previous_axis_) {
    if (previous_axis_->GoesOn(to)) {
      JoinWithPrevious();
      runs_.back().resumes.push_back({line, to.step});
    }
    previous_axis_.reset();
  }
  Axis::Move move = axis_.Classify(to, per_epoch, ranked);
  if (move == Axis::Move::kWrap && !epoch_announced_ && !LooksLikeNextEpoch(value)) move = Axis::Move::kRestart;
  if (move == Axis::Move::kRestart && (resume_announced_ || runs_.size() >= kMostRuns)) move = Axis::Move::kResume;
  resume_announced_ = epoch_announced_ = false;
  if (move == Axis::Move::kRepeat) return false;
  if (move == Axis::Move::kRestart) {
    StartRun(line);
    has_loss_ = true;
  }
  if (move == Axis::Move::kResume) Resume(to, line);
  if (move == Axis::Move::kWrap) axis_.Wrap();
  axis_.Advance(to, per_epoch, ranked, steps_per_epoch_known_);
  MarkEpoch();
  if (std::isnan(first_value_)) first_value_ = recent_value_ = value;
  if (std::isfinite(value)) recent_value_ += kRecent * (value - recent_value_);
  return true;
}

void RunBuilder::NoteEvent(Event event, std::uint64_t line) {
  if (event == Event::kNone) return;
  EventTally& tally = runs_.back().events[static_cast<std::size_t>(event)];
  if (tally.count++ == 0) tally.first_line = line;
  tally.last_line = line;
  if (event != Event::kEvaluationSkipped) return;
  evaluation_skipped_ = true;
  ++runs_.back().skipped_evaluations;
}

void RunBuilder::Note(const Record& record, std::uint64_t line) {
  Run& run = runs_.back();
  run.last_line = line;
  run.last_x = axis_.x();
  run.counts_steps = axis_.counts_steps();
  if (!std::isnan(record.time)) {
    if (std::isnan(run.started)) run.started = record.time;
    if (record.time > run.ended) run.longest_pause = std::max(run.longest_pause, record.time - run.ended);
    run.ended = record.time;
  }
  NoteEvent(record.event, line);
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

/// Facts of the run, and whether training steps go on without their loss.
void RunBuilder::NoteValues(const Record& record, const Batch& batch) {
  Run& run = runs_.back();
  bool loss = false, train = false, eval = false;
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const Value& value = batch.values[record.first_value + i];
    if (is_fact_[value.metric] && std::isfinite(value.value)) {
      run.facts[value.metric] = value.value;
      if (value.metric == steps_per_epoch_) steps_per_epoch_known_ = value.value;
    }
    loss = loss || value.metric == loss_;
    train = train || is_train_[value.metric];
    eval = eval || value.metric == eval_loss_ || value.metric == bleu_;
  }
  if (loss) {
    run.after_last_loss = 0;
  } else if (train && !eval && !std::isnan(record.step)) {
    ++run.after_last_loss;
  }
}

void RunBuilder::AddValues(const Record& record, const Batch& batch, bool driving, bool fresh, std::uint64_t line) {
  Run& run = runs_.back();
  run.driving += driving;
  if (record.rank != 0 && driving && fresh) return AddRanked(record, batch, line);
  run.duplicates += driving && !fresh;
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const Value& value = batch.values[record.first_value + i];
    if (is_fact_[value.metric]) continue;
    if (value.metric == bleu_ && evaluation_skipped_) {
      evaluation_skipped_ = false;
      continue;
    }
    Series& series = SeriesOf(run, value.metric);
    if (!fresh) {
      series.Tally(value.value, line);
      continue;
    }
    const bool same_epoch =
        std::isnan(record.epoch) || record.epoch == axis_.epoch() || format_.step == StepScope::kRun;
    const bool own_step = !driving && !std::isnan(record.step) && same_epoch;
    series.Append(own_step ? axis_.XOf(record.step) : axis_.x(), value.value, line);
  }
}

void RunBuilder::NoteEpoch(const Record& record, const Batch& batch, std::uint64_t line) {
  if (std::isnan(axis_.epoch())) return;
  EpochTally& epoch = EpochOf(runs_.back(), record.epoch, axis_, line);
  epoch.last_line = line;
  if (&epoch == &runs_.back().tallies.back()) epoch.last_x = axis_.x();
  if (!std::isnan(record.step)) epoch.last_step = record.step;
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const Value& value = batch.values[record.first_value + i];
    if (value.metric == loss_ && std::isfinite(value.value)) {
      epoch.loss_sum += value.value;
      ++epoch.losses;
    }
    if (value.metric == epoch_loss_) epoch.printed_loss = value.value;
    if (value.metric == eval_loss_) epoch.eval_loss = value.value;
    if (value.metric == bleu_ && !evaluation_skipped_) epoch.bleu = value.value;
    if (value.metric == rate_) epoch.rate = value.value;
  }
}

/// The values of this step that wait for the other ranks' lines.
RunBuilder::Pending& RunBuilder::PendingHere(std::uint64_t line) {
  const double x = axis_.x();
  for (Pending& pending : pending_) {
    if (pending.x == x) return pending;
  }
  const bool alone = runs_.back().ranks.size() < 2;
  if (alone && pending_.size() == 1) {  // the usual case: no allocation
    Pending& pending = pending_.front();
    Flush(pending, runs_.back());
    pending.x = x;
    pending.line = line;
    pending.sums.clear();
    pending.losses.clear();
    return pending;
  }
  while (pending_.size() >= kMostPending) {
    const Pending oldest = std::move(pending_.front());
    pending_.erase(pending_.begin());
    Flush(oldest, runs_.back());
  }
  return pending_.emplace_back(Pending{x, line, {}, {}});
}

void RunBuilder::AddRanked(const Record& record, const Batch& batch, std::uint64_t line) {
  const std::size_t rank = RankIndex(batch, record.rank);
  RankTally& tally = runs_.back().ranks[rank];
  ++tally.points;
  tally.last_x = axis_.x();
  Pending& here = PendingHere(line);
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const Value& value = batch.values[record.first_value + i];
    if (is_fact_[value.metric]) continue;
    if (value.metric == loss_) here.losses.emplace_back(rank, value.value);
    const auto sum =
        std::find_if(here.sums.begin(), here.sums.end(), [&](const auto& s) { return s.first.metric == value.metric; });
    if (sum == here.sums.end()) {
      here.sums.emplace_back(value, 1);
    } else {
      sum->first.value += value.value;
      ++sum->second;
    }
  }
}

void RunBuilder::Flush(const Pending& pending, Run& run) const {
  for (const auto& [sum, count] : pending.sums) {
    SeriesOf(run, sum.metric).Append(pending.x, sum.value / count, pending.line);
    if (sum.metric != loss_ || pending.losses.size() < 2) continue;
    const double mean = sum.value / count;
    for (const auto& [rank, loss] : pending.losses) {
      if (!std::isfinite(loss - mean)) continue;
      run.ranks[rank].difference += loss - mean;
      ++run.ranks[rank].compared;
    }
  }
}

void RunBuilder::FlushAll() {
  for (const Pending& pending : pending_) Flush(pending, runs_.back());
  pending_.clear();
}

Series& RunBuilder::SeriesOf(Run& run, MetricId metric) {
  for (Series& series : run.series) {
    if (series.metric() == metric) return series;
  }
  return run.series.emplace_back(metric);
}

std::size_t RunBuilder::RankIndex(const Batch& batch, std::uint8_t rank) {
  std::size_t& known = batch_ranks_[rank - 1u];
  if (known != kNoRank) return known;
  const std::string& name = batch.ranks[rank - 1u];
  std::vector<RankTally>& ranks = runs_.back().ranks;
  const auto found =
      std::find_if(ranks.begin(), ranks.end(), [&](const RankTally& tally) { return tally.name == name; });
  known = static_cast<std::size_t>(found - ranks.begin());
  if (found != ranks.end()) return known;
  if (ranks.size() >= kMostRanks) return known = kMostRanks - 1;
  ranks.push_back({.name = name});
  return known;
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
  if (LeadingText() > 0) runs_.erase(runs_.begin());
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    runs_[i].id = i + 1;
    ApplyFallbacks(runs_[i]);
  }
  return std::move(runs_);
}

Run RunBuilder::Current() const {
  Run run = runs_.back();
  for (const Pending& pending : pending_) Flush(pending, run);
  run.id = count();
  ApplyFallbacks(run);
  return run;
}

std::uint64_t RunBuilder::nonfinite() const {
  std::uint64_t count = 0;
  for (const Series& series : runs_.back().series) count += series.nonfinite();
  for (const Pending& pending : pending_) {
    for (const auto& [sum, number] : pending.sums) count += !std::isfinite(sum.value);
  }
  return count;
}

void RunBuilder::PassLines(std::uint64_t lines) {
  lines_ += lines;
  runs_.back().first_line = runs_.back().last_line = lines_ + 1;
}

void RunBuilder::ForgetEarlier() {
  const std::size_t kept = previous_axis_ ? 2 : 1;  // a run that was only announced may turn out to go on from its last
  for (std::size_t i = 0; i + kept < runs_.size(); ++i) {
    runs_[i].series = {};
    runs_[i].epochs = {};
    runs_[i].tallies = {};
  }
}

}  // namespace sftdoctor
