#include "watch/fleet.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sftdoctor {
namespace {

/// Share of a core that judging may take; a fleet that would need more is judged less often, one run after the other.
constexpr double kBudget = 0.015;
constexpr char kSilenceFeature[] = "run.silence_share";
constexpr double kMostCredit = 0.5;                    ///< seconds of judging that may be saved up
constexpr double kTurnsASecond = 20, kMostTurns = 10;  ///< of confirming a format, some 20 ms each, in one round

}  // namespace

const std::vector<std::string>& WatchEventNames() {
  static const std::vector<std::string> kNames = {"run-started",      "epoch",   "finding-opened", "finding-escalated",
                                                  "finding-resolved", "stalled", "resumed",        "finished",
                                                  "crashed",          "file"};
  return kNames;
}

Fleet::Fleet(World& world, const Catalog& catalog, WatchOptions options)
    : bench_(world, catalog), options_(std::move(options)) {
  const auto asks = [](const Check& check) { return check.needs.contains(kSilenceFeature); };
  std::copy_if(catalog.checks.begin(), catalog.checks.end(), std::back_inserter(silence_.checks), asks);
}

Fleet::~Fleet() = default;

void Fleet::Add(const std::string& path, std::optional<double> modified, bool found) {
  if (by_path_.contains(path)) return;
  logs_.push_back(std::make_unique<WatchedLog>(bench_, options_, silence_, path, modified, found));
  by_path_[path] = logs_.back().get();
}

WatchedLog& Fleet::At(const std::string& path) {
  Add(path, std::nullopt, false);
  return *by_path_.find(path)->second;
}

void Fleet::Pass(const std::string& path, std::string_view bytes) { At(path).Pass(bytes); }
void Fleet::Feed(const std::string& path, std::string_view bytes) { At(path).Feed(bytes); }
void Fleet::EndFile(const std::string& path) { At(path).EndFile(); }

void Fleet::Tell(const std::string& path, std::string message) {
  WatchEvent event;
  event.kind = WatchEventKind::kFile;
  event.wall = bench_.world.Now().wall;
  event.path = path;
  event.message = {message, message};
  pending_.push_back(std::move(event));
}

bool Fleet::IsNoLog(const WatchedLog& log) const {
  if (!log.found || !log.format() || !log.format()->guess) return false;
  return std::any_of(logs_.begin(), logs_.end(),
                     [](const auto& other) { return other->format() && !other->format()->guess; });
}

std::vector<WatchEvent> Fleet::Evaluate(const Moment& now) {
  std::vector<WatchEvent> events = std::move(pending_);
  pending_.clear();
  const double passed = std::isnan(credited_at_) ? kMostCredit / kBudget : now.steady - credited_at_;
  credit_ = std::min(kMostCredit, credit_ + kBudget * passed);
  bench_.turns = static_cast<std::size_t>(std::clamp(kTurnsASecond * passed, 1.0, kMostTurns));
  credited_at_ = now.steady;
  const auto evaluate = [&](WatchedLog& log) {
    const double start = bench_.world.Now().steady;
    log.Evaluate(now, log.first() ? WatchedLog::Occasion::kFirst : WatchedLog::Occasion::kUsual, events);
    credit_ -= bench_.world.Now().steady - start;
  };
  std::vector<WatchedLog*> later;
  for (const auto& log : logs_) {
    const WatchedLog::Due due = log->Look(now);
    if (due != WatchedLog::Due::kNothing && IsNoLog(*log)) continue;
    if (due == WatchedLog::Due::kNow) {
      evaluate(*log);
    } else {
      log->TellEpochs(now, events);
    }
    if (due == WatchedLog::Due::kLater) later.push_back(log.get());
  }
  std::stable_sort(later.begin(), later.end(),
                   [](const WatchedLog* a, const WatchedLog* b) { return a->evaluated() < b->evaluated(); });
  for (WatchedLog* log : later) {
    if (credit_ <= 0) break;
    evaluate(*log);
  }
  return events;
}

std::vector<WatchEvent> Fleet::Conclude(const Moment& now, bool process_gone) {
  std::vector<WatchEvent> events = std::move(pending_);
  pending_.clear();
  for (const auto& log : logs_) log->Settle();
  for (const auto& log : logs_) {
    if (IsNoLog(*log)) continue;
    log->Evaluate(now, process_gone ? WatchedLog::Occasion::kGone : WatchedLog::Occasion::kLast, events);
  }
  return events;
}

std::vector<const FollowedRun*> Fleet::runs() const {
  std::vector<const FollowedRun*> all;
  for (const auto& log : logs_) all.push_back(&log->view());
  return all;
}

const FollowedRun* Fleet::Find(const std::string& path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : &found->second->view();
}

bool Fleet::AllEnded() const {
  const auto ended = [](const auto& log) {
    const RunState state = log->view().state;
    return state == RunState::kFinished || state == RunState::kCrashed || state == RunState::kQuiet;
  };
  const auto waiting = [](const auto& log) { return log->view().state == RunState::kWaiting; };
  return std::any_of(logs_.begin(), logs_.end(), ended) &&
         std::all_of(logs_.begin(), logs_.end(), [&](const auto& log) { return ended(log) || waiting(log); });
}

}  // namespace sftdoctor
