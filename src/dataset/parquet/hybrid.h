// Parquet's mixture of run lengths and packed bits, which holds levels and dictionary indices.
#pragma once

#include <cstdint>
#include <string_view>

#include "dataset/parquet/bytes.h"

namespace sftdoctor::parquet {

/// Hands out numbers of `width` bits (0 to 32) one after the other. Throws DamagedBytes behind the last.
class HybridReader {
 public:
  HybridReader() = default;
  HybridReader(std::string_view bytes, int width) : in_(bytes), width_(width) {
    if (width < 0 || width > 32) throw DamagedBytes("numbers are packed in an impossible width");
  }

  std::uint32_t Next() {
    while (repeats_ == 0 && packed_ == 0) StartRun();
    if (repeats_ > 0) {
      --repeats_;
      return value_;
    }
    --packed_;
    while (bits_ < width_) {
      pool_ |= static_cast<std::uint64_t>(in_.Value<std::uint8_t>()) << bits_;
      bits_ += 8;
    }
    const auto value = static_cast<std::uint32_t>(pool_ & ((std::uint64_t{1} << width_) - 1));
    pool_ >>= width_;
    bits_ -= width_;
    return value;
  }

 private:
  void StartRun() {
    const std::uint64_t header = Varint();
    pool_ = 0;
    bits_ = 0;
    if (header & 1) {
      packed_ = (header >> 1) * 8;  // the last group may be padded, even beyond the end of the bytes
      if (packed_ == 0) throw DamagedBytes("a run of packed numbers is empty");
      return;
    }
    repeats_ = header >> 1;
    if (repeats_ == 0) throw DamagedBytes("a run of numbers is empty");
    value_ = 0;
    for (int shift = 0; shift < width_; shift += 8)
      value_ |= static_cast<std::uint32_t>(in_.Value<std::uint8_t>()) << shift;
  }

  std::uint64_t Varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = in_.Value<std::uint8_t>();
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    throw DamagedBytes("the length of a run has too many digits");
  }

  Cursor in_;
  int width_ = 0;
  std::uint64_t repeats_ = 0, packed_ = 0;
  std::uint32_t value_ = 0;
  std::uint64_t pool_ = 0;
  int bits_ = 0;
};

}  // namespace sftdoctor::parquet
