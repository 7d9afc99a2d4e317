// What happened to followed runs, a line an event: for people, and as JSON Lines.
#pragma once

#include <string>

#include "reports/session.h"
#include "watch/event.h"
#include "watch/fleet.h"

namespace sftdoctor {

/// "10:23:01", `wall` seconds since 1970 in UTC, on a clock `utc_offset` seconds ahead of it.
std::string ClockTime(double wall, int utc_offset);

/// "10:23:01 ✗ logs/a.log  error[loss/nonfinite] ... (line 123)" with a final newline; never broken. Times are local,
/// `utc_offset` seconds ahead of UTC.
std::string EventLine(const WatchEvent& event, int utc_offset, const Style& style);

/// One object of schema sftdoctor.event/1 and a newline.
std::string EventJsonLine(const WatchEvent& event, const Style& style);

/// Where every run stands: a line each, and what is open.
std::string FleetSummary(const Fleet& fleet, const Style& style);
/// The same as one object of the type "summary".
std::string FleetSummaryJsonLine(const Fleet& fleet, int exit_status, const Style& style);

}  // namespace sftdoctor
