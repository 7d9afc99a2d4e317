// Cells, and the bytes that bring them to a terminal: libvterm must show what the screen wants.
#include <doctest/doctest.h>

#include <array>

#include "reports/width.h"
#include "tests/support/random.h"
#include "tests/support/virtual_terminal.h"
#include "view/clusters.h"
#include "view/painter.h"

namespace sftdoctor::tests {
namespace {

TEST_CASE("clusters: marks and joiners stay with their letter, Chinese takes two columns") {
  const auto columns_of = [](std::string_view text) { return NextCluster(text).columns; };
  CHECK(columns_of("a") == 1);
  CHECK(columns_of("损") == 2);
  CHECK(columns_of("，") == 2);
  CHECK(columns_of("…") == 1);
  CHECK(NextCluster("e\xCC\x81x").text == "e\xCC\x81");
  CHECK(columns_of("e\xCC\x81x") == 1);
  CHECK(NextCluster("\xFFx").text == "\xFF");
  CHECK(columns_of("\xCC\x81") == 0);
}

TEST_CASE("clusters: widths are those of libvterm for every common Chinese character") {
  for (char32_t code = 0x4E00; code < 0x9FA6; code += 7) {
    const std::string text = {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
                              static_cast<char>(0x80 | (code & 0x3F))};
    VirtualTerminal terminal(4, 1);
    terminal.Write(text + "x");
    CHECK(terminal.TextAt(NextCluster(text).columns, 0) == "x");
  }
}

TEST_CASE("a screen keeps wide characters whole") {
  Screen screen(4, 1);
  CHECK(screen.Put(0, 0, "损失", {}, 4) == 4);
  screen.Put(1, 0, "x", {}, 4);
  CHECK(screen.At(0, 0).text == " ");
  CHECK(screen.At(1, 0).text == "x");
  screen.Put(1, 0, "度", {}, 4);
  CHECK(screen.At(3, 0).text == " ");
  CHECK(screen.Put(3, 0, "度", {}, 4) == 3);  // half of it would stand out
  CHECK(screen.Put(0, 0, "度", {}, 1) == 0);
}

TEST_CASE("painted text keeps its looks") {
  Screen screen(6, 1);
  screen.PutPainted(0, 0, "a\x1B[1;31mb\x1B[0mc", 6);
  CHECK(screen.At(0, 0).look == Look{});
  CHECK(screen.At(1, 0).look == Look{.hue = Hue::kRed, .bold = true});
  CHECK(screen.At(2, 0).look == Look{});
}

std::string AnyText(Random& random) {
  static constexpr std::array kPieces = {"a", "loss ", "损失", "é", "e\xCC\x81", "…", "⣿", "  ", "度x", "─", "0.123"};
  std::string text;
  for (auto i = random.Bits() % 8; i > 0; --i) text += kPieces[random.Bits() % kPieces.size()];
  return text;
}

Look AnyLook(Random& random) {
  static constexpr std::array kHues = {Hue::kPlain, Hue::kPlain, Hue::kRed, Hue::kGrey, Hue::kOrange};
  return {kHues[random.Bits() % kHues.size()], random.Bits() % 4 == 0, false, random.Bits() % 5 == 0};
}

void Scribble(Screen& screen, Random& random) {
  const int x = static_cast<int>(random.Bits() % static_cast<std::uint64_t>(screen.columns()));
  const int y = static_cast<int>(random.Bits() % static_cast<std::uint64_t>(screen.rows()));
  if (random.Bits() % 6 == 0) {
    screen.Fill({x, y, 30, 2}, " ", {});
  } else {
    screen.Put(x, y, AnyText(random), AnyLook(random), screen.columns());
  }
}

TEST_CASE("after any edits and resizes the terminal shows the screen, as a full repaint would") {
  for (const ColorDepth depth : {ColorDepth::k16, ColorDepth::k256, ColorDepth::kTrue}) {
    Random random(7 + static_cast<std::uint64_t>(depth));
    int columns = 40, rows = 9;
    VirtualTerminal terminal(columns, rows);
    terminal.Write(kEnterScreen);
    Painter painter(depth);
    Screen screen(columns, rows);
    for (int frame = 0; frame < 400; ++frame) {
      if (frame % 50 == 49) {
        columns = 1 + static_cast<int>(random.Bits() % 60);
        rows = 1 + static_cast<int>(random.Bits() % 12);
        terminal.Resize(columns, rows);
        screen = Screen(columns, rows);
      }
      for (auto i = random.Bits() % 6; i > 0; --i) Scribble(screen, random);
      terminal.Write(painter.Paint(screen));
      REQUIRE(terminal.Difference(screen) == "");
    }
    VirtualTerminal fresh(columns, rows);
    fresh.Write(kEnterScreen);
    fresh.Write(Painter(depth).Paint(screen));
    CHECK(fresh.Difference(screen) == "");
  }
}

TEST_CASE("what did not change costs nothing, a changed number a few bytes") {
  Painter painter(ColorDepth::kTrue);
  Screen screen(120, 36);
  screen.Fill(screen.area(), "x", {.hue = Hue::kCyan});
  const std::size_t whole = painter.Paint(screen).size();
  CHECK(whole > 120 * 36);
  CHECK(painter.Paint(screen).empty());
  screen.Put(50, 10, "42", {.hue = Hue::kCyan}, 120);
  const std::string bytes = painter.Paint(screen);
  CHECK(bytes.size() < 60);
  CHECK(bytes.starts_with("\x1B[?2026h"));
  CHECK(bytes.ends_with("\x1B[?2026l"));
  painter.Forget();
  CHECK(painter.Paint(screen).size() >= whole);
}

TEST_CASE("colours are as many as the terminal has") {
  CHECK(ColorDepthOf("xterm-256color", "truecolor") == ColorDepth::kTrue);
  CHECK(ColorDepthOf("xterm-256color", "") == ColorDepth::k256);
  CHECK(ColorDepthOf("xterm", "") == ColorDepth::k16);
  CHECK(ColorDepthOf("dumb", "") == ColorDepth::kNone);
  const Look look{.hue = Hue::kRed, .bold = true};
  CHECK(LookSequence(look, ColorDepth::kNone) == "\x1B[0;1m");
  CHECK(LookSequence(look, ColorDepth::k16) == "\x1B[0;1;31m");
  CHECK(LookSequence(look, ColorDepth::k256) == "\x1B[0;1;38;5;167m");
  CHECK(LookSequence(look, ColorDepth::kTrue) == "\x1B[0;1;38;2;224;85;97m");
}

}  // namespace
}  // namespace sftdoctor::tests
