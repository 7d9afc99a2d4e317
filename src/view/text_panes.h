// The panes of text: findings with evidence and next step, the end of a log, help.
#pragma once

#include <string>
#include <vector>

#include "base/world.h"
#include "reports/session.h"
#include "view/screen.h"
#include "watch/followed_run.h"

namespace sftdoctor {

/// What is found in a run, shorter than `diagnose` writes it, with numbers as below the chart, in lines of at most
/// `columns`; a sentence when there is nothing.
std::vector<std::string> FindingLines(const FollowedRun& run, const Style& style, int columns);

/// The last lines of a log, safe to show; why not, when it cannot be read. At most 64 KiB are looked at.
std::vector<std::string> LastLines(World& world, const std::string& path);
/// Those of a piece of a log; `begins`: it is not cut at its start.
std::vector<std::string> LinesToShow(std::string_view bytes, bool begins);

std::vector<std::string> HelpLines(const Style& style);

/// Lines of an area from line `first` on.
void DrawLines(const std::vector<std::string>& lines, std::size_t first, const Rect& area, Screen& screen);

}  // namespace sftdoctor
