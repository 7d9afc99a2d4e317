#include "records/number.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace sftdoctor {
namespace {

/// Whether `word` (lower case) stands at `p` in any case.
bool HasWord(const char* p, const char* word) {
  for (; *word; ++p, ++word) {
    if ((*p | 0x20) != *word) return false;
  }
  return true;
}

const char* ReadSpecial(const char* p, bool negative, double& out) {
  if (HasWord(p, "nan")) {
    out = std::numeric_limits<double>::quiet_NaN();
    return p + 3;
  }
  if (!HasWord(p, "inf")) return nullptr;
  out = negative ? -HUGE_VAL : HUGE_VAL;
  return p + (HasWord(p, "infinity") ? 8 : 3);
}

const char* SkipDigits(const char* p) {
  while (IsDigit(*p)) ++p;
  return p;
}

double Convert(const char* begin, const char* end) {
  double value = 0;
  const auto result = std::from_chars(begin, end, value);
  if (result.ec == std::errc()) return value;
  return std::strtod(std::string(begin, end).c_str(), nullptr);  // beyond the range: strtod says inf or zero
}

}  // namespace

namespace number_internal {

const char* ReadNumberSlowly(const char* p, double& out) {
  const bool negative = *p == '-';
  if (negative || *p == '+') ++p;
  const char* const begin = p;
  p = SkipDigits(p);
  const bool whole = p > begin;
  if (*p == '.' && (whole || IsDigit(p[1]))) p = SkipDigits(p + 1);
  if (p == begin) return ReadSpecial(p, negative, out);
  if (*p == 'e' || *p == 'E') {
    const char* q = p + 1;
    if (*q == '-' || *q == '+') ++q;
    if (IsDigit(*q)) p = SkipDigits(q);
  }
  out = Convert(begin, p);
  if (negative) out = -out;
  return p;
}

}  // namespace number_internal

const char* ReadGrouped(const char* p, double& out) {
  if (!IsDigit(*p)) return nullptr;
  out = 0;
  for (; IsDigit(*p) || *p == ','; ++p) {
    if (*p != ',') out = out * 10 + (*p - '0');
  }
  return p;
}

namespace {

constexpr std::size_t kMinute = 16;  ///< bytes of `dddd-dd-dd dd:dd`

/// Checks `dddd-dd-dd dd:dd` and fills the cache.
bool ReadMinute(const char* p, TimeCache& cache) {
  static constexpr char kShape[] = "dddd-dd-dd dd:dd";
  for (std::size_t i = 0; i < kMinute; ++i) {
    const bool fits = kShape[i] == 'd'   ? IsDigit(p[i])
                      : kShape[i] == ' ' ? p[i] == ' ' || p[i] == 'T'
                                         : p[i] == kShape[i];
    if (!fits) return false;
  }
  const auto two = [&](int i) { return (p[i] - '0') * 10 + (p[i + 1] - '0'); };
  const std::chrono::year_month_day date{std::chrono::year(two(0) * 100 + two(2)),
                                         std::chrono::month(static_cast<unsigned>(two(5))),
                                         std::chrono::day(static_cast<unsigned>(two(8)))};
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  cache.seconds = date.ok() ? (static_cast<double>(days) * 24 + two(11)) * 3600 + two(14) * 60
                            : std::numeric_limits<double>::quiet_NaN();
  std::memcpy(cache.minute, p, kMinute);
  return true;
}

/// Sixteen bytes compared as two words: no call on the hottest path.
bool SameMinute(const char* a, const char* b) {
  static_assert(kMinute == 16);
  std::uint64_t x[2], y[2];
  std::memcpy(x, a, sizeof x);
  std::memcpy(y, b, sizeof y);
  return x[0] == y[0] && x[1] == y[1];
}

}  // namespace

const char* ReadTime(const char* p, TimeCache& cache, double& out) {
  if (!SameMinute(p, cache.minute) && !ReadMinute(p, cache)) return nullptr;
  p += kMinute;
  if (p[0] != ':' || !IsDigit(p[1]) || !IsDigit(p[2])) return nullptr;
  out = cache.seconds + (p[1] - '0') * 10 + (p[2] - '0');
  p += 3;
  if ((*p == '.' || *p == ',') && IsDigit(p[1])) {
    static constexpr double kTenths[10] = {1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9};
    const Digits fraction = ReadDigits(p + 1);
    if (fraction.count < 10) out += static_cast<double>(fraction.value) * kTenths[fraction.count];
    p = fraction.end;
  }
  return p;
}

}  // namespace sftdoctor
