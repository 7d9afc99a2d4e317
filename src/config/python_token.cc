#include "config/python_token.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/text.h"

namespace sftdoctor {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// The digits without underscores, which may only stand between two of them (or after a prefix); empty when not so.
std::string WithoutUnderscores(std::string_view digits, bool after_prefix) {
  std::string out;
  bool may = after_prefix;
  for (const char c : digits) {
    if (c == '_' && !may) return {};
    may = c != '_';
    if (may) out += c;
  }
  return may ? out : std::string();
}

PyValue Integer(const std::string& digits, int base) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error == std::errc::result_out_of_range) return Unknown("is beyond 64 bits");
  if (error != std::errc() || end != digits.data() + digits.size()) return Unknown("is not a number of Python");
  return {value};
}

/// DIGITS [. DIGITS] [e [sign] DIGITS], with underscores within each run of digits.
PyValue Float(std::string_view token) {
  std::string plain;
  bool digits = false;
  for (std::size_t at = 0; at < token.size();) {
    if (IsDigit(token[at])) {
      const std::size_t end = std::min(token.find_first_not_of("0123456789_", at), token.size());
      const std::string run = WithoutUnderscores(token.substr(at, end - at), false);
      if (run.empty()) return Unknown("is not a number of Python");
      plain += run;
      digits = true;
      at = end;
    } else {
      plain += token[at++];
    }
  }
  char* end = nullptr;
  const double value = std::strtod(plain.c_str(), &end);
  if (!digits || *end != '\0') return Unknown("is not a number of Python");
  return {value};
}

/// Reads the escape whose letter stands at `at` and steps over it; false when it is none that can be resolved.
bool ReadEscape(std::string_view body, std::size_t& at, std::string& out) {
  constexpr std::string_view kLetters = "\\'\"abfnrtv", kMeanings = "\\'\"\a\b\f\n\r\t\v";
  const char letter = body[at];
  if (letter == '\n' || letter == '\r') {
    at += body.substr(at, 2) == "\r\n" ? 2 : 1;
    return true;
  }
  if (const std::size_t known = kLetters.find(letter); known != std::string_view::npos) {
    out += kMeanings[known];
    ++at;
    return true;
  }
  const bool octal = letter >= '0' && letter <= '7';
  const std::size_t length = octal ? 3 : letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  if (letter == 'N') return false;
  if (length == 0) {  // not an escape: the backslash stays
    out += '\\';
    return true;
  }
  const std::string_view digits = body.substr(octal ? at : at + 1, length);
  unsigned code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, octal ? 8 : 16);
  const auto got = static_cast<std::size_t>(end - digits.data());
  if (error != std::errc() || (!octal && got != length) || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
    return false;
  AppendUtf8(out, code);
  at += got + (octal ? 0 : 1);
  return true;
}

}  // namespace

PyValue ReadPythonNumber(std::string_view token) {
  const std::string lower = LowerAscii(token);
  if (lower.ends_with('j')) return Unknown("is complex");
  for (const auto& [prefix, base] : {std::pair("0x", 16), {"0o", 8}, {"0b", 2}}) {
    if (lower.starts_with(prefix)) return Integer(WithoutUnderscores(std::string_view(lower).substr(2), true), base);
  }
  if (lower.find_first_of(".e") != std::string::npos) return Float(lower);
  const std::string digits = WithoutUnderscores(lower, false);
  if (digits.size() > 1 && digits[0] == '0' && digits.find_first_not_of('0') != std::string::npos)
    return Unknown("is not a number of Python");
  return Integer(digits, 10);
}

PyValue IntegerFromText(std::string_view text) {
  text = Trim(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !IsDigit(text[0])) return Unknown("is not a number of Python");
  const std::string digits = WithoutUnderscores(text, false);
  return Integer((negative && !digits.empty() ? "-" : "") + digits, 10);
}

PyValue FloatFromText(std::string_view text) {
  std::string lower = LowerAscii(Trim(text));
  const bool negative = lower.starts_with('-');
  if (negative || lower.starts_with('+')) lower.erase(0, 1);
  const double sign = negative ? -1 : 1;
  if (lower == "inf" || lower == "infinity") return {sign * HUGE_VAL};
  if (lower == "nan") return {std::nan("")};
  if (lower.find_first_not_of("0123456789_.e+-") != std::string::npos) return Unknown("is not a number of Python");
  const PyValue value = Float(lower);
  return value.unknown() || lower[0] == '-' || lower[0] == '+' ? Unknown("is not a number of Python")
                                                               : PyValue{sign * *value.As<double>()};
}

PythonString SplitPythonString(std::string_view token) {
  PythonString out;
  std::size_t at = 0;
  for (; at < token.size() && token[at] != '\'' && token[at] != '"'; ++at) {
    const char c = LowerAscii(token.substr(at, 1))[0];
    out.raw = out.raw || c == 'r';
    out.bytes = out.bytes || c == 'b';
    out.formatted = out.formatted || c == 'f';
  }
  if (at == token.size()) return out;
  const bool triple = token.size() >= at + 6 && token[at + 1] == token[at] && token[at + 2] == token[at];
  const std::string_view quote = token.substr(at, triple ? 3 : 1);
  std::size_t end = at + quote.size();
  while (end < token.size() && token.substr(end, quote.size()) != quote) {
    if (!triple && (token[end] == '\n' || token[end] == '\r')) return out;
    end += token[end] == '\\' ? (token.substr(end + 1, 2) == "\r\n" ? 3 : 2) : 1;
  }
  out.closed = end + quote.size() == token.size();
  if (out.closed) out.body = token.substr(at + quote.size(), end - at - quote.size());
  return out;
}

PyValue ReadPythonText(std::string_view body, bool raw) {
  if (ValidUtf8(body) != body) return Unknown("is not UTF-8");
  std::string out;
  for (std::size_t at = 0; at < body.size();) {
    if (body[at] == '\\' && !raw && at + 1 < body.size()) {
      if (!ReadEscape(body, ++at, out)) return Unknown("has an escape that is not resolved");
    } else if (body[at] == '\r') {
      out += '\n';
      at += body.substr(at, 2) == "\r\n" ? 2 : 1;
    } else {
      out += body[at++];
    }
  }
  return MakeText(std::move(out));
}

}  // namespace sftdoctor
