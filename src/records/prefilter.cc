#include "records/prefilter.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace sftdoctor {
namespace {

/// How common a byte is in logs, roughly: blanks, digits and frequent letters make poor fingerprints.
int Commonness(char c) {
  if (c == ' ') return 12;
  if (c >= '0' && c <= '9') return 9;
  if (std::string_view("etaoinsrl").find(c) != std::string_view::npos) return 8;
  if (std::string_view(".,:").find(c) != std::string_view::npos) return 7;
  if (c >= 'a' && c <= 'z') return 5;
  return 2;
}

std::size_t RarestWindow(const std::string& literal, std::size_t width) {
  std::size_t best = 0;
  int least = 1 << 20;
  for (std::size_t i = 0; i + width <= literal.size(); ++i) {
    int sum = 0;
    for (std::size_t j = 0; j < width; ++j) sum += Commonness(literal[i + j]);
    if (sum < least) {
      least = sum;
      best = i;
    }
  }
  return best;
}

}  // namespace

Prefilter::Prefilter(std::vector<std::string> literals) : literals_(std::move(literals)) {
  for (std::size_t i = 0; i < literals_.size(); ++i) {
    const std::size_t window = RarestWindow(literals_[i], kFingerprint);
    const std::size_t bucket = i % kBuckets;
    windows_.push_back(window);
    buckets_[bucket].push_back(i);
    for (std::size_t j = 0; j < kFingerprint; ++j) {
      const unsigned byte = static_cast<unsigned char>(literals_[i][window + j]);
      low_[j][byte & 15] |= static_cast<std::uint8_t>(1u << bucket);
      high_[j][byte >> 4] |= static_cast<std::uint8_t>(1u << bucket);
    }
  }
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) next_ = &Prefilter::NextAvx2;
#endif
}

/// Literals whose fingerprint may stand at `window`: the one that starts first, in [from, end).
Prefilter::Hit Prefilter::Verify(const char* window, const char* from, const char* end, unsigned buckets) const {
  Hit hit;
  for (; buckets != 0; buckets &= buckets - 1) {
    for (const std::size_t i : buckets_[static_cast<std::size_t>(std::countr_zero(buckets))]) {
      const std::string& literal = literals_[i];
      if (static_cast<std::size_t>(window - from) < windows_[i]) continue;
      const char* start = window - windows_[i];
      if (static_cast<std::size_t>(end - start) < literal.size()) continue;
      if (std::memcmp(start, literal.data(), literal.size()) != 0) continue;
      if (!hit.at || start < hit.at || (start == hit.at && i < hit.literal)) hit = {start, i};
    }
  }
  return hit;
}

Prefilter::Hit Prefilter::NextSlowly(const char* from, const char* end, LineEnds& ends) const {
  const auto buckets_of = [&](const char* p) {
    unsigned buckets = 0xFF;
    for (std::size_t j = 0; j < kFingerprint; ++j) {
      const unsigned byte = static_cast<unsigned char>(p[j]);
      buckets &= static_cast<unsigned>(low_[j][byte & 15] & high_[j][byte >> 4]);
    }
    return buckets;
  };
  for (const char* p = from; p < end; ++p) {
    const unsigned buckets = buckets_of(p);
    if (buckets != 0) {
      const Hit hit = Verify(p, from, end, buckets);
      if (hit.at) return hit;
    }
    ends.newlines += *p == '\n';
    ends.carriages += *p == '\r' && p[1] != '\n';
  }
  return {};
}

#if defined(__x86_64__)

#define SFTDOCTOR_AVX2 __attribute__((target("avx2,bmi,popcnt")))

SFTDOCTOR_AVX2 static inline __m256i Table(const std::array<std::uint8_t, 16>& bytes) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data())));
}

SFTDOCTOR_AVX2 static inline __m256i Load(const char* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

/// The buckets whose tables have both nibbles of each byte.
SFTDOCTOR_AVX2 static inline __m256i Look(__m256i low, __m256i high, __m256i bytes) {
  const __m256i nibble = _mm256_set1_epi8(15);
  const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble);
  return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(bytes, nibble)), _mm256_shuffle_epi8(high, upper));
}

SFTDOCTOR_AVX2 Prefilter::Hit Prefilter::NextAvx2(const char* from, const char* end, LineEnds& ends) const {
  const __m256i low0 = Table(low_[0]), low1 = Table(low_[1]), low2 = Table(low_[2]);
  const __m256i high0 = Table(high_[0]), high1 = Table(high_[1]), high2 = Table(high_[2]);
  const __m256i newline = _mm256_set1_epi8('\n'), carriage = _mm256_set1_epi8('\r');
  for (const char* p = from; p < end; p += 32) {
    const __m256i bytes = Load(p), next = Load(p + 1);
    const __m256i found = _mm256_and_si256(_mm256_and_si256(Look(low0, high0, bytes), Look(low1, high1, next)),
                                           Look(low2, high2, Load(p + 2)));
    const __m256i lone = _mm256_andnot_si256(_mm256_cmpeq_epi8(next, newline), _mm256_cmpeq_epi8(bytes, carriage));
    unsigned newlines = static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, newline)));
    unsigned carriages = static_cast<unsigned>(_mm256_movemask_epi8(lone));
    unsigned inside = ~0u;
    if (end - p < 32) inside = (1u << (end - p)) - 1;
    unsigned candidates =
        ~static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(found, _mm256_setzero_si256())));
    candidates &= inside;
    alignas(32) std::uint8_t buckets[32];
    if (candidates) _mm256_store_si256(reinterpret_cast<__m256i*>(buckets), found);
    for (; candidates; candidates &= candidates - 1) {
      const unsigned i = static_cast<unsigned>(std::countr_zero(candidates));
      const Hit hit = Verify(p + i, from, end, buckets[i]);
      if (!hit.at) continue;
      ends.newlines += static_cast<unsigned>(std::popcount(newlines & ((1u << i) - 1)));
      ends.carriages += static_cast<unsigned>(std::popcount(carriages & ((1u << i) - 1)));
      return hit;
    }
    ends.newlines += static_cast<unsigned>(std::popcount(newlines & inside));
    ends.carriages += static_cast<unsigned>(std::popcount(carriages & inside));
  }
  return {};
}

#undef SFTDOCTOR_AVX2

#else

Prefilter::Hit Prefilter::NextAvx2(const char* from, const char* end, LineEnds& ends) const {
  return NextSlowly(from, end, ends);
}

#endif

}  // namespace sftdoctor
