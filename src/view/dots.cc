#include "view/dots.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace sftdoctor {
namespace {

/// Bits of a braille pattern (U+2800 and up) by row and column of the dot: the two lowest dots came last to Unicode.
constexpr std::uint8_t kBits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

}  // namespace

void Dots::Dot(int x, int y, int rank, Hue hue) {
  if (x < 0 || y < 0 || x >= width() || y >= height()) return;
  DotCell& cell = cells_[static_cast<std::size_t>((y / 4) * columns_ + x / 2)];
  if (cell.dots != 0 && rank < cell.rank) return;
  if (rank > cell.rank || hue != cell.hue) cell = {0, rank, hue};
  cell.dots = static_cast<std::uint8_t>(cell.dots | kBits[y % 4][x % 2]);
}

void Dots::Line(int x0, int y0, int x1, int y1, int rank, Hue hue, int every) {
  const int steps = std::max({std::abs(x1 - x0), std::abs(y1 - y0), 1});
  for (int i = 0; i <= steps; i += every) {
    const double share = static_cast<double>(i) / steps;
    const auto between = [&](int from, int to) { return from + static_cast<int>(std::lround((to - from) * share)); };
    Dot(between(x0, x1), between(y0, y1), rank, hue);
  }
}

void Dots::Show(int x, int y, Screen& screen) const {
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      const DotCell& cell = cells_[static_cast<std::size_t>(row * columns_ + column)];
      if (cell.dots == 0) continue;
      const std::string braille = {'\xE2', static_cast<char>(0xA0 | (cell.dots >> 6)),
                                   static_cast<char>(0x80 | (cell.dots & 0x3F))};
      screen.Put(x + column, y + row, braille, {.hue = cell.hue}, x + column + 1);
    }
  }
}

}  // namespace sftdoctor
