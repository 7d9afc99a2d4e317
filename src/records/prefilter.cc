#include "records/prefilter.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <string_view>
#include <unordered_map>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/error.h"

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

std::uint32_t FourBytes(const char* p) {
  std::uint32_t bytes;
  std::memcpy(&bytes, p, sizeof bytes);
  return bytes;
}

/// The different four bytes of a sample and how often each stands there.
class Sample {
 public:
  explicit Sample(std::string_view text) {
    if (text.size() < 4) return;
    for (std::size_t i = 0; i + 4 <= text.size(); ++i) ++counts_[FourBytes(text.data() + i)];
  }
  std::uint32_t Count(std::uint32_t bytes) const {
    const auto found = counts_.find(bytes);
    return found == counts_.end() ? 0 : found->second;
  }
  const std::unordered_map<std::uint32_t, std::uint32_t>& counts() const { return counts_; }

 private:
  std::unordered_map<std::uint32_t, std::uint32_t> counts_;
};

/// What looking at a fingerprint costs: how often the sample has it, then how common its bytes are.
int CostOf(const char* p, const Sample& sample) {
  int common = 0;
  for (std::size_t j = 0; j < Prefilter::kFingerprint; ++j) common += Commonness(p[j]);
  return static_cast<int>(std::min(sample.Count(FourBytes(p)), 100000u)) * 64 + common;
}

/// Four bytes that may serve as fingerprint: where they stand, in each of the literals that hold them.
struct Window {
  int cost = 0;
  std::vector<std::pair<std::size_t, std::size_t>> places;  ///< literal, offset
};

std::map<std::uint32_t, Window> AllWindows(const std::vector<std::string>& literals, const Sample& sample) {
  std::map<std::uint32_t, Window> windows;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    for (std::size_t at = 0; at + Prefilter::kFingerprint <= literals[i].size(); ++at) {
      const char* const p = literals[i].data() + at;
      Window& window = windows[FourBytes(p)];
      if (window.places.empty()) window.cost = CostOf(p, sample);
      if (window.places.empty() || window.places.back().first != i) window.places.emplace_back(i, at);
    }
  }
  return windows;
}

/// For each literal where its fingerprint stands: the cheapest for the set, as one that several share counts once
/// (greedy set cover).
std::vector<std::size_t> ChooseWindows(const std::vector<std::string>& literals, const Sample& sample) {
  const std::map<std::uint32_t, Window> windows = AllWindows(literals, sample);
  std::vector<std::size_t> chosen(literals.size());
  std::vector<bool> done(literals.size());
  for (std::size_t left = literals.size(); left > 0;) {
    const Window* best = nullptr;
    double most = 0;
    for (const auto& [bytes, window] : windows) {
      int covered = 0;
      for (const auto& place : window.places) covered += !done[place.first];
      const double worth = covered / (20.0 + window.cost);
      if (worth > most) most = worth, best = &window;
    }
    for (const auto& [literal, offset] : best->places) {
      if (done[literal]) continue;
      chosen[literal] = offset;
      done[literal] = true;
      --left;
    }
  }
  return chosen;
}

/// The nibbles that a bucket lets through at each place of a fingerprint, as bit sets.
struct Nibbles {
  std::array<std::uint16_t, Prefilter::kFingerprint> low{}, high{};

  void Add(std::uint32_t bytes) {
    for (std::size_t j = 0; j < low.size(); ++j, bytes >>= 8) {
      low[j] = static_cast<std::uint16_t>(low[j] | 1u << (bytes & 15));
      high[j] = static_cast<std::uint16_t>(high[j] | 1u << (bytes >> 4 & 15));
    }
  }
  bool Pass(std::uint32_t bytes) const {
    for (std::size_t j = 0; j < low.size(); ++j, bytes >>= 8) {
      if (!(low[j] >> (bytes & 15) & 1) || !(high[j] >> (bytes >> 4 & 15) & 1)) return false;
    }
    return true;
  }
};

/// Puts fingerprints together so that mixing their nibbles lets little else of the sample through (greedily).
class Buckets {
 public:
  Buckets(const Sample& sample, std::size_t size) : nibbles_(size), passed_(size) {
    for (const auto& [bytes, count] : sample.counts()) {
      if (count > 1) grams_.emplace_back(bytes, count);  // what stood there once will not stand there often
    }
  }

