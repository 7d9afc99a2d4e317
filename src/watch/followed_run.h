// The boundary between watching and everyone who looks: where the last run of one followed log stands.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "findings/finding.h"
#include "watch/damper.h"
#include "watch/status.h"

namespace sftdoctor {

enum class RunState {
  kWaiting,  ///< nothing was understood yet
  kRunning,
  kStalled,
  kFinished,
  kCrashed,
  kQuiet,  ///< was over when we came, as far as one can tell
};

/// The last run of one followed log. Plain data, replaced at each evaluation; memory does not grow with the log.
struct FollowedRun {
  std::string path;
  std::string refusal;            ///< why nothing is read of it; empty while there is hope
  std::size_t run = 0, runs = 0;  ///< number of the run in its log, and how many there are; 0: none yet
  RunState state = RunState::kWaiting;
  Verdict verdict = Verdict::kNotJudged;  ///< by the open findings
  RunStatus status;
  std::vector<OpenFinding> open;     ///< worst first
  std::shared_ptr<const Log> log;    ///< as of the last evaluation, with this run only; null before
  Diagnosis diagnosis;               ///< undamped, of log->runs.back(); its observation has the curves to draw
  double last_line = 0;              ///< when the last records came, steady seconds
  double last_line_wall = 0;         ///< the same, seconds since 1970
  double usual_interval = kUnknown;  ///< seconds between arrivals of records
  std::uint64_t bytes = 0, lines = 0;
  std::uint64_t file_begins = 1;  ///< line of the log, as it was read on over rotations, that is the file's first

  /// The line of the file of now; 0 when it stood in one that was rotated away.
  std::uint64_t LineInFile(std::uint64_t line) const { return line >= file_begins ? line - file_begins + 1 : 0; }
  /// Curves in the unit of the observation; without points when there are none.
  const Curve& loss() const { return diagnosis.observation.loss; }
  const Curve& eval() const { return diagnosis.observation.eval; }
  const Curve& bleu() const { return diagnosis.observation.bleu; }
};

}  // namespace sftdoctor
