// Small facts about text.
#include "base/text.h"

#include <doctest/doctest.h>

#include <string>

#include "base/pattern.h"
#include "tests/support/random.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

TEST_CASE("nearest spelling") {
  const std::vector<std::string> known = {"train", "eval", "priority", "loss/not-decreasing"};
  CHECK(NearestSpelling("trian", known) == "train");
  CHECK(NearestSpelling("evl", known) == "eval");
  CHECK(NearestSpelling("prioritty", known) == "priority");
  CHECK(NearestSpelling("loss/not-decresing", known) == "loss/not-decreasing");
  CHECK(NearestSpelling("something else", known) == "");
  CHECK(NearestSpelling("", known) == "");
  CHECK(NearestSpelling("x", {}) == "");
  CHECK(NearestSpelling(std::string(10'000'000, 'x'), known) == "");
}

TEST_CASE("globs") {
  CHECK(GlobMatch("loss/*", "loss/spike"));
  CHECK(GlobMatch("loss", "loss/spike"));
  CHECK(GlobMatch("*", ""));
  CHECK(GlobMatch("l?ss", "loss"));
  CHECK(GlobMatch("*a*b", "xaxaxb"));
  CHECK_FALSE(GlobMatch("loss", "losses/spike"));
  CHECK_FALSE(GlobMatch("l?ss", "lss"));
  CHECK_FALSE(GlobMatch("", "x"));
  CHECK_FALSE(GlobMatch(std::string(2000, '*') + "b", std::string(20'000, 'a')));
}

TEST_CASE("UTF-8") {
  const std::string unknown = "\xEF\xBF\xBD";
  CHECK(ValidUtf8("loss \xE6\x8D\x9F \xF0\x9F\x98\x80") == "loss \xE6\x8D\x9F \xF0\x9F\x98\x80");
  CHECK(ValidUtf8("\xFF"
                  "a") == unknown + "a");
  CHECK(ValidUtf8("\xC0\x80") == unknown + unknown);                // overlong
  CHECK(ValidUtf8("\xED\xA0\x80") == unknown + unknown + unknown);  // a surrogate
  CHECK(ValidUtf8("\xF4\x90\x80\x80") == unknown + unknown + unknown + unknown);
  CHECK(ValidUtf8("\xE6\x8D") == unknown + unknown);
  std::string written;
  for (const unsigned code : {0x41u, 0x7Fu, 0x80u, 0x7FFu, 0x800u, 0x635Fu, 0xFFFFu, 0x10000u, 0x1F600u, 0x10FFFFu})
    AppendUtf8(written, code);
  CHECK(written ==
        "A\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xE6\x8D\x9F\xEF\xBF\xBF"
        "\xF0\x90\x80\x80\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF");
}

TEST_CASE("short numbers") {
  CHECK(ShortNumber(4.7713) == "4.771");
  CHECK(ShortNumber(123456) == "123456");
  CHECK(ShortNumber(1.5e12) == "1.5e+12");
  CHECK(ShortNumber(-0.5) == "-0.5");
  CHECK(ShortNumber(-HUGE_VAL) == "-inf");
}

TEST_CASE("pieces") {
  CHECK(Split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(Split("", ',').size() == 1);
  CHECK(Trim(" \t a b\r\n") == "a b");
  CHECK(Trim(" \n") == "");
  CHECK(LowerAscii("A\xC4z") == "a\xC4z");
}

TEST_CASE("patterns match bytes, and captures that took no part are told from empty ones") {
  const Pattern pattern("a(b)?(c*)");
  std::vector<std::string_view> groups;
  REQUIRE(
      pattern.Match("\xFF\xFE"
                    "a",
                    groups));
  REQUIRE(groups.size() == 3);
  CHECK(groups[1].data() == nullptr);
  CHECK(groups[2].data() != nullptr);
  CHECK(Pattern("^[^x]$").Matches("\xFF"));
  CHECK(Pattern(Pattern::Quote("a.b[\\")).Matches("a.b[\\"));
  CHECK_THROWS_AS(Pattern("("), Error);
}

}  // namespace
}  // namespace sftdoctor
