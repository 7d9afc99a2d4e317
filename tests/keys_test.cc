// Keys from bytes, however they were cut, and what they do to the view.
#include "view/keys.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/random.h"
#include "view/view_state.h"

namespace sftdoctor::tests {
namespace {

std::vector<KeyPress> KeysOf(std::string_view bytes) {
  KeyReader reader;
  std::vector<KeyPress> keys = reader.Feed(bytes);
  for (KeyPress& key : reader.Settle()) keys.push_back(std::move(key));
  return keys;
}

TEST_CASE("keys are read from what terminals send") {
  CHECK(KeysOf("a") == std::vector<KeyPress>{{KeyKind::kText, "a"}});
  CHECK(KeysOf("损") == std::vector<KeyPress>{{KeyKind::kText, "损"}});
  CHECK(KeysOf("\x1B[A\x1BOB\x1B[1;5C") == std::vector<KeyPress>{{KeyKind::kUp}, {KeyKind::kDown}, {KeyKind::kRight}});
  CHECK(KeysOf("\x1B[5~\x1B[6~\x1B[Z\t\r\x7F") == std::vector<KeyPress>{{KeyKind::kPageUp},
                                                                        {KeyKind::kPageDown},
                                                                        {KeyKind::kBackTab},
                                                                        {KeyKind::kTab},
                                                                        {KeyKind::kEnter},
                                                                        {KeyKind::kBackspace}});
  CHECK(KeysOf("\x1B") == std::vector<KeyPress>{{KeyKind::kEscape}});
  CHECK(KeysOf("\x1B\x1B[A") == std::vector<KeyPress>{{KeyKind::kEscape}, {KeyKind::kUp}});
  CHECK(KeysOf("\x15") == std::vector<KeyPress>{{KeyKind::kControl, "u"}});
}

TEST_CASE("unknown sequences and broken UTF-8 are swallowed, what follows is read") {
  CHECK(KeysOf("\x1B[15~\x1B[?1;2c\x1B[<0;1;1Mx") == std::vector<KeyPress>{{KeyKind::kText, "x"}});
  CHECK(KeysOf("\xFF\xC3x") == std::vector<KeyPress>{{KeyKind::kText, "x"}});
  CHECK(KeysOf("\xE6\x8D") == std::vector<KeyPress>{});
}

TEST_CASE("a paste is one key, whatever stands in it") {
  CHECK(KeysOf("\x1B[200~q\x1B[A\n\x1B[201~j") ==
        std::vector<KeyPress>{{KeyKind::kPaste, "q\x1B[A\n"}, {KeyKind::kText, "j"}});
  const auto keys = KeysOf("\x1B[200~" + std::string(100'000, 'x') + "\x1B[201~");
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].text.size() == 4096);
}

TEST_CASE("cuts anywhere change nothing") {
  static constexpr const char* kPieces[] = {"a",
                                            "损",
                                            "\x1B[A",
                                            "\x1B[1;5C",
                                            "\x1BOB",
                                            "\x1B[200~pa\x1B[Bste损\x1B[201~",
                                            "\x1B[15~",
                                            "\xC3",
                                            "\r",
                                            "\x1B[3~",
                                            "é",
                                            "\x01",
                                            "\xF0\x9F\x98\x80",
                                            "\x1B\x1B[Z",
                                            "\x1B[\x07",
                                            "\x1Bq"};
  Random random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (auto i = 1 + random.Bits() % 12; i > 0; --i) bytes += kPieces[random.Bits() % std::size(kPieces)];
    KeyReader reader;
    std::vector<KeyPress> cut;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = std::min(bytes.size() - at, static_cast<std::size_t>(1 + random.Bits() % 5));
      for (KeyPress& key : reader.Feed(std::string_view(bytes).substr(at, size))) cut.push_back(std::move(key));
      at += size;
    }
    for (KeyPress& key : reader.Settle()) cut.push_back(std::move(key));
    REQUIRE(cut == KeysOf(bytes));
  }
}

void PressAll(ViewState& state, const std::string& bytes, const ViewScene& scene) {
  for (const KeyPress& key : KeysOf(bytes)) Press(state, key, scene);
}

TEST_CASE("arrows choose, space lays over, p pins, and the choice stays with its run") {
  const ViewScene scene{{"a.log", "b.log", "c.log"}, 3, 2};
  ViewState state;
  PressAll(state, "\x1B[B", scene);
  CHECK(state.chosen == "b.log");
  PressAll(state, "jjjj", scene);
  CHECK(state.chosen == "c.log");
  PressAll(state, "g p", scene);
  CHECK(state.overlaid == std::set<std::string>{"a.log"});
  CHECK(state.pinned == "a.log");
  PressAll(state, "p ", scene);
  CHECK(state.overlaid.empty());
  CHECK(state.pinned.empty());
  PressAll(state, "[", scene);
  CHECK(state.page == 2);
  PressAll(state, "]]", scene);
  CHECK(state.page == 1);
}

TEST_CASE("the filter takes letters that are commands elsewhere") {
  ViewState state;
  PressAll(state, "/q损h\x7F", {});
  CHECK(state.filter == "q损");
  CHECK_FALSE(state.wants_end);
  CHECK_FALSE(state.wants_report);
  PressAll(state, "\x7F\x1B[200~ab\x1B[Ac\x1B[201~\r", {});
  CHECK(state.filter == "qab[Ac");
  CHECK_FALSE(state.typing);
  PressAll(state, "\x1B", {});
  CHECK(state.filter.empty());
  PressAll(state, "q", {});
  CHECK(state.wants_end);
}

TEST_CASE("smoothing, axis, panes and help") {
  ViewState state;
  CHECK(kSmoothings[state.smoothing] == 0.6);
  PressAll(state, "----+y\t?", {});
  CHECK(kSmoothings[state.smoothing] == 0.3);
  CHECK(state.log_axis);
  CHECK(state.focus == PaneKind::kChart);
  CHECK(state.help);
  PressAll(state, std::string(20, '+') + "\x1B[Z\x1B[Z\r", {});
  CHECK(state.smoothing == kSmoothings.size() - 1);
  CHECK(state.focus == PaneKind::kLog);
  CHECK(state.zoomed);
}

}  // namespace
}  // namespace sftdoctor::tests