  std::size_t Place(std::uint32_t bytes) {
    std::size_t best = 0;
    std::uint64_t least = ~std::uint64_t{0}, best_total = 0;
    for (std::size_t b = 0; b < nibbles_.size(); ++b) {
      Nibbles with = nibbles_[b];
      with.Add(bytes);
      std::uint64_t total = 0;
      for (const auto& [gram, count] : grams_) total += with.Pass(gram) ? count : 0;
      const std::uint64_t more =
          (total - passed_[b]) * 64 + static_cast<std::uint64_t>(sizes_[b]);  // ties: the emptiest
      if (more < least) least = more, best = b, best_total = total;
    }
    nibbles_[best].Add(bytes);
    passed_[best] = best_total;
    ++sizes_[best];
    return best;
  }

 private:
  std::vector<Nibbles> nibbles_;
  std::vector<std::uint64_t> passed_;  ///< of the sample, by bucket
  std::array<int, 8> sizes_{};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> grams_;
};

constexpr std::size_t kSampleBytes = std::size_t{8} << 10;  ///< enough to see what is common

constexpr std::size_t kTuningPays = std::size_t{64} << 10;  ///< a smaller log is read before the search is tuned to it

}  // namespace

Prefilter::Prefilter(std::vector<std::string> literals, std::string_view text) : literals_(std::move(literals)) {
  for (const std::string& literal : literals_) {
    if (literal.size() >= kFingerprint) continue;
    throw Error("\"" + literal + "\" is too short to search for", {}, "give it four bytes or more");
  }
  const bool tune = text.size() >= kTuningPays;
  const Sample sample(tune ? text.substr(text.size() / 2, kSampleBytes) : std::string_view());
  const std::vector<std::size_t> windows = ChooseWindows(literals_, sample);
  Buckets buckets(sample, kBuckets);
  std::map<std::uint32_t, std::size_t> placed;
  for (std::size_t i = 0; i < literals_.size(); ++i) {
    const char* const window = literals_[i].data() + windows[i];
    const auto [at, added] = placed.emplace(FourBytes(window), 0);
    if (added) at->second = buckets.Place(at->first);
    const std::size_t bucket = at->second;
    buckets_[bucket].push_back({at->first, static_cast<std::uint32_t>(windows[i]), i});
    for (std::size_t j = 0; j < kFingerprint; ++j) {
      const unsigned byte = static_cast<unsigned char>(window[j]);
      low_[j][byte & 15] |= static_cast<std::uint8_t>(1u << bucket);
      high_[j][byte >> 4] |= static_cast<std::uint8_t>(1u << bucket);
    }
  }
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) next_ = &Prefilter::NextAvx2;
#endif
}

/// The literal whose fingerprint stands at `window`, within [from, end); of several the one given first.
Prefilter::Hit Prefilter::Verify(const char* window, const char* from, const char* end, unsigned buckets) const {
  Hit hit;
  const std::uint32_t bytes = FourBytes(window);
  for (; buckets != 0; buckets &= buckets - 1) {
    for (const Entry& entry : buckets_[static_cast<std::size_t>(std::countr_zero(buckets))]) {
      if (entry.bytes != bytes || static_cast<std::size_t>(window - from) < entry.offset) continue;
      const char* start = window - entry.offset;
      const std::string& literal = literals_[entry.literal];
      if (static_cast<std::size_t>(end - start) < literal.size()) continue;
      if (std::memcmp(start, literal.data(), literal.size()) != 0) continue;
      if (!hit.at || start < hit.at || (start == hit.at && entry.literal < hit.literal)) hit = {start, entry.literal};
    }
  }
  return hit;
}

Prefilter::Hit Prefilter::NextSlowly(const char* from, const char* end, LineEnds& ends) const {
  return SearchSlowly(from, from, end, ends);
}

