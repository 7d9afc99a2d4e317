// Compressed pages.
#pragma once

#include <string>
#include <string_view>

#include "dataset/parquet/bytes.h"

namespace sftdoctor::parquet {

/// Name of a codec that is not read ("brotli"); empty when it is.
std::string UnreadCodec(int codec);

/// Decompresses a page that is said to have `size` bytes then. The result lies in `page`, or in `packed` itself where
/// nothing was compressed. Memory grows with what really comes out. Throws DamagedBytes when that is not `size` bytes.
std::string_view Decompress(int codec, std::string_view packed, std::size_t size, Buffer& page);

}  // namespace sftdoctor::parquet
