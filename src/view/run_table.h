// The list of runs: a line a run, with the numbers that fit.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reports/session.h"
#include "view/screen.h"
#include "view/view_state.h"
#include "watch/followed_run.h"

namespace sftdoctor {

/// Colours of the runs that are laid over each other, by path, in order; the chosen one has its own.
std::map<std::string, Hue> OverlayHues(const std::vector<const FollowedRun*>& runs, const ViewState& state);

/// A heading and as many runs as there are rows, around the chosen one. Columns that no run has a value for are left
/// out, and the least telling ones where there is no room.
void DrawRunTable(const std::vector<const FollowedRun*>& runs, std::size_t chosen, const ViewState& state,
                  const Style& style, const Rect& area, Screen& screen);

}  // namespace sftdoctor
