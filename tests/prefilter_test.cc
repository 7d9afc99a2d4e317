// The literal search: vector code against bytes one by one, and both against the obvious loop.
#include "records/prefilter.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lines/block.h"
#include "tests/support/random.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

/// Whether any literal starts in [from, end) and ends in it.
bool Anywhere(std::string_view text, const std::vector<std::string>& literals) {
  for (const std::string& literal : literals) {
    if (text.find(literal) != std::string_view::npos) return true;
  }
  return false;
}

LineEnds CountedSlowly(std::string_view text) {
  LineEnds ends;
  for (std::size_t i = 0; i < text.size(); ++i) {
    ends.newlines += text[i] == '\n';
    ends.carriages += text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
  }
  return ends;
}

/// Walks through the text by both searches and says where they part.
std::string Walk(const Prefilter& prefilter, std::string_view text) {
  const char* from = text.data();
  const char* const end = from + text.size();
  LineEnds fast, slow;
  while (from < end) {
    const Prefilter::Hit a = prefilter.Next(from, end, fast);
    const Prefilter::Hit b = prefilter.NextSlowly(from, end, slow);
    if (a.at != b.at) return "another place";
    if (!a.at) {
      if (Anywhere({from, static_cast<std::size_t>(end - from)}, prefilter.literals())) return "a literal is missed";
      const LineEnds want = CountedSlowly(text);
      if (fast.newlines != want.newlines) return "newlines are miscounted";
      return fast.carriages == want.carriages ? "" : "carriages are miscounted";
    }
    if (a.literal != b.literal) return "another literal";
    const std::string& literal = prefilter.literals()[a.literal];
    if (a.at < from || a.at + literal.size() > end || std::string_view(a.at, literal.size()) != literal)
      return "what is found is no literal";
    if (fast.newlines != slow.newlines || fast.carriages != slow.carriages) return "line ends on the way differ";
    from = a.at + 1;
  }
  return "";
}

TEST_CASE("at every alignment and length") {
  const Prefilter prefilter({"loss", "epoch:", "abcd"});
  for (std::size_t before = 0; before < 70; ++before) {
    for (const std::size_t after : {0u, 1u, 2u, 28u, 29u, 30u, 31u, 32u, 33u, 64u}) {
      const Block block = BlockOfText(std::string(before, '\n') + "loss" + std::string(after, '\r'));
      LineEnds ends;
      const Prefilter::Hit hit = prefilter.Next(block.text.data(), block.text.data() + block.text.size(), ends);
      REQUIRE(hit.at == block.text.data() + before);
      CHECK(hit.literal == 0);
      CHECK(ends.newlines == before);
      CHECK(ends.carriages == 0);
      CHECK(Walk(prefilter, block.text) == "");
      // A literal that reaches over the end is none, although its bytes may be there.
      for (std::size_t cut = 1; cut < 4; ++cut) {
        ends = {};
        CHECK_FALSE(prefilter.Next(block.text.data(), block.text.data() + before + cut, ends).at);
      }
    }
  }
}

TEST_CASE("a carriage return at the end of the text is a line end, also before the padding's newline") {
  const Prefilter prefilter({"loss"});
  for (std::size_t length = 1; length < 70; ++length) {
    const Block block = BlockOfText(std::string(length - 1, 'x') + "\r");
    LineEnds ends;
    CHECK_FALSE(prefilter.Next(block.text.data(), block.text.data() + length, ends).at);
    CHECK(ends.carriages == 1);
    CHECK(ends.newlines == 0);
  }
}

TEST_CASE("random texts over few letters, with many literals") {
  Random random(8);
  const auto soup = [&](std::size_t size) {
    std::string text;
    while (text.size() < size) text += "aaabbc\r\n"[random.Bits() % 8];
    return text;
  };
  for (int i = 0; i < 600; ++i) {
    std::vector<std::string> literals;
    for (std::size_t n = 1 + random.Bits() % 40; literals.size() < n;) {
      std::string literal = soup(4 + random.Bits() % 9);
      for (char& c : literal) {
        if (c == '\r' || c == '\n') c = 'd';
      }
      literals.push_back(literal);
    }
    const Prefilter prefilter(literals);
    for (int j = 0; j < 5; ++j) {
      const Block block = BlockOfText(soup(random.Bits() % 300));
      INFO("round ", i);
      CHECK(Walk(prefilter, block.text) == "");
    }
  }
}

TEST_CASE("without literals nothing is found and all line ends are counted") {
  const Block block = BlockOfText(std::string(100, '\n') + std::string(100, '\r') + "x");
  CHECK(Walk(Prefilter({}), block.text) == "");
}

TEST_CASE("bytes beyond ASCII") {
  const Prefilter prefilter({"\xE6\x8D\x9F\xE5\xA4\xB1", std::string("\0\0\xFF\xFF", 4)});
  const Block block =
      BlockOfText("\xE6\x8D\x9F\xE5\xA4\xB0 \xE6\x8D\x9F\xE5\xA4\xB1" + std::string("\0\0\0\xFF\xFF\0", 6));
  CHECK(Walk(prefilter, block.text) == "");
}

}  // namespace
}  // namespace sftdoctor
