#include "view/screen.h"

#include <algorithm>

#include "view/clusters.h"

namespace sftdoctor {

void Screen::Set(int x, int y, ScreenCell cell) {
  ScreenCell& old = cells_[Index(x, y)];
  if (old.text.empty() && x > 0) cells_[Index(x - 1, y)] = {" ", cells_[Index(x - 1, y)].look};
  const bool both = cell.wide;
  if ((old.wide || both) && x + 1 < columns_) {
    ScreenCell& next = cells_[Index(x + 1, y)];
    if (both && next.wide && x + 2 < columns_) cells_[Index(x + 2, y)] = {" ", next.look};
    next = both ? ScreenCell{"", cell.look} : ScreenCell{" ", next.look};
  }
  old = std::move(cell);
}

int Screen::Put(int x, int y, std::string_view text, const Look& look, int end) {
  end = std::min(end, columns_);
  if (y < 0 || y >= rows_ || x < 0) return x;
  while (!text.empty()) {
    const Cluster cluster = NextCluster(text);
    text.remove_prefix(cluster.text.size());
    if (cluster.columns == 0) continue;
    if (x + cluster.columns > end) break;
    Set(x, y, {std::string(cluster.text), look, cluster.columns == 2, cluster.simple});
    x += cluster.columns;
  }
  return x;
}

int Screen::PutPainted(int x, int y, std::string_view text, int end) {
  Look look;
  for (std::size_t escape = text.find('\x1B'); escape != std::string_view::npos; escape = text.find('\x1B')) {
    x = Put(x, y, text.substr(0, escape), look, end);
    const std::size_t m = text.find('m', escape);
    if (m == std::string_view::npos) return x;
    look = WithSequence(look, text.substr(escape + 2, m - escape - 2));
    text.remove_prefix(m + 1);
  }
  return Put(x, y, text, look, end);
}

void Screen::Fill(const Rect& area, std::string_view cluster, const Look& look) {
  for (int y = std::max(area.y, 0); y < std::min(area.bottom(), rows_); ++y) {
    for (int x = std::max(area.x, 0); x < std::min(area.right(), columns_); ++x) Put(x, y, cluster, look, x + 1);
  }
}

void Screen::Highlight(const Rect& area) {
  for (int y = std::max(area.y, 0); y < std::min(area.bottom(), rows_); ++y) {
    for (int x = std::max(area.x, 0); x < std::min(area.right(), columns_); ++x) {
      Look& look = cells_[Index(x, y)].look;
      look.inverse = !look.inverse;
    }
  }
}

}  // namespace sftdoctor
