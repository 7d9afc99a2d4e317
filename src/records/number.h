// Numbers and timestamps read straight from log bytes. All functions may look up to 24 bytes past the text they accept
// (lines are padded, see lines/block.h) and return the end of what they accepted, or null when nothing fits.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>

namespace sftdoctor {

inline bool IsDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// Digits at `p`: their value (exact for at most 19), their number, and where they end. Eight at a time within a
/// register (the trick is Daniel Lemire's "parsing eight digits", 2018).
struct Digits {
  std::uint64_t value = 0;
  int count = 0;
  const char* end = nullptr;
};

inline Digits ReadDigits(const char* p, Digits so_far = {}) {
  static_assert(std::endian::native == std::endian::little, "digit groups are read as little-endian words");
  static constexpr std::uint64_t kTens[9] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
  for (;;) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    const std::uint64_t folded = word ^ 0x3030303030303030u;
    const std::uint64_t others = ((folded + 0x7676767676767676u) | folded) & 0x8080808080808080u;
    const int n = others ? std::countr_zero(others) >> 3 : 8;
    if (n > 0) {
      std::uint64_t v = folded << (64 - 8 * n);
      v = (v & 0x0F0F0F0F0F0F0F0Fu) * 2561 >> 8;
      v = (v & 0x00FF00FF00FF00FFu) * 6553601 >> 16;
      v = (v & 0x0000FFFF0000FFFFu) * 42949672960001u >> 32;
      so_far.value = so_far.value * kTens[n] + v;
      so_far.count += n;
      p += n;
    }
    if (n < 8) break;
  }
  so_far.end = p;
  return so_far;
}

namespace number_internal {
const char* ReadNumberSlowly(const char* p, double& out);
}

/// `[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?` or nan, inf, infinity in any case; the longest that fits. Correctly rounded;
/// beyond the range of double it is infinite or zero.
inline const char* ReadNumber(const char* p, double& out) {
  static constexpr double kPowers[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                         1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const char* q = p;
  const bool negative = *q == '-';
  q += negative;
  Digits digits = ReadDigits(q);
  const int whole = digits.count;
  if (whole == 0) return number_internal::ReadNumberSlowly(p, out);
  if (*digits.end == '.') digits = ReadDigits(digits.end + 1, digits);
  const int scale = digits.count - whole;
  const char next = *digits.end;
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;  // Clinger 1990: both operands exact, so one rounding
  if (digits.count > 19 || scale > 22 || digits.value > kExact || next == 'e' || next == 'E') {
    return number_internal::ReadNumberSlowly(p, out);
  }
  const double value = static_cast<double>(digits.value) / kPowers[scale];
  out = negative ? -value : value;
  return digits.end;
}

/// `\d+`
inline const char* ReadInteger(const char* p, double& out) {
  const Digits digits = ReadDigits(p);
  if (digits.count == 0) return nullptr;
  if (digits.count > 19) {
    number_internal::ReadNumberSlowly(p, out);
    return digits.end;
  }
  out = static_cast<double>(digits.value);
  return digits.end;
}

/// `\d[\d,]*`, commas between groups ignored.
const char* ReadGrouped(const char* p, double& out);

/// The last minute that was converted, to skip the calendar for its neighbours. It starts with one that ReadTime takes
/// for a minute, so that no other bytes can be found in it.
struct TimeCache {
  char minute[17] = "0000-00-00 00:00";
  double seconds = std::numeric_limits<double>::quiet_NaN();
};

/// `\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}([.,]\d+)?` as seconds since 1970 (no zone); an impossible date gives NaN.
const char* ReadTime(const char* p, TimeCache& cache, double& out);

}  // namespace sftdoctor
