// A grid of character cells that curves are drawn on: braille dots where the terminal has them, one sign a cell where
// not.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/paint.h"

namespace sftdoctor {

/// What is drawn; where several meet in a cell the later one of this list is shown alone, so that lines stay clear in
/// a cloud of dots.
enum class Layer : std::uint8_t { kTarget, kRecords, kEvaluation, kTrend, kClipped, kRunA, kRunB };
inline constexpr std::size_t kLayers = 7;

class Canvas {
 public:
  Canvas(int columns, int rows, bool unicode);

  /// Size in dots. A braille cell is 2 dots wide and 4 high, an ASCII cell is one dot.
  int width() const { return columns_ * across_; }
  int height() const { return rows_ * down_; }

  /// A dot; x from the left, y from the top. Outside of the grid nothing happens.
  void Dot(int x, int y, Layer layer);
  /// A line of dots, ends included; of `every` dots one is drawn.
  void Line(int x0, int y0, int x1, int y1, Layer layer, int every = 1);

  /// A row of cells, painted, without blanks at its end.
  std::string Row(int row, const Pen& pen) const;

 private:
  using Cell = std::array<std::uint8_t, kLayers>;  ///< braille dots of each layer
  std::string Shape(std::size_t layer, std::uint8_t dots) const;

  int columns_, rows_, across_, down_;
  std::vector<Cell> cells_;
};

}  // namespace sftdoctor
