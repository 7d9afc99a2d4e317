// The pattern language: what macros become, which patterns run without RE2, which literal a match must hold.
#include <doctest/doctest.h>
#include <re2/re2.h>

#include <string>

#include "records/line_matcher.h"
#include "records/pattern_syntax.h"
#include "records/prefilter.h"
#include "tests/support/random.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

bool Fast(const std::string& pattern) { return ReadPieces(pattern).has_value(); }

TEST_CASE("macros become groups") {
  CHECK(ExpandMacros("loss <int:x>") == R"(loss (?P<x>\d+))");
  CHECK(ExpandMacros("<int>") == R"((?:\d+))");
  CHECK(ExpandMacros("<other:x> <int") == "<other:x> <int");
  CHECK(ExpandMacros("(?P<int>a)") == "(?P<int>a)");
  const auto captures = MacroCaptures("<num:a> <word> <time:b>(?P<int>x)");
  REQUIRE(captures.size() == 2);
  CHECK(captures[0].name == "a");
  CHECK(captures[1].macro == Macro::kTime);
  for (const char* macro : {"<num:x>", "<int:x>", "<grouped:x>", "<time:x>", "<word:x>"}) {
    CHECK(re2::RE2(ExpandMacros(macro), re2::RE2::Latin1).ok());
  }
}

TEST_CASE("patterns without backtracking are read as pieces") {
  for (const char* pattern : {"^loss <num:x>", "loss: *<num:x>", R"(^\[<time:t>\] \[INFO\])", R"(step\s+<int:s>, )",
                              "a[^:]*: <num:x>", "^a?b", "lr<num:x>$", "(?:ab)?cd", "<num:x>%", "[]a]x", "[^]]*]",
                              "[a-]b", R"([\d,]*;)", "x.b", "^<word:w> y"}) {
    INFO(pattern);
    CHECK(Fast(pattern));
  }
  const auto pieces = ReadPieces("^ab\\.c<num:x>[ \t]*$");
  REQUIRE(pieces);
  CHECK(pieces->anchored);
  CHECK(pieces->to_end);
  REQUIRE(pieces->pieces.size() == 3);
  CHECK(pieces->pieces[0].literal == "ab.c");
  CHECK(pieces->pieces[1].name == "x");
  CHECK(pieces->pieces[2].least == 0);
}

TEST_CASE("patterns that could give bytes back are not") {
  for (const char* pattern : {"",
                              "^",
                              "$",
                              "a|b",
                              "(a)",
                              "(a)b",
                              "a+a",
                              "a*?b",
                              "a{2}",
                              "<num:x>5",
                              "<num:x>e",
                              "<num:x>.",
                              "<int:x><num:y>",
                              "<word:w>x",
                              "<word:w>]",
                              "[^,]*:x:[^,]*b",
                              "x?x",
                              "(?:ab)?ac",
                              "(?:a|b)?c",
                              "(?:a)+",
                              "(?:)?a",
                              "(?:a",
                              "[a",
                              "a\\",
                              R"(\bx)",
                              R"(\x41)",
                              "[[:alpha:]]x",
                              "<time:t>,5",
                              "<grouped:g>,",
                              "a**",
                              "<num:x>?",
                              ".*x",
                              "^a^b",
                              "a$b",
                              "[z-a]x",
                              R"([\.-z]x)",
                              R"([a-\z]x)",
                              ")",
                              "*a"}) {
    INFO(pattern);
    CHECK_FALSE(Fast(pattern));
  }
}

