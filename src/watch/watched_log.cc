#include "watch/watched_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "watch/words.h"

namespace sftdoctor {
namespace {

constexpr char kStalledId[] = "run/stalled", kSilence[] = "run.silence_share";
constexpr double kLeastWait = 1;                       ///< seconds between evaluations of a run
constexpr double kGrowth = 1.0 / 64;                   ///< by which a long run must have grown to be worth one...
constexpr double kLongestWait = 30;                    ///< ...unless it has waited so long
constexpr double kArmedSeconds = 12 * 3600;            ///< a log written to so lately may be of a run that hangs
constexpr double kEndIntervals = 3, kEndSeconds = 10;  ///< of quiet, before a plan that was reached counts as the end
constexpr std::uint64_t kAlarmingNans = 8;             ///< each of the first is looked at at once
constexpr std::uint64_t kLastWords = 20;    ///< lines that may follow a line that says that the run ends: a summary
constexpr std::uint64_t kGuessRecords = 3;  ///< of a guessed format, which is sure only after a hundred...
constexpr double kGuessSeconds = 10;        ///< ...and of a run that writes one a minute
constexpr std::uint64_t kGoesOn = 3;        ///< training records after its end that show that a run goes on

/// Findings that say that a run is dead.
bool SaysCrashed(const std::string& check) {
  static constexpr const char* kCrashes[] = {"run/crashed", "run/out-of-memory", "run/nccl-timeout", "run/disk-full"};
  return std::find(std::begin(kCrashes), std::end(kCrashes), check) != std::end(kCrashes);
}

void CollectMarks(const Clause& clause, std::vector<double>& marks) {
  if (clause.feature == kSilence && clause.kind == Clause::Kind::kAbove) marks.push_back(clause.low);
  for (const Clause& part : clause.parts) CollectMarks(part, marks);
}

std::vector<double> SilenceMarks(const Catalog& silence) {
  std::vector<double> marks;
  for (const Check& check : silence.checks) {
    CollectMarks(check.when, marks);
    for (const auto& [severity, when] : check.escalate) CollectMarks(when, marks);
  }
  std::sort(marks.begin(), marks.end());
  return marks;
}

bool IsOver(RunState state) { return state == RunState::kFinished || state == RunState::kCrashed; }

}  // namespace

WatchedLog::WatchedLog(Workbench& bench, const WatchOptions& options, const Catalog& silence, const std::string& path,
                       std::optional<double> modified, bool found)
    : found(found),
      options_(options),
      silence_(silence),
      modified_(modified),
      live_(bench, path, options.read),
      silence_marks_(SilenceMarks(silence)) {
  view_.path = path;
}

void WatchedLog::Feed(std::string_view bytes) {
  live_.Feed(bytes);
  fed_ = true;
}

WatchedLog::Alarm WatchedLog::AlarmOf(const Run& run) const {
  static constexpr sftdoctor::Event kAlarming[] = {sftdoctor::Event::kCrash,       sftdoctor::Event::kOutOfMemory,
                                                   sftdoctor::Event::kNcclTimeout, sftdoctor::Event::kDiskFull,
                                                   sftdoctor::Event::kRunEnd,      sftdoctor::Event::kEarlyStop};
  Alarm alarm;
  for (const sftdoctor::Event event : kAlarming) alarm.events += run.event(event).count;
  alarm.nonfinite = std::min(live_.nonfinite(), kAlarmingNans);
  alarm.runs = run.driving > 0 ? live_.runs() : alarm_.runs;
  alarm.generation = live_.generation();
  return alarm;
}

/// Whether what was understood is worth telling: the format is sure, or some time has not made it so.
bool WatchedLog::Understood(const Moment& now) {
  if (live_.sure()) return true;
  if (std::isnan(guessed_at_)) guessed_at_ = now.steady;
  return live_.run() && live_.run()->driving >= kGuessRecords && now.steady - guessed_at_ >= kGuessSeconds;
}

WatchedLog::Due WatchedLog::Look(const Moment& now) {
  view_.bytes = live_.bytes();
  view_.file_begins = live_.first_line_of_file();
  view_.refusal = live_.refusal();
  const double since = now.steady - evaluated_;
  if (fed_ && live_.stale()) return since >= kLeastWait ? Due::kLater : Due::kNothing;
  const Run* run = live_.run();
  if (!run || !Understood(now)) return Due::kNothing;
  if (std::exchange(fed_, false) && run->records != records_) {
    const bool first = !judged_ && records_ == 0 && modified_.has_value();
    records_ = run->records;
    pace_.Note(now.steady, run->last_x, first ? std::max(0.0, now.wall - *modified_) : 0);
    armed_ = armed_ || !first || now.wall - *modified_ < kArmedSeconds;
    view_.last_line = now.steady - pace_.Silence(now.steady);
    view_.last_line_wall = now.wall - pace_.Silence(now.steady);
  }
  if (!judged_) return Due::kNow;
  if (!(AlarmOf(*run) == alarm_)) return Due::kNow;
  const auto grown = static_cast<double>(records_ - std::min(records_, evaluated_records_));
  const bool worth = grown > kGrowth * static_cast<double>(evaluated_records_) || since >= kLongestWait;
  if (grown > 0) return since >= kLeastWait && worth ? Due::kLater : Due::kNothing;
  const auto share = SilenceShare(now);
  const bool crossed = share && std::any_of(silence_marks_.begin(), silence_marks_.end(),
                                            [&](double mark) { return *share > mark && judged_share_ <= mark; });
  if (crossed) return Due::kNow;
  const double quiet = pace_.Silence(now.steady);
  const bool ends =
      !IsOver(view_.state) && ReachedPlan() &&
      quiet >= std::max(kEndSeconds, kEndIntervals * (std::isnan(view_.usual_interval) ? 0 : view_.usual_interval));
  return ends && view_.state != RunState::kQuiet ? Due::kNow : Due::kNothing;
}

std::optional<double> WatchedLog::SilenceShare(const Moment& now) const {
  if (!armed_ || IsOver(view_.state) || silence_marks_.empty() || std::isnan(pace_.Silence(now.steady)))
    return std::nullopt;
  if (options_.stall_seconds) return silence_marks_.front() * pace_.Silence(now.steady) / *options_.stall_seconds;
  return pace_.SilenceShare(now.steady);
}

void WatchedLog::BeginRun(const Moment& now) {
  damper_ = {};
  pace_.Restart();
  if (judged_) pace_.Note(now.steady, live_.run() ? live_.run()->last_x : 0);
  view_.state = RunState::kRunning;
  view_.run = live_.runs();
  told_epoch_line_ = evaluated_records_ = ended_records_ = told_ends_ = 0;
  judged_share_ = 0;
  announced_ = false;
}

void WatchedLog::Judge(const Moment& now, bool rest) {
  view_.log = live_.Current(rest);
  const Run& run = view_.log->runs.back();
  const auto records = static_cast<double>(std::max<std::uint64_t>(run.records, 2) - 1);
  if (run.ended > run.started) pace_.Learn((run.ended - run.started) / records, run.longest_pause);
  view_.runs = live_.runs();
  view_.lines = view_.log->counts.lines;
  view_.usual_interval = pace_.Interval();
  view_.diagnosis = options_.judge(*view_.log, run);
  const auto share = rest ? std::nullopt : SilenceShare(now);
  if (share) JudgeSilence(*share);
  judged_share_ = share.value_or(0);
  records_ = evaluated_records_ = run.records;
  alarm_ = AlarmOf(run);
  evaluated_ = now.steady;
  now_wall_ = now.wall;
}

/// Adds what the checks of silence say, which a log alone cannot tell.
void WatchedLog::JudgeSilence(double share) {
  Diagnosis& diagnosis = view_.diagnosis;
  diagnosis.observation.features.Set(kSilence, share, diagnosis.run->last_line);
  Diagnosis silent;
  JudgeFeatures(diagnosis.observation.features, silence_, options_.selection, silent);
  for (const Check& check : silence_.checks)
    std::erase_if(diagnosis.not_checked, [&](const NotChecked& item) { return item.id == check.id; });
  diagnosis.ran.insert(diagnosis.ran.end(), silent.ran.begin(), silent.ran.end());
  diagnosis.not_checked.insert(diagnosis.not_checked.end(), silent.not_checked.begin(), silent.not_checked.end());
  diagnosis.findings.insert(diagnosis.findings.end(), silent.findings.begin(), silent.findings.end());
  std::stable_sort(diagnosis.findings.begin(), diagnosis.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  diagnosis.verdict = VerdictBy(diagnosis);
}

void WatchedLog::SetStatus() {
  const Run& run = *view_.diagnosis.run;
  const Observation& seen = view_.diagnosis.observation;
  const Features& features = seen.features;
  const auto value = [&](const char* name) { return features.Value(name).value_or(kUnknown); };
  RunStatus& s = view_.status = {};
  s.epoch = run.last_epoch;
  s.step = run.last_step;
  s.loss = features.Value("loss.level").value_or(value("loss.last"));
  if (!seen.judged_is_eval && seen.eval.points > 0) s.eval_loss = seen.eval.last;
  if (seen.bleu.points > 0) s.bleu = seen.bleu.last;
  s.rate = value("lr.last");
  const std::vector<Bin>& bins = seen.loss.bins;
  const std::size_t epochs = run.tallies.size();
  // The last whole epoch tells how long one is; before, the log may have said it.
  double epoch_length = kUnknown;
  if (epochs >= 2) epoch_length = run.tallies[epochs - 1].first_x - run.tallies[epochs - 2].first_x;
  if (bins.size() >= 2 && epoch_length > 0) {
    const double span = bins.back().x - bins[bins.size() / 2].x;
    const double scale = span > 0 ? epoch_length / span : kUnknown;
    s.slope = value("loss.tail_change") * scale;
    s.slope_low = value("loss.tail_change_low") * scale;
    s.slope_high = value("loss.tail_change_high") * scale;
  }
  s.steps_per_second = pace_.StepsPerSecond();
  if (std::isnan(s.steps_per_second) && run.ended > run.started && !bins.empty())
    s.steps_per_second = (run.last_x - bins.front().x) / (run.ended - run.started);
  s.done = value("plan.done");
  if (seen.end_x && s.steps_per_second > 0 && !IsOver(view_.state) && view_.state != RunState::kQuiet)
    s.seconds_left = std::max(0.0, *seen.end_x - run.last_x) / s.steps_per_second;
  if (!run.counts_steps) s.steps_per_second = kUnknown;
  s.forecast = value("loss.forecast");
  s.forecast_low = value("loss.forecast_low");
  s.forecast_high = value("loss.forecast_high");
}

WatchEvent WatchedLog::Event(WatchEventKind kind, Text message) const {
  WatchEvent event;
  event.kind = kind;
  event.wall = now_wall_;
  event.path = view_.path;
  event.run = view_.run;
  event.verdict = view_.verdict;
  event.status = view_.status;
  event.message = std::move(message);
  return event;
}

/// Times that the run said that it ends, if it did so among its last lines.
std::uint64_t WatchedLog::SaidEnds() const {
  const Run* run = live_.run();
  if (!run) return 0;
  const EventTally &end = run->event(sftdoctor::Event::kRunEnd), &stop = run->event(sftdoctor::Event::kEarlyStop);
  return std::max(end.last_line, stop.last_line) + kLastWords >= run->last_line ? end.count + stop.count : 0;
}

/// Whether the next record would lie behind the planned end.
bool WatchedLog::ReachedPlan() const {
  const Diagnosis& diagnosis = view_.diagnosis;
  if (!diagnosis.judged || !diagnosis.observation.end_x || diagnosis.run->driving < 2) return false;
  const double interval = diagnosis.run->last_x / static_cast<double>(diagnosis.run->driving);
  return diagnosis.run->last_x + interval >= *diagnosis.observation.end_x;
}

void WatchedLog::TellEpochs(const Moment& now, std::vector<WatchEvent>& events) {
  const Run* run = live_.run();
  const std::size_t epochs = run && announced_ && view_.run == live_.runs() ? run->tallies.size() : 0;
  if (epochs < 2 || run->tallies[epochs - 2].first_line <= told_epoch_line_) return;
  now_wall_ = now.wall;
  TellEpochsOf(*run, false, false, events);
}

void WatchedLog::TellEpochsOf(const Run& run, bool last, bool history, std::vector<WatchEvent>& events) {
  const std::vector<EpochTally>& all = run.tallies;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const EpochTally& epoch = all[i];
    if (epoch.first_line <= told_epoch_line_ || (i + 1 == all.size() && !last)) continue;
    told_epoch_line_ = epoch.first_line;
    RunStatus status = view_.status;
    const double factor = view_.diagnosis.observation.loss_factor;
    const double mean = epoch.losses > 0 ? epoch.loss_sum / static_cast<double>(epoch.losses) : kUnknown;
    status.epoch = epoch.epoch;
    status.step = epoch.last_step;
    if (!view_.diagnosis.observation.judged_is_eval)
      status.loss = factor * (std::isnan(epoch.printed_loss) ? mean : epoch.printed_loss);
    status.eval_loss = factor * epoch.eval_loss;
    status.bleu = epoch.bleu;
    status.rate = epoch.rate;
    if (i + 2 < all.size()) {  // long over: what is to come is told with the latest
      status.slope = status.seconds_left = status.done = status.forecast = kUnknown;
      status.steps_per_second = kUnknown;
    }
    WatchEvent event = Event(WatchEventKind::kEpoch, StatusText(status));
    event.status = status;
    event.epoch = epoch;
    event.history = history && i + (last ? 1 : 2) < all.size();
    events.push_back(std::move(event));
  }
}

void WatchedLog::TellChanges(const std::vector<Damper::Change>& changes, std::vector<WatchEvent>& events) {
  for (const Damper::Change& change : changes) {
    const std::string& id = change.finding.check->id;
    WatchEventKind kind = change.kind;
    Text message = change.finding.message;
    if (id == kStalledId && kind == WatchEventKind::kOpened) {
      kind = WatchEventKind::kStalled;
      view_.state = RunState::kStalled;
      const Text silent = DurationText(pace_.Silence(evaluated_)), usual = DurationText(view_.usual_interval);
      message = {"silent for " + silent.en + "; a record comes every " + usual.en + " as a rule",
                 "已静默 " + silent.zh + "；平时约每 " + usual.zh + " 一条记录"};
    } else if (id == kStalledId && kind == WatchEventKind::kResolved) {
      kind = WatchEventKind::kResumedWriting;
      if (view_.state == RunState::kStalled) view_.state = RunState::kRunning;
      message = {"writes again", "恢复写入"};
      if (IsOver(view_.state)) continue;
    } else if (SaysCrashed(id) && kind == WatchEventKind::kOpened) {
      kind = WatchEventKind::kCrashed;
      view_.state = RunState::kCrashed;
      ended_records_ = view_.diagnosis.run->driving;
    } else if (kind == WatchEventKind::kResolved) {
      message = change.superseded_by.empty()
                    ? Text{"holds no more", "不再成立"}
                    : Text{"said better by " + change.superseded_by, "已由 " + change.superseded_by + " 说明"};
    }
    WatchEvent event = Event(kind, std::move(message));
    event.finding = change.finding;
    event.finding->line = view_.LineInFile(change.finding.line);
    event.before = change.before;
    event.superseded_by = change.superseded_by;
    events.push_back(std::move(event));
  }
}

void WatchedLog::TellEnd(const Moment& now, Occasion occasion, std::vector<WatchEvent>& events) {
  const std::uint64_t driving = view_.diagnosis.run->driving;
  const auto finish = [&](WatchEventKind kind, Text message) {
    view_.state = kind == WatchEventKind::kCrashed ? RunState::kCrashed : RunState::kFinished;
    view_.status.seconds_left = kUnknown;
    ended_records_ = driving;
    events.push_back(Event(kind, std::move(message)));
  };
  if (IsOver(view_.state)) {
    if (occasion != Occasion::kUsual || driving < ended_records_ + kGoesOn) return;
    view_.state = RunState::kRunning;
    events.push_back(Event(WatchEventKind::kResumedWriting, {"goes on after its end", "结束之后又继续训练"}));
    return;
  }
  const Text at = PlaceText(view_.status);
  const double quiet = pace_.Silence(now.steady);
  const double interval = std::isnan(view_.usual_interval) ? 0 : view_.usual_interval;
  const bool resting = occasion != Occasion::kUsual || quiet >= std::max(kEndSeconds, kEndIntervals * interval);
  if (const std::uint64_t ends = SaidEnds(); ends > told_ends_) {
    told_ends_ = ends;
    finish(WatchEventKind::kFinished, {"finished at " + at.en, "训练结束：" + at.zh});
  } else if (ReachedPlan() && resting) {
    finish(WatchEventKind::kFinished, {"reached its planned end at " + at.en, "到达计划终点：" + at.zh});
  } else if (occasion == Occasion::kGone) {
    const double done = view_.status.done;
    if (std::isnan(done))
      return finish(WatchEventKind::kFinished, {"its process has ended at " + at.en, "进程已退出：" + at.zh});
    finish(WatchEventKind::kCrashed, {fmt::format("its process is gone at {:.0f} % of the plan, {}", 100 * done, at.en),
                                      fmt::format("进程在计划的 {:.0f}% 处退出：{}", 100 * done, at.zh)});
  } else if (occasion == Occasion::kFirst && !armed_) {
    view_.state = RunState::kQuiet;
    view_.status.seconds_left = kUnknown;
  } else if (view_.state == RunState::kQuiet && occasion == Occasion::kUsual) {
    view_.state = RunState::kRunning;
  }
}

void WatchedLog::Evaluate(const Moment& now, Occasion occasion, std::vector<WatchEvent>& events) {
  const bool last = occasion == Occasion::kLast || occasion == Occasion::kGone;
  if (live_.stale()) evaluated_ = now.steady;
  if (last || live_.stale()) live_.Settle();
  Look(now);
  const Run* run = live_.run();
  if (!run || (!last && !Understood(now))) return;
  if (run->driving == 0 && live_.runs() > 1 && !last) return;  // announced, but not begun: it may go on from the last
  if (!judged_ || view_.run != live_.runs() || alarm_.generation != live_.generation()) BeginRun(now);
  const bool begins = !announced_;
  Judge(now, last);
  judged_ = announced_ = true;
  SetStatus();
  const std::vector<Damper::Change> changes =
      damper_.Update(view_.diagnosis.findings, view_.diagnosis.run->records, now.wall, occasion != Occasion::kUsual);
  view_.open = damper_.Open();
  Diagnosis damped;
  damped.ran = view_.diagnosis.ran;
  for (const OpenFinding& open : view_.open) damped.findings.push_back(open.finding);
  view_.verdict = VerdictBy(damped);
  if (begins) {
    const std::string& format = view_.log->format->id;
    const Text at = PlaceText(view_.status);
    events.push_back(
        Event(WatchEventKind::kRunStarted,
              {fmt::format("run {} started: {}{}{}", view_.run, format, at.empty() ? "" : ", now at ", at.en),
               fmt::format("第 {} 次训练开始：{}{}{}", view_.run, format, at.empty() ? "" : "，目前 ", at.zh)}));
  }
  TellEpochsOf(*view_.diagnosis.run, last || SaidEnds() > told_ends_, begins && occasion != Occasion::kUsual, events);
  TellChanges(changes, events);
  TellEnd(now, occasion, events);
  live_.ForgetEarlier();
}

}  // namespace sftdoctor
