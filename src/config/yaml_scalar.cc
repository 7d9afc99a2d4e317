#include "config/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "base/pattern.h"
#include "base/text.h"

namespace sftdoctor {
namespace {

// The implicit resolvers of PyYAML 6.0 (resolver.py), in the order in which it tries them.
const Pattern& Booleans() {
  static const Pattern kPattern("^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$");
  return kPattern;
}
const Pattern& Floats() {
  static const Pattern kPattern(
      R"(^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$)");
  return kPattern;
}
const Pattern& Integers() {
  static const Pattern kPattern(
      R"(^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$)");
  return kPattern;
}
const Pattern& Timestamps() {
  static const Pattern kPattern(
      R"(^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$)");
  return kPattern;
}

std::string WithoutUnderscores(std::string_view text) {
  std::string out(text);
  std::erase(out, '_');
  return out;
}

bool TakeSign(std::string& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.erase(0, 1);
  return negative;
}

Literal Integer(std::string_view plain) {
  std::string digits = WithoutUnderscores(plain);
  const bool negative = TakeSign(digits);
  Literal out;
  std::int64_t value = 0;
  bool good = true;
  if (digits.find(':') != std::string::npos) {
    for (const std::string_view part : Split(digits, ':')) {
      std::int64_t unit = 0;
      std::from_chars(part.data(), part.data() + part.size(), unit);
      good = good && !__builtin_mul_overflow(value, std::int64_t{60}, &value) &&
             !__builtin_add_overflow(value, unit, &value);
    }
  } else {
    const int base = digits.starts_with("0b") ? 2 : digits.starts_with("0x") ? 16 : digits[0] == '0' ? 8 : 10;
    const std::string_view body = std::string_view(digits).substr(base == 2 || base == 16 ? 2 : 0);
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), value, base);
    good = error == std::errc() && end == body.data() + body.size();
    if (body.empty()) return {nullptr, "is not a number of YAML"};
  }
  if (!good) return {nullptr, "is beyond 64 bits"};
  out.value = negative ? -value : value;
  return out;
}

Literal Float(std::string_view plain) {
  std::string digits = LowerAscii(WithoutUnderscores(plain));
  const double sign = TakeSign(digits) ? -1 : 1;
  Literal out;
  if (digits == ".inf") {
    out.value = sign * HUGE_VAL;
  } else if (digits == ".nan") {
    out.value = std::nan("");
  } else {
    double value = 0;
    for (const std::string_view part : Split(digits, ':'))
      value = value * 60 + std::strtod(std::string(part).c_str(), nullptr);
    out.value = sign * value;
  }
  return out;
}

}  // namespace

Literal ResolveYaml(std::string_view plain) {
  if (plain.empty() || plain == "~" || plain == "null" || plain == "Null" || plain == "NULL") return {};
  Literal out;
  if (Booleans().Matches(plain)) {
    const char first = LowerAscii(plain)[0];
    out.value = first == 'y' || first == 't' || LowerAscii(plain) == "on";
    return out;
  }
  // A resolver is asked only when the first character fits it: ".5" is a float, "+.5" is not.
  if (Floats().Matches(plain)) return Float(plain);
  if (Integers().Matches(plain)) return Integer(plain);
  if (Timestamps().Matches(plain)) return {nullptr, "is a date"};
  if (plain == "=") return {nullptr, "is YAML's default value"};
  out.value = std::string(plain);
  return out;
}

bool IsPlainYaml(std::string_view text) {
  if (text.empty() || ValidUtf8(text) != text) return false;
  if (text != Trim(text) || text.find_first_of("\n\r\t,[]{}\"") != std::string_view::npos) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos || text.ends_with(':'))
    return false;
  if (std::string_view("-?:!&*#|>'%@`=<").find(text[0]) != std::string_view::npos) return false;
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return false;
  return ResolveYaml(text).value.is_string();
}

}  // namespace sftdoctor
