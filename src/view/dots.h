// Curves as braille dots, two across and four down a cell, put onto a screen.
#pragma once

#include <cstdint>
#include <vector>

#include "view/screen.h"

namespace sftdoctor {

class Dots {
 public:
  Dots(int columns, int rows)
      : columns_(columns), rows_(rows), cells_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}

  int width() const { return columns_ * 2; }
  int height() const { return rows_ * 4; }

  /// A dot; x from the left, y from the top. Of what meets in a cell the highest rank is shown alone, so that lines
  /// stay clear in a cloud. Outside of the grid nothing happens.
  void Dot(int x, int y, int rank, Hue hue);
  /// A line of dots, ends included; of `every` one is drawn.
  void Line(int x0, int y0, int x1, int y1, int rank, Hue hue, int every = 1);
  /// What has no dots is left as it is on the screen.
  void Show(int x, int y, Screen& screen) const;

 private:
  struct DotCell {
    std::uint8_t dots = 0;
    int rank = 0;
    Hue hue = Hue::kPlain;
  };
  int columns_, rows_;
  std::vector<DotCell> cells_;
};

}  // namespace sftdoctor