TEST_CASE("the literal of a pattern") {
  CHECK(RequiredLiteral("^a: <num:x>, loss: <num:y>") == ", loss: ");
  CHECK(RequiredLiteral(R"(\[INFO\] \d)") == "[INFO] ");
  CHECK(RequiredLiteral("lossy? x") == "loss");
  CHECK(RequiredLiteral("losses{0,2}x") == "losse");
  CHECK(RequiredLiteral("loss{'a': ") == "loss{'a': ");
  CHECK(RequiredLiteral("abc|defg") == "");
  CHECK(RequiredLiteral("ab(cdefg|x)hi") == "ab");
  CHECK(RequiredLiteral("(?i)loss: ") == "");
  CHECK(RequiredLiteral("(?i:loss): ") == ": ");
  CHECK(RequiredLiteral("[[:alpha:]]loss") == "loss");
  CHECK(RequiredLiteral("[^[:space:]x]loss") == "loss");
  CHECK(RequiredLiteral("[]ab]loss[^]]lossy") == "lossy");
  CHECK(RequiredLiteral(R"(\x41loss)") == "");
  CHECK(RequiredLiteral(R"(\101loss)") == "");
  CHECK(RequiredLiteral(R"(\pLoss)") == "");
  CHECK(RequiredLiteral(R"(\Qa|b\Ecd)") == "");
  CHECK(RequiredLiteral("a{b|c}dddd") == "");
}

/// Strings made so as to match or nearly match: pieces of the pattern itself.
std::string Near(Random& random, const std::string& pattern) {
  static const std::string kStuff = "abc:1. |{}[]x\\";
  std::string text;
  for (std::size_t n = 1 + random.Bits() % 4; n > 0; --n) {
    const std::size_t at = random.Bits() % pattern.size();
    text += pattern.substr(at, 1 + random.Bits() % 6);
    if (random.Bits() % 3 == 0) text += kStuff[random.Bits() % kStuff.size()];
  }
  return text;
}

TEST_CASE("what RE2 matches holds the required literal, and pieces are valid RE2") {
  static constexpr std::string_view kBricks[] = {
      "ab",    "abc", "c",     "\\.",   "\\[",     "[ab]",  "[^a]", "[[:digit:]]", "?",   "*",   "+", "{2}",
      "{0,1}", "{",   "}",     "(",     ")",       "(?:",   "(?i)", "(?i:",        "|",   ".",   "^", "$",
      "\\d",   "\\b", "\\x61", "<int>", "<num:n>", "[a-c]", "]",    "[]a]",        "\\Q", "\\E", "-"};
  Random random(6);
  int valid = 0, matched = 0;
  for (int i = 0; i < 30000; ++i) {
    std::string pattern;
    for (std::size_t n = 1 + random.Bits() % 7; n > 0; --n) pattern += kBricks[random.Bits() % std::size(kBricks)];
    re2::RE2::Options options(re2::RE2::Latin1);
    options.set_log_errors(false);
    const re2::RE2 re(ExpandMacros(pattern), options);
    INFO("pattern ", pattern);
    if (!re.ok()) {
      CHECK_FALSE(Fast(pattern));
      continue;
    }
    ++valid;
    const std::string literal = RequiredLiteral(pattern);
    if (literal.empty()) continue;
    for (int j = 0; j < 4; ++j) {
      const std::string text = Near(random, pattern);
      if (!re2::RE2::PartialMatch(text, re)) continue;
      ++matched;
      INFO("text ", text, ", literal ", literal);
      CHECK(text.find(literal) != std::string::npos);
    }
  }
  CHECK(valid > 3000);
  CHECK(matched > 1000);
}

TEST_CASE("every shipped pattern is anchored or starts with a literal, and holds one to search for") {
  std::size_t slow = 0, all = 0;
  for (const Format& format : ShippedCatalog().formats) {
    for (const LinePattern& pattern : format.patterns) {
      INFO(format.id, " ", pattern.id, " ", pattern.expression);
      const LineMatcher matcher(pattern, Engine::kProgram);
      CHECK(matcher.literal().size() >= Prefilter::kFingerprint);
      CHECK_NOTHROW(LineMatcher(pattern, Engine::kRe2));
      ++all;
      slow += !matcher.fast();
    }
  }
  CHECK(slow * 2 < all);
}

}  // namespace
}  // namespace sftdoctor
