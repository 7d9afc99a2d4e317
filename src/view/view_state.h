// What the person at the terminal has chosen, and how keys change it. Nothing here knows of cells or logs.
#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "catalog/document.h"
#include "view/keys.h"

namespace sftdoctor {

enum class PaneKind { kRuns, kChart, kFindings, kLog };
inline constexpr std::size_t kPanes = 4;

inline constexpr std::array<double, 9> kSmoothings = {0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.97, 0.99, 0.995};

struct ViewState {
  std::string chosen;              ///< path of the run that is looked at; empty: the first
  std::string pinned;              ///< path of the run that stays first and in the chart; empty: none
  std::set<std::string> overlaid;  ///< paths of the runs whose curves are in the chart, too
  std::string filter;              ///< runs whose path or verdict holds it
  bool typing = false;             ///< the filter is being typed
  PaneKind focus = PaneKind::kRuns;
  bool zoomed = false;  ///< the pane in focus has the whole screen
  bool help = false;
  bool log_axis = false;
  std::size_t smoothing = 2;  ///< index into kSmoothings
  std::size_t page = 0;       ///< metric of the chart; the judged loss is the first
  int findings_down = 0;      ///< lines scrolled from the top
  int log_up = 0;             ///< lines scrolled from the end
  bool wants_report = false, wants_end = false;
};

/// What a key press is about: what is on the screen.
struct ViewScene {
  std::vector<std::string> paths;  ///< of the runs shown, in order
  std::size_t pages = 1;           ///< metrics of the chosen run
  int page_rows = 10;              ///< rows that PageUp and PageDown move by
};

/// Index of the chosen run among those shown; 0 when it is not.
std::size_t ChosenOf(const ViewState& state, const ViewScene& scene);

void Press(ViewState& state, const KeyPress& key, const ViewScene& scene);

/// Keys with what they do, in the order of the help.
struct KeyHelp {
  const char* keys;
  Text does;
};
const std::vector<KeyHelp>& KeyHelps();

}  // namespace sftdoctor
