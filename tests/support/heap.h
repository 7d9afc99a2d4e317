// How much memory is taken, for tests that a hostile file may not take it.
#pragma once

#include <malloc.h>

#include <cstddef>

namespace sftdoctor::tests {

/// Bytes that are allocated now. A sanitizer's allocator tells nothing: always 0.
inline std::size_t HeapInUse() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace sftdoctor::tests
