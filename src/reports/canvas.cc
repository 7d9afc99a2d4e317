#include "reports/canvas.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace sftdoctor {
namespace {

/// Bits of a braille pattern (U+2800 and up) by row and column of the dot: the two lowest dots came last to Unicode.
constexpr std::uint8_t kDots[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

constexpr std::array<Ink, kLayers> kInks = {Ink::kGood,  Ink::kFaint,      Ink::kEvaluation, Ink::kTrend,
                                            Ink::kError, Ink::kEvaluation, Ink::kTrend};
constexpr std::array<char, kLayers> kAscii = {'-', '.', 'e', 'o', '^', 'a', 'b'};

std::string Braille(std::uint8_t dots) {
  return {'\xE2', static_cast<char>(0xA0 | (dots >> 6)), static_cast<char>(0x80 | (dots & 0x3F))};
}

}  // namespace

Canvas::Canvas(int columns, int rows, bool unicode)
    : columns_(columns),
      rows_(rows),
      across_(unicode ? 2 : 1),
      down_(unicode ? 4 : 1),
      cells_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}

void Canvas::Dot(int x, int y, Layer layer) {
  if (x < 0 || y < 0 || x >= width() || y >= height()) return;
  const int cell = (y / down_) * columns_ + x / across_;
  std::uint8_t& dots = cells_[static_cast<std::size_t>(cell)][static_cast<std::size_t>(layer)];
  dots = static_cast<std::uint8_t>(dots | kDots[y % down_][x % across_]);
}

void Canvas::Line(int x0, int y0, int x1, int y1, Layer layer, int every) {
  const int steps = std::max({std::abs(x1 - x0), std::abs(y1 - y0), 1});
  for (int i = 0; i <= steps; i += every) {
    const double share = static_cast<double>(i) / steps;
    const auto between = [&](int from, int to) { return from + static_cast<int>(std::lround((to - from) * share)); };
    Dot(between(x0, x1), between(y0, y1), layer);
  }
}

std::string Canvas::Shape(std::size_t layer, std::uint8_t dots) const {
  if (down_ == 1) return std::string(1, kAscii[layer]);
  return layer == static_cast<std::size_t>(Layer::kClipped) ? "↑" : Braille(dots);
}

std::string Canvas::Row(int row, const Pen& pen) const {
  std::string out, blanks, run;
  std::size_t run_layer = kLayers;
  const auto flush = [&] {
    if (!run.empty()) out += pen(kInks[run_layer], run);
    run.clear();
  };
  for (int column = 0; column < columns_; ++column) {
    const Cell& cell = cells_[static_cast<std::size_t>(row * columns_ + column)];
    const auto top = std::find_if(cell.rbegin(), cell.rend(), [](std::uint8_t dots) { return dots != 0; });
    if (top == cell.rend()) {
      flush();
      blanks += ' ';
      continue;
    }
    const auto layer = static_cast<std::size_t>(cell.rend() - top) - 1;
    if (layer != run_layer || !blanks.empty()) flush();
    out += blanks;
    blanks.clear();
    run_layer = layer;
    run += Shape(layer, *top);
  }
  flush();
  return out;
}

}  // namespace sftdoctor
