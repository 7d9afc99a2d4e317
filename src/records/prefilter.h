// Finds the lines worth looking at: any of many literals in a block, at memory speed, counting line ends on the way.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sftdoctor {

/// Line ends passed so far: '\n', and '\r' that no '\n' follows.
struct LineEnds {
  std::uint64_t newlines = 0;
  std::uint64_t carriages = 0;
};

/// Searches for all literals at once by fingerprints of four neighbouring bytes, looked up by nibbles (the method is
/// that of Hyperscan's Teddy, Wang et al., NSDI 2019). Uses AVX2 where the processor has it. Literals share
/// fingerprints where they can, because fewer of them let fewer other places through.
class Prefilter {
 public:
  /// Literals of at least kFingerprint bytes; without any, nothing is ever found. `sample`, a piece of what will be
  /// searched, tells which fingerprints are rare there; it may be empty.
  explicit Prefilter(std::vector<std::string> literals, std::string_view sample = {});

  static constexpr std::size_t kFingerprint = 4;

  struct Hit {
    const char* at = nullptr;  ///< start of the literal, null when there is none up to `end`
    std::size_t literal = 0;   ///< which; of several at one place the one given first
  };

  /// The literal within [from, end) whose fingerprint comes first. `ends` is advanced by the line ends in [from,
  /// fingerprint of the hit) (a literal holds none), or in [from, end) without one. `end` is the end of a block's text
  /// (kPadding bytes behind it are readable): a '\r' just before it is a line end of its own.
  Hit Next(const char* from, const char* end, LineEnds& ends) const {
    const Hit hit = (this->*next_)(from, end, ends);
    if (!hit.at && from < end && end[-1] == '\r' && *end == '\n') ++ends.carriages;
    return hit;
  }

  /// The same search byte by byte (but for that last '\r'): what runs without AVX2, and the oracle of the tests.
  Hit NextSlowly(const char* from, const char* end, LineEnds& ends) const;

  const std::vector<std::string>& literals() const { return literals_; }

 private:
  static constexpr std::size_t kBuckets = 8;
  /// A literal by its fingerprint.
  struct Entry {
    std::uint32_t bytes;   ///< the fingerprint
    std::uint32_t offset;  ///< where it stands in the literal
    std::size_t literal;
  };

  Hit NextAvx2(const char* from, const char* end, LineEnds& ends) const;
  unsigned SkipQuiet(const char*& p, const char* end, LineEnds& ends, std::uint8_t* buckets) const;
  Hit SearchSlowly(const char* at, const char* from, const char* end, LineEnds& ends) const;
  Hit Verify(const char* window, const char* from, const char* end, unsigned buckets) const;

  std::vector<std::string> literals_;
  std::array<std::vector<Entry>, kBuckets> buckets_;
  std::array<std::array<std::uint8_t, 16>, kFingerprint> low_{}, high_{};  ///< buckets by nibble
  Hit (Prefilter::*next_)(const char*, const char*, LineEnds&) const = &Prefilter::NextSlowly;
};

}  // namespace sftdoctor
