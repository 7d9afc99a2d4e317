// All followed logs: bytes go in, events come out, and the state of every run can be looked at in between.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"
#include "runs/live_log.h"
#include "watch/event.h"
#include "watch/followed_run.h"
#include "watch/watched_log.h"

namespace sftdoctor {

class Fleet {
 public:
  Fleet(World& world, const Catalog& catalog, WatchOptions options);
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  // What a Follower sees.
  /// A log is followed from now on. `modified`: when it was last written, seconds since 1970; nothing: it is new.
  /// `found`: in a directory. Beside a log of a known format, one found there whose format is a guess is no log.
  void Add(const std::string& path, std::optional<double> modified, bool found);
  void Pass(const std::string& path, std::string_view bytes);
  void Feed(const std::string& path, std::string_view bytes);
  void EndFile(const std::string& path);
  void Tell(const std::string& path, std::string message);

  /// Judges what has changed, as far as it is due, and returns what happened, in order. Cheap when nothing did.
  std::vector<WatchEvent> Evaluate(const Moment& now);
  /// Judges everything, last unfinished lines included, without damping: nothing more will come.
  /// `process_gone`: that of --pid.
  std::vector<WatchEvent> Conclude(const Moment& now, bool process_gone);

  /// In the order in which they were added.
  std::vector<const FollowedRun*> runs() const;
  const FollowedRun* Find(const std::string& path) const;
  /// Whether every run has ended (finished, crashed, or quiet since before we came), and there is one.
  bool AllEnded() const;

 private:
  WatchedLog& At(const std::string& path);
  bool IsNoLog(const WatchedLog& log) const;

  Workbench bench_;
  WatchOptions options_;
  Catalog silence_;  ///< the checks that ask for silence
  std::vector<std::unique_ptr<WatchedLog>> logs_;
  std::map<std::string, WatchedLog*, std::less<>> by_path_;
  std::vector<WatchEvent> pending_;  ///< told between evaluations
  double credit_ = 0;                ///< seconds of judging that may be spent now
  double credited_at_ = kUnknown;
};

}  // namespace sftdoctor
