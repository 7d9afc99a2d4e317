// One followed log: its live log, the pace at which it is written, its damped findings, and what was told about it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"
#include "runs/live_log.h"
#include "watch/damper.h"
#include "watch/event.h"
#include "watch/followed_run.h"
#include "watch/pace.h"

namespace sftdoctor {

struct WatchOptions {
  std::function<Diagnosis(const Log&, const Run&)> judge;  ///< a run of a log, as it stands
  Selection selection;                                     ///< for what only a watcher can judge: silence
  ReadOptions read;
  std::optional<double> stall_seconds;  ///< silence that counts as stalled; nothing: by the run's own pace
};

class WatchedLog {
 public:
  /// `modified`: when the log was last written, seconds since 1970; nothing: it is new.
  /// `found`: in a directory, which holds other texts than logs, too. `silence`: the checks that ask for how long a run
  /// has been silent.
  WatchedLog(Workbench& bench, const WatchOptions& options, const Catalog& silence, const std::string& path,
             std::optional<double> modified, bool found);

  const bool found;

  void Pass(std::string_view bytes) { live_.Pass(bytes); }
  void Feed(std::string_view bytes);
  void EndFile() { live_.EndFile(); }

  /// What an evaluation now would be worth.
  enum class Due { kNothing, kLater, kNow };
  /// Looks at what came since the last look, without judging it. kNow: it must not wait (a crash, the first NaN, a new
  /// run); kLater: as soon as there is time.
  Due Look(const Moment& now);

  enum class Occasion {
    kUsual,
    kFirst,  ///< the whole history of a log that was there: nothing is damped
    kLast,   ///< nothing more will come: the unfinished line counts, nothing is damped
    kGone,   ///< the same, and the process is gone
  };
  void Evaluate(const Moment& now, Occasion occasion, std::vector<WatchEvent>& events);

  /// Tells the epochs that are over by now, without judging anew.
  void TellEpochs(const Moment& now, std::vector<WatchEvent>& events);

  bool first() const { return !judged_ && modified_.has_value(); }
  void Settle() { live_.Settle(); }
  /// Of the log as far as it was read; null while there is none.
  const Format* format() const { return live_.format(); }
  /// When it was judged last, steady seconds.
  double evaluated() const { return evaluated_; }
  const FollowedRun& view() const { return view_; }

 private:
  void BeginRun(const Moment& now);
  void Judge(const Moment& now, bool rest);
  void JudgeSilence(double share);
  void SetStatus();
  void TellChanges(const std::vector<Damper::Change>& changes, std::vector<WatchEvent>& events);
  void TellEpochsOf(const Run& run, bool last, bool history, std::vector<WatchEvent>& events);
  void TellEnd(const Moment& now, Occasion occasion, std::vector<WatchEvent>& events);
  WatchEvent Event(WatchEventKind kind, Text message) const;
  bool Understood(const Moment& now);
  std::optional<double> SilenceShare(const Moment& now) const;
  bool ReachedPlan() const;
  std::uint64_t SaidEnds() const;

  /// What, when it changes, must be judged at once.
  struct Alarm {
    std::uint64_t events = 0;
    std::uint64_t nonfinite = 0;
    std::size_t runs = 0, generation = 0;
    bool operator==(const Alarm&) const = default;
  };
  Alarm AlarmOf(const Run& run) const;

  const WatchOptions& options_;
  const Catalog& silence_;
  std::optional<double> modified_;
  LiveLog live_;
  Pace pace_;
  Damper damper_;
  FollowedRun view_;

  bool fed_ = false;    ///< bytes came since the last look
  bool armed_ = false;  ///< it is alive, or was not long ago: silence means something
  bool judged_ = false;
  bool announced_ = false;  ///< kRunStarted was told of this run
  double evaluated_ = 0;    ///< steady seconds
  double now_wall_ = 0, guessed_at_ = kUnknown;
  std::uint64_t records_ = 0;  ///< seen by Look()
  std::uint64_t evaluated_records_ = 0, ended_records_ = 0, told_ends_ = 0;
  std::uint64_t told_epoch_line_ = 0;  ///< first line of the last epoch that was told
  double judged_share_ = 0;            ///< silence at the last judgement
  Alarm alarm_;
  std::vector<double> silence_marks_;  ///< thresholds of those checks
};

}  // namespace sftdoctor
