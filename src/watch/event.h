// The boundary between watching and everyone who is told: one thing that happened to a followed log.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "findings/finding.h"
#include "watch/status.h"

namespace sftdoctor {

enum class WatchEventKind {
  kRunStarted,      ///< a run was found or began; `status` says where it stands
  kEpoch,           ///< an epoch is over (or, in a log without epochs, an evaluation was printed)
  kOpened,          ///< a finding holds
  kEscalated,       ///< an open finding has become more severe
  kResolved,        ///< an open finding holds no more
  kStalled,         ///< silent for far longer than usual; `finding` is run/stalled
  kResumedWriting,  ///< a stalled run, or one thought to be over, goes on
  kFinished,        ///< it said so, or reached its planned end, or its process ended there
  kCrashed,         ///< the log says so (`finding`), or its process is gone before the end
  kFile,            ///< a file appeared, was cut, replaced...; `message` says it in coreutils' words
};
/// "run-started", "epoch", "finding-opened"...: a public contract, in order of WatchEventKind.
const std::vector<std::string>& WatchEventNames();

/// A finding is opened once, keeps the place at which it was opened, and then escalates or is resolved.
struct WatchEvent {
  WatchEventKind kind = WatchEventKind::kFile;
  double wall = 0;                        ///< when it was noticed, seconds since 1970
  std::string path;                       ///< the log as it was named or found
  std::size_t run = 0;                    ///< number in its log, from 1; 0 for kFile
  Verdict verdict = Verdict::kNotJudged;  ///< of the run, by its open findings
  RunStatus status;
  std::optional<Finding>
      finding;  ///< of kOpened to kResumedWriting and of kCrashed; its line is one of the file of now
  std::optional<Severity> before;   ///< of kEscalated
  std::string superseded_by;        ///< of kResolved: the check that says it better now; empty: it holds no more
  std::optional<EpochTally> epoch;  ///< of kEpoch
  bool history = false;             ///< of kEpoch: it was over, and others after it, before we came
  Text message;                     ///< one sentence, without path and place
};

}  // namespace sftdoctor
