// A buffer that grows without touching what is not filled, and the few numbers that parquet stores as they are.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>

#include "dataset/parquet/thrift.h"

namespace sftdoctor::parquet {

class Buffer {
 public:
  char* data() { return bytes_.get(); }
  std::size_t capacity() const { return capacity_; }
  std::string_view First(std::size_t size) const { return {bytes_.get(), size}; }

  /// Room for `capacity` bytes; the first `keep` stay.
  void Reserve(std::size_t capacity, std::size_t keep = 0) {
    if (capacity <= capacity_) return;
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (keep > 0) std::memcpy(larger.get(), bytes_.get(), keep);
    bytes_ = std::move(larger);
    capacity_ = capacity;
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
};

/// Takes little-endian values off the front of bytes. Throws DamagedBytes when there are none left.
class Cursor {
 public:
  Cursor() = default;
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  std::string_view Take(std::size_t size) {
    if (size > rest_.size()) throw DamagedBytes("a page ends in the middle of a value");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  template <typename T>
  T Value() {
    static_assert(std::is_trivially_copyable_v<T> && std::endian::native == std::endian::little);
    T value;
    std::memcpy(&value, Take(sizeof value).data(), sizeof value);
    return value;
  }
  /// Bytes behind their length.
  std::string_view Text() { return Take(Value<std::uint32_t>()); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace sftdoctor::parquet
