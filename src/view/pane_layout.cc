#include "view/pane_layout.h"

#include <algorithm>

namespace sftdoctor {
namespace {

constexpr int kRowsForFooter = 4, kRowsForTitle = 8;
constexpr int kRowsForAll = 14;      ///< below, one pane at a time
constexpr int kColumnsBeside = 100;  ///< chart and findings side by side
constexpr int kRowsBelow = 22;       ///< findings below the chart, on a narrow screen
constexpr int kRowsForLog = 24;
constexpr int kListHeading = 1, kLeastList = 2;

Rect& At(PaneLayout& layout, PaneKind pane) { return layout.panes[static_cast<std::size_t>(pane)]; }

/// The top `rows` of an area, which loses them.
Rect TakeTop(Rect& area, int rows) {
  const Rect top{area.x, area.y, area.columns, std::min(rows, area.rows)};
  area.y += top.rows;
  area.rows -= top.rows;
  return top;
}

/// An area below its heading.
Rect Body(Rect area) {
  TakeTop(area, 1);
  return area;
}

}  // namespace

PaneLayout ArrangePanes(int columns, int rows, std::size_t runs, PaneKind focus, bool zoomed) {
  PaneLayout layout;
  Rect rest{0, 0, columns, rows};
  if (rows >= kRowsForTitle) layout.title = TakeTop(rest, 1);
  if (rows >= kRowsForFooter) {
    layout.footer = {0, rows - 1, columns, 1};
    --rest.rows;
  }
  if (zoomed || rest.rows < kRowsForAll) {
    layout.headings = rows >= kRowsForTitle && focus != PaneKind::kRuns;
    At(layout, focus) = layout.headings ? Body(rest) : rest;
    return layout;
  }
  const int wanted = static_cast<int>(std::min<std::size_t>(runs, 1000)) + kListHeading;
  At(layout, PaneKind::kRuns) = TakeTop(rest, std::clamp(wanted, kLeastList, rest.rows / 3));
  if (rest.rows >= kRowsForLog || focus == PaneKind::kLog) {
    const int log = std::max(5, rest.rows / 4);
    At(layout, PaneKind::kLog) = Body({0, rest.bottom() - log, columns, log});
    rest.rows -= log;
  }
  if (columns >= kColumnsBeside) {
    const int left = columns * 11 / 20;
    At(layout, PaneKind::kChart) = Body({0, rest.y, left, rest.rows});
    At(layout, PaneKind::kFindings) = Body({left + 2, rest.y, columns - left - 2, rest.rows});
  } else if (rest.rows >= kRowsBelow) {
    At(layout, PaneKind::kChart) = Body(TakeTop(rest, rest.rows * 11 / 20));
    At(layout, PaneKind::kFindings) = Body(rest);
  } else {
    At(layout, focus == PaneKind::kFindings ? focus : PaneKind::kChart) = Body(rest);
  }
  return layout;
}

}  // namespace sftdoctor
