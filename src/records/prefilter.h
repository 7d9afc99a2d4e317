// Finds the lines worth looking at: any of many literals in a block, at memory speed, counting line ends on the way.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace sftdoctor {

/// Line ends passed so far: '\n', and '\r' that no '\n' follows.
struct LineEnds {
  std::uint64_t newlines = 0;
  std::uint64_t carriages = 0;
};

/// Searches for all literals at once by fingerprints of three neighbouring bytes, looked up by nibbles (the method is
/// that of Hyperscan's Teddy, Wang et al., NSDI 2019). Uses AVX2 where the processor has it.
class Prefilter {
 public:
  /// Literals of at least three bytes; without any, nothing is ever found.
  explicit Prefilter(std::vector<std::string> literals);

  struct Hit {
    const char* at = nullptr;  ///< start of the literal, null when there is none up to `end`
    std::size_t literal = 0;   ///< which; of several at one place the one given first
  };

  /// The literal within [from, end) whose fingerprint comes first. `ends` is advanced by the
  /// line ends in [from, fingerprint of the hit) (a literal holds none), or in [from, end) without one. 32 bytes behind
  /// `end` must be readable.
  Hit Next(const char* from, const char* end, LineEnds& ends) const { return (this->*next_)(from, end, ends); }

  /// The same search byte by byte: what runs without AVX2, and the oracle of the tests.
  Hit NextSlowly(const char* from, const char* end, LineEnds& ends) const;

  const std::vector<std::string>& literals() const { return literals_; }

 private:
  static constexpr std::size_t kBuckets = 8;
  static constexpr std::size_t kFingerprint = 3;

  Hit NextAvx2(const char* from, const char* end, LineEnds& ends) const;
  Hit Verify(const char* window, const char* from, const char* end, unsigned buckets) const;

  std::vector<std::string> literals_;
  std::vector<std::size_t> windows_;                        ///< start of each literal's fingerprint in it
  std::array<std::vector<std::size_t>, kBuckets> buckets_;  ///< literals by bucket
  std::array<std::array<std::uint8_t, 16>, kFingerprint> low_{}, high_{};  ///< buckets by nibble
  Hit (Prefilter::*next_)(const char*, const char*, LineEnds&) const = &Prefilter::NextSlowly;
};

}  // namespace sftdoctor
