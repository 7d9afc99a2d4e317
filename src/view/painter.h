// Screens -> bytes for a terminal: only what has changed since the last one.
#pragma once

#include <string>

#include "view/screen.h"

namespace sftdoctor {

class Painter {
 public:
  explicit Painter(ColorDepth depth) : depth_(depth) {}

  /// Bytes that turn what the terminal shows into `next`; empty when it does already. They stand between the marks of
  /// synchronized output (DEC mode 2026), so that no half a frame is seen where terminals know them; others ignore
  /// them. The first screen, one of another size, and the one after Forget() are painted whole.
  std::string Paint(Screen next);
  /// What the terminal shows is not known any more.
  void Forget() { shown_ = {}; }

 private:
  class Pencil;
  static void PaintRow(const Screen& before, const Screen& next, int y, Pencil& pencil);

  ColorDepth depth_;
  Screen shown_;
};

/// Alternate screen, so that scrollback stays as it was; no cursor, no wrapping at the edge, pastes told from typing.
inline constexpr char kEnterScreen[] = "\x1B[?1049h\x1B[?25l\x1B[?7l\x1B[?2004h";
/// All of it undone, whatever was being painted.
inline constexpr char kLeaveScreen[] = "\x1B[?2026l\x1B[0m\x1B[?2004l\x1B[?7h\x1B[?25h\x1B[?1049l";

}  // namespace sftdoctor
