// A screen as it should look: a grid of cells that panes are drawn on. It knows nothing of terminals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "view/look.h"

namespace sftdoctor {

struct ScreenCell {
  std::string text = " ";  ///< one grapheme cluster; empty: the right half of the wide one before
  Look look;
  bool wide = false;
  bool simple = true;  ///< terminals agree about its width
  bool operator==(const ScreenCell&) const = default;
};

/// Columns and rows from the top left corner of a screen.
struct Rect {
  int x = 0, y = 0, columns = 0, rows = 0;
  int right() const { return x + columns; }
  int bottom() const { return y + rows; }
  bool empty() const { return columns <= 0 || rows <= 0; }
  bool operator==(const Rect&) const = default;
};

class Screen {
 public:
  Screen() = default;
  Screen(int columns, int rows)
      : columns_(columns), rows_(rows), cells_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}

  int columns() const { return columns_; }
  int rows() const { return rows_; }
  Rect area() const { return {0, 0, columns_, rows_}; }
  const ScreenCell& At(int x, int y) const { return cells_[Index(x, y)]; }

  /// Writes text from a cell on, not beyond column `end` of the screen, and returns the column after it. A wide
  /// character that does not fit whole is left out; one that is written over by half loses the other half. Control
  /// characters must not be in it.
  int Put(int x, int y, std::string_view text, const Look& look, int end);
  /// The same with the colour sequences of reports/paint.h in it.
  int PutPainted(int x, int y, std::string_view text, int end);
  /// One cluster per cell, over and over: rules, bars, blanks.
  void Fill(const Rect& area, std::string_view cluster, const Look& look);
  /// Turns the look of all cells of an area round, without changing what stands there.
  void Highlight(const Rect& area);

 private:
  std::size_t Index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(x);
  }
  void Set(int x, int y, ScreenCell cell);

  int columns_ = 0, rows_ = 0;
  std::vector<ScreenCell> cells_;
};

}  // namespace sftdoctor
