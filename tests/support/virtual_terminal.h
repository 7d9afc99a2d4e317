// A terminal made of libvterm: what our bytes come to on one that is not ours.
#pragma once

#include <vterm.h>

#include <string>
#include <string_view>

#include "view/screen.h"

namespace sftdoctor::tests {

class VirtualTerminal {
 public:
  VirtualTerminal(int columns, int rows) : terminal_(vterm_new(rows, columns)) {
    vterm_set_utf8(terminal_, 1);
    screen_ = vterm_obtain_screen(terminal_);
    vterm_screen_enable_altscreen(screen_, 1);
    vterm_screen_reset(screen_, 1);
  }
  VirtualTerminal(const VirtualTerminal&) = delete;
  VirtualTerminal& operator=(const VirtualTerminal&) = delete;
  ~VirtualTerminal() { vterm_free(terminal_); }

  void Write(std::string_view bytes) { vterm_input_write(terminal_, bytes.data(), bytes.size()); }
  void Resize(int columns, int rows) { vterm_set_size(terminal_, rows, columns); }

  /// What stands in a cell; empty in the right half of a wide one.
  std::string TextAt(int x, int y) const {
    const VTermScreenCell cell = CellAt(x, y);
    if (cell.chars[0] == static_cast<std::uint32_t>(-1)) return "";
    std::string text;
    for (const std::uint32_t code : cell.chars) {
      if (code == 0) break;
      Append(code, text);
    }
    return text.empty() ? " " : text;
  }
  VTermScreenCell CellAt(int x, int y) const {
    VTermScreenCell cell{};
    vterm_screen_get_cell(screen_, {.row = y, .col = x}, &cell);
    return cell;
  }
  std::string Row(int y) const {
    int rows = 0, columns = 0;
    vterm_get_size(terminal_, &rows, &columns);
    std::string row;
    for (int x = 0; x < columns; ++x) row += TextAt(x, y);
    return row;
  }

  /// Where the terminal shows something else than the screen wants; empty when nowhere.
  std::string Difference(const Screen& wanted) const {
    for (int y = 0; y < wanted.rows(); ++y) {
      for (int x = 0; x < wanted.columns(); ++x) {
        const ScreenCell& cell = wanted.At(x, y);
        const VTermScreenCell shown = CellAt(x, y);
        const bool same =
            TextAt(x, y) == cell.text && (cell.text.empty() || (shown.attrs.bold == (cell.look.bold ? 1u : 0u) &&
                                                                shown.attrs.reverse == (cell.look.inverse ? 1u : 0u) &&
                                                                IsColored(shown) == (cell.look.hue != Hue::kPlain)));
        if (!same)
          return std::to_string(x) + "," + std::to_string(y) + ": [" + TextAt(x, y) + "] not [" + cell.text + "]";
      }
    }
    return "";
  }

 private:
  static bool IsColored(const VTermScreenCell& cell) { return !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg); }
  static void Append(std::uint32_t code, std::string& text) {
    const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
      add(code);
    } else if (code < 0x800) {
      add(0xC0 | code >> 6);
      add(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      add(0xE0 | code >> 12);
      add(0x80 | (code >> 6 & 0x3F));
      add(0x80 | (code & 0x3F));
    } else {
      add(0xF0 | code >> 18);
      add(0x80 | (code >> 12 & 0x3F));
      add(0x80 | (code >> 6 & 0x3F));
      add(0x80 | (code & 0x3F));
    }
  }

  VTerm* terminal_;
  VTermScreen* screen_;
};

}  // namespace sftdoctor::tests
