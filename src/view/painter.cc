#include "view/painter.h"

#include <fmt/format.h>

namespace sftdoctor {
namespace {

/// So many unchanged cells are written again rather than jumped over: a jump takes four bytes or more.
constexpr int kShortGap = 4;

const ScreenCell& BlankCell() {
  static const ScreenCell kBlank;
  return kBlank;
}

/// Whether the rest of a row, from a column on, is blank.
int BlankFrom(const Screen& screen, int y) {
  int x = screen.columns();
  while (x > 0 && screen.At(x - 1, y) == BlankCell()) --x;
  return x;
}

}  // namespace

/// Where the terminal's cursor stands and how it writes now; moves and turns it only when needed.
class Painter::Pencil {
 public:
  Pencil(ColorDepth depth, std::string& out) : depth_(depth), out_(out) {}

  void MoveTo(int x, int y) {
    if (known_ && y == y_ && x == x_) return;
    if (known_ && y == y_ && x > x_) {
      out_ += fmt::format("\x1B[{}C", x - x_);
    } else {
      out_ += fmt::format("\x1B[{};{}H", y + 1, x + 1);
    }
    x_ = x;
    y_ = y;
    known_ = true;
  }
  /// Where the cursor would write the cell next, when that is on this row.
  bool IsAt(int y) const { return known_ && y_ == y; }
  int x() const { return x_; }
  const Look& look() const { return look_; }

  void Write(const ScreenCell& cell, int columns) {
    SetLook(cell.look);
    out_ += cell.text;
    x_ += cell.wide ? 2 : 1;
    // Terminals disagree about clusters, and at the right edge the cursor stays: say anew where we are.
    if (!cell.simple || x_ >= columns) known_ = false;
  }
  void EraseRest() {
    SetLook({});
    out_ += "\x1B[K";
  }

 private:
  void SetLook(const Look& look) {
    if (styled_ && look == look_) return;
    out_ += LookSequence(look, depth_);
    look_ = look;
    styled_ = true;
  }

  ColorDepth depth_;
  std::string& out_;
  int x_ = 0, y_ = 0;
  bool known_ = false, styled_ = false;
  Look look_;
};

void Painter::PaintRow(const Screen& before, const Screen& next, int y, Pencil& pencil) {
  const int blank = BlankFrom(next, y), columns = next.columns();
  const bool erase = BlankFrom(before, y) > blank + kShortGap;
  const int end = erase ? blank : columns;
  for (int x = 0; x < end; ++x) {
    const ScreenCell& cell = next.At(x, y);
    if (cell == before.At(x, y) || cell.text.empty()) continue;
    // A short way of plain cells in the same look is written, not jumped.
    bool bridge = pencil.IsAt(y) && x > pencil.x() && x - pencil.x() <= kShortGap;
    for (int i = pencil.x(); bridge && i < x; ++i) {
      bridge = next.At(i, y).look == pencil.look() && next.At(i, y).text.size() == 1;
    }
    for (int i = pencil.x(); bridge && i < x; ++i) pencil.Write(next.At(i, y), columns);
    pencil.MoveTo(x, y);
    pencil.Write(cell, columns);
  }
  if (!erase) return;
  pencil.MoveTo(blank, y);
  pencil.EraseRest();
}

std::string Painter::Paint(Screen next) {
  std::string changes;
  Pencil pencil(depth_, changes);
  if (shown_.columns() != next.columns() || shown_.rows() != next.rows()) {
    changes += "\x1B[0m\x1B[2J";
    shown_ = Screen(next.columns(), next.rows());
  }
  for (int y = 0; y < next.rows(); ++y) PaintRow(shown_, next, y, pencil);
  shown_ = std::move(next);
  if (changes.empty()) return {};
  return "\x1B[?2026h" + changes + "\x1B[?2026l";
}

}  // namespace sftdoctor
