// Numbers and times from bytes, held against RE2 (what is a number) and strtod (which one it is).
#include "records/number.h"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <cmath>
#include <cstdlib>
#include <string>

#include "lines/block.h"
#include "records/pattern_syntax.h"
#include "tests/support/random.h"

namespace sftdoctor {
namespace {

std::string Padded(const std::string& text) { return text + '\n' + std::string(kPadding, '\0'); }

/// How many bytes the macro's expression takes from the start of the text; npos when it does not fit.
std::size_t ByRe2(const re2::RE2& macro, const std::string& text) {
  re2::StringPiece found;
  const re2::StringPiece input(text.data(), text.size());
  return macro.Match(input, 0, text.size(), re2::RE2::ANCHOR_START, &found, 1) ? found.size() : std::string::npos;
}

std::size_t Taken(const char* begin, const char* end) {
  return end ? static_cast<std::size_t>(end - begin) : std::string::npos;
}

bool Same(double a, double b) { return a == b ? std::signbit(a) == std::signbit(b) : std::isnan(a) && std::isnan(b); }

std::string Soup(Random& random, std::string_view alphabet, std::size_t most) {
  std::string text;
  for (std::size_t n = random.Bits() % (most + 1); n > 0; --n) text += alphabet[random.Bits() % alphabet.size()];
  return text;
}

struct Macro1 {
  explicit Macro1(const char* macro) : re(ExpandMacros(macro), re2::RE2::Latin1) {}
  re2::RE2 re;
};

void CheckNumber(const re2::RE2& re, const std::string& text) {
  INFO("text \"", text, "\"");
  const std::string padded = Padded(text);
  double value = -77;
  const std::size_t taken = Taken(padded.data(), ReadNumber(padded.data(), value));
  REQUIRE(taken == ByRe2(re, text));
  if (taken == std::string::npos) return;
  CHECK(Same(value, std::strtod(text.substr(0, taken).c_str(), nullptr)));
}

TEST_CASE("numbers of every shape") {
  const Macro1 number("<num>");
  for (const char* text : {"0",
                           "-0",
                           "+0",
                           "1",
                           "3.25",
                           "-3.25",
                           "+3.25",
                           ".5",
                           "-.5",
                           "5.",
                           "-5.e",
                           ".",
                           "-",
                           "+",
                           "",
                           "e5",
                           "1e",
                           "1e+",
                           "1e-5",
                           "1E5",
                           "1e5.5",
                           "1.e5",
                           ".e5",
                           "nan",
                           "NaN",
                           "-nan",
                           "NAN(ind)",
                           "inf",
                           "-Inf",
                           "Infinity",
                           "infinit",
                           "infinityx",
                           "in",
                           "1.2.3",
                           "--1",
                           "+-1",
                           "1,000",
                           "0x10",
                           "00012",
                           "1e999",
                           "-1e999",
                           "1e-999",
                           "4.9e-324",
                           "1.7976931348623157e308",
                           "1.7976931348623159e308",
                           "9007199254740992",
                           "9007199254740993",
                           "18446744073709551615",
                           "18446744073709551616",
                           "99999999999999999999",
                           "123456789012345678901234567890",
                           "0.1234567890123456789",
                           "0.00000000000000000000001",
                           "0.000000000000000000000000000000001",
                           "1e00000000000000005",
                           "2.2250738585072011e-308",
                           "6929495644600919.5",
                           "9007199254740991.5",
                           "1\n5",
                           "12345678",
                           "1234567.",
                           "123456789",
                           "\xFF",
                           "1\xFF",
                           "1\x00"}) {
    CheckNumber(number.re, text);
  }
  CheckNumber(number.re, std::string(400, '7'));
  CheckNumber(number.re, "0." + std::string(400, '0') + "1");
}

TEST_CASE("random numbers") {
  const Macro1 number("<num>");
  Random random(3);
  for (int i = 0; i < 40000; ++i)
    CheckNumber(number.re, Soup(random, "0123456789012345678901234.-+eEnNaAiIfFtTyY ,:", 24));
  char text[64];
  for (int i = 0; i < 20000; ++i) {
    const double value = random.Normal() * std::pow(10, 40 * random.Uniform() - 20);
    static constexpr const char* kFormats[] = {"%.4f", "%.17g", "%g", "%.3e", "%.20f"};
    std::snprintf(text, sizeof text, kFormats[i % 5], value);
    CheckNumber(number.re, text);
  }
}

TEST_CASE("integers and grouped integers") {
  const Macro1 integer("<int>"), grouped("<grouped>");
  Random random(4);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = Soup(random, "0123456789,.- ", i % 50 == 0 ? 40 : 12);
    const std::string padded = Padded(text);
    INFO("text \"", text, "\"");
    double value = -77;
    std::size_t taken = Taken(padded.data(), ReadInteger(padded.data(), value));
    REQUIRE(taken == ByRe2(integer.re, text));
    if (taken != std::string::npos) CHECK(value == std::strtod(text.substr(0, taken).c_str(), nullptr));
    taken = Taken(padded.data(), ReadGrouped(padded.data(), value));
    REQUIRE(taken == ByRe2(grouped.re, text));
    if (taken == std::string::npos) continue;
    std::string digits = text.substr(0, taken);
    std::erase(digits, ',');
    CHECK(value == doctest::Approx(std::strtod(digits.c_str(), nullptr)).epsilon(1e-14));
  }
}

double TimeOf(const std::string& text, TimeCache& cache) {
  const std::string padded = Padded(text);
  double value = -77;
  const char* end = ReadTime(padded.data(), cache, value);
  CHECK(Taken(padded.data(), end) == text.size());
  return value;
}

TEST_CASE("times") {
  TimeCache cache;
  CHECK(TimeOf("1970-01-01 00:00:00", cache) == 0);
  CHECK(TimeOf("2000-03-01T00:00:00", cache) == 951868800);
  CHECK(TimeOf("2000-03-01T00:00:59", cache) == 951868859);
  CHECK(TimeOf("2026-01-27 10:00:00,123", cache) == doctest::Approx(1769508000.123).epsilon(1e-15));
  CHECK(TimeOf("2026-01-27 10:00:00.123456789", cache) == doctest::Approx(1769508000.123456789).epsilon(1e-15));
  CHECK(std::isnan(TimeOf("2026-02-30 10:00:00", cache)));
  CHECK(std::isnan(TimeOf("0000-00-00 00:00:12", cache)));
}

TEST_CASE("random times, with a cache that remembers") {
  const Macro1 time("<time>");
  Random random(5);
  TimeCache cache;
  for (int i = 0; i < 20000; ++i) {
    std::string text = "2026-01-27 10:00:00";
    text[17] = static_cast<char>('0' + random.Bits() % 6);
    if (i % 3 == 0) text[15] = static_cast<char>('0' + random.Bits() % 10);
    if (i % 4 == 0) text[random.Bits() % text.size()] = "0123456789-: T.,x"[random.Bits() % 17];
    text += Soup(random, ".,0123456789 ", 6);
    const std::string padded = Padded(text);
    INFO("text \"", text, "\"");
    TimeCache fresh;
    double cached = -77, alone = -77;
    const std::size_t taken = Taken(padded.data(), ReadTime(padded.data(), cache, cached));
    REQUIRE(taken == ByRe2(time.re, text));
    CHECK(Taken(padded.data(), ReadTime(padded.data(), fresh, alone)) == taken);
    CHECK(Same(cached, alone));
  }
}

TEST_CASE("NUL bytes are no time, not even for a cache that is empty") {
  const std::string text = Padded(std::string(16, '\0') + ":12");
  TimeCache cache;
  double value = 0;
  CHECK(ReadTime(text.data(), cache, value) == nullptr);
}

}  // namespace
}  // namespace sftdoctor
