// Findings from look to look: when one opens, escalates and is resolved, without flapping.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "findings/finding.h"
#include "watch/event.h"

namespace sftdoctor {

/// A finding that holds, damped: as it was opened, with the latest words and evidence.
struct OpenFinding {
  Finding finding;    ///< `line` is where it was first seen; `severity` the one that was told
  double opened = 0;  ///< seconds since 1970
};

/// One run's findings. A finding must hold (be gone) over as many records as its check's "settle" says, and at two
/// looks; when another check says it better, it goes at once.
class Damper {
 public:
  struct Change {
    WatchEventKind kind = WatchEventKind::kOpened;  ///< kOpened, kEscalated or kResolved
    Finding finding;
    std::optional<Severity> before;
    std::string superseded_by;
  };

  /// Takes a judgement of the run as of `records`. `at_once`: nothing is damped.
  std::vector<Change> Update(const std::vector<Finding>& findings, std::uint64_t records, double wall, bool at_once);

  /// Worst first.
  std::vector<OpenFinding> Open() const;

 private:
  struct Held {
    OpenFinding open;
    bool told = false;
    bool gone = false;
    std::uint64_t since = 0;   ///< records at which the present state (held or gone) began
    std::uint64_t higher = 0;  ///< records at which a higher severity began to hold
    bool is_higher = false;
    std::size_t place = 0;  ///< in the latest findings that held it
  };
  void Hold(Held& held, const Finding& finding, std::uint64_t records, double wall, bool at_once,
            std::vector<Change>& changes);

  std::map<std::string, Held> held_;
};

}  // namespace sftdoctor
