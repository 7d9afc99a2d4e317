// Which pane stands where on a screen of a size.
#pragma once

#include <array>

#include "view/screen.h"
#include "view/view_state.h"

namespace sftdoctor {

/// Areas without their frame: each pane but the list has a heading in the row above it. Empty: not shown.
struct PaneLayout {
  Rect title, footer;
  std::array<Rect, kPanes> panes;  ///< by PaneKind
  bool headings = true;            ///< whether panes have them
  const Rect& operator[](PaneKind pane) const { return panes[static_cast<std::size_t>(pane)]; }
};

/// `runs` are listed. Whatever the size, the pane in focus is shown; a small screen shows it alone.
PaneLayout ArrangePanes(int columns, int rows, std::size_t runs, PaneKind focus, bool zoomed);

}  // namespace sftdoctor