Prefilter::Hit Prefilter::SearchSlowly(const char* at, const char* from, const char* end, LineEnds& ends) const {
  const auto buckets_of = [&](const char* p) {
    unsigned buckets = 0xFF;
    for (std::size_t j = 0; j < kFingerprint; ++j) {
      const unsigned byte = static_cast<unsigned char>(p[j]);
      buckets &= static_cast<unsigned>(low_[j][byte & 15] & high_[j][byte >> 4]);
    }
    return buckets;
  };
  for (const char* p = at; p < end; ++p) {
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

SFTDOCTOR_AVX2 static inline std::uint64_t SumOfBytes(__m256i bytes) {
  const __m256i sums = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
  const __m128i half = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(half)) + static_cast<std::uint64_t>(_mm_extract_epi64(half, 1));
}

/// Bit masks of the line ends among 32 bytes.
struct EndMasks {
  unsigned newlines, carriages;
};
SFTDOCTOR_AVX2 static inline EndMasks EndsAt(const char* p) {
  const __m256i newline = _mm256_set1_epi8('\n');
  const __m256i bytes = Load(p);
  const __m256i carriages = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\r'));
  const __m256i lone = _mm256_andnot_si256(_mm256_cmpeq_epi8(Load(p + 1), newline), carriages);
  return {static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, newline))),
          static_cast<unsigned>(_mm256_movemask_epi8(lone))};
}

/// Moves `p` over 32 bytes at a time until some may hold a fingerprint (their buckets are then in `buckets`, and the
/// result has a bit for each place) or fewer than 32 are left (0). Kept apart so that the tables stay in registers.
SFTDOCTOR_AVX2 __attribute__((noinline)) unsigned Prefilter::SkipQuiet(const char*& p, const char* end, LineEnds& ends,
                                                                       std::uint8_t* buckets) const {
  const __m256i low0 = Table(low_[0]), low1 = Table(low_[1]), low2 = Table(low_[2]), low3 = Table(low_[3]);
  const __m256i high0 = Table(high_[0]), high1 = Table(high_[1]), high2 = Table(high_[2]), high3 = Table(high_[3]);
  constexpr int kCounter = 255;  // vectors after which a byte that counts may be full
  while (end - p >= 32) {
    __m256i newlines = _mm256_setzero_si256(), carriages = newlines, found = newlines;
    int left = kCounter;
    for (; left > 0 && end - p >= 32; --left, p += 32) {
      const __m256i bytes = Load(p), next = Load(p + 1);
      found = _mm256_and_si256(_mm256_and_si256(Look(low0, high0, bytes), Look(low1, high1, next)),
                               _mm256_and_si256(Look(low2, high2, Load(p + 2)), Look(low3, high3, Load(p + 3))));
      if (!_mm256_testz_si256(found, found)) break;
      const __m256i newline = _mm256_set1_epi8('\n');
      const __m256i carriage = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\r'));
      newlines = _mm256_sub_epi8(newlines, _mm256_cmpeq_epi8(bytes, newline));
      carriages = _mm256_sub_epi8(carriages, _mm256_andnot_si256(_mm256_cmpeq_epi8(next, newline), carriage));
    }
    ends.newlines += SumOfBytes(newlines);
    ends.carriages += SumOfBytes(carriages);
    if (left == 0 || end - p < 32) continue;
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(buckets), found);
    return ~static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(found, _mm256_setzero_si256())));
  }
  return 0;
}

SFTDOCTOR_AVX2 Prefilter::Hit Prefilter::NextAvx2(const char* from, const char* end, LineEnds& ends) const {
  const char* p = from;
  std::uint8_t buckets[32];
  while (unsigned candidates = SkipQuiet(p, end, ends, buckets)) {
    const EndMasks masks = EndsAt(p);
    for (; candidates; candidates &= candidates - 1) {
      const unsigned i = static_cast<unsigned>(std::countr_zero(candidates));
      const Hit hit = Verify(p + i, from, end, buckets[i]);
      if (!hit.at) continue;
      ends.newlines += static_cast<unsigned>(std::popcount(masks.newlines & ((1u << i) - 1)));
      ends.carriages += static_cast<unsigned>(std::popcount(masks.carriages & ((1u << i) - 1)));
      return hit;
    }
    ends.newlines += static_cast<unsigned>(std::popcount(masks.newlines));
    ends.carriages += static_cast<unsigned>(std::popcount(masks.carriages));
    p += 32;
  }
  return SearchSlowly(p, from, end, ends);
}

#undef SFTDOCTOR_AVX2

#else

Prefilter::Hit Prefilter::NextAvx2(const char* from, const char* end, LineEnds& ends) const {
  return NextSlowly(from, end, ends);
}

#endif

}  // namespace sftdoctor
