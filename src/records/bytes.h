// Comparing a few bytes of a padded line with a short text, without a call.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sftdoctor {

/// At most sixteen bytes to look for at a given place. 16 bytes from that place on must be readable.
class ShortText {
 public:
  static constexpr std::size_t kMost = 16;

  ShortText() = default;
  explicit ShortText(std::string_view text) : length_(static_cast<std::uint8_t>(text.size())) {
    std::memcpy(bytes_, text.data(), text.size());
    mask_ = (std::uint32_t{1} << text.size()) - 1;
  }

  std::size_t size() const { return length_; }

  bool StandsAt(const char* p) const {
#if defined(__SSE2__)
    const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes_));
    return (static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(a, b))) & mask_) == mask_;
#else
    return std::memcmp(p, bytes_, length_) == 0;
#endif
  }

 private:
  char bytes_[kMost] = {};
  std::uint32_t mask_ = 0;
  std::uint8_t length_ = 0;
};

}  // namespace sftdoctor
