#include "dataset/parquet/codec.h"

#include <fmt/format.h>
#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>

#include "dataset/parquet/metadata.h"

namespace sftdoctor::parquet {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 30;  ///< writers cut pages at 1 MB; fastparquet at none
/// Up to this size nobody asks how a page became so small. A larger one must have been packed at less than 1:64, which
/// texts are; so a small file cannot fill the memory.
constexpr std::size_t kUnasked = std::size_t{64} << 20;
constexpr std::size_t kDensest = 64;
constexpr std::size_t kFirst = std::size_t{1} << 20;

/// Makes room for what comes next and returns how much: at first a little, then twice as much each time, and one byte
/// more than was promised, which shows when the promise is broken.
std::size_t MakeRoom(Buffer& page, std::size_t filled, std::size_t size, std::size_t packed) {
  const std::size_t wanted = filled == 0 ? std::max(kFirst, 4 * packed) : 2 * filled;
  if (filled == 0 || page.capacity() == filled) page.Reserve(std::min(size + 1, wanted), filled);
  return std::min(size + 1, page.capacity()) - filled;
}

std::string_view Inflate(std::string_view packed, std::size_t size, Buffer& page) {
  struct Stream : z_stream {
    Stream() : z_stream{} {
      if (inflateInit2(this, MAX_WBITS + 32) != Z_OK) throw DamagedBytes("zlib cannot start");
    }
    ~Stream() { inflateEnd(this); }
  } stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  for (std::size_t filled = 0;;) {
    const std::size_t room = MakeRoom(page, filled, size, packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(page.data() + filled);
    stream.avail_out = static_cast<uInt>(room);
    const int status = inflate(&stream, Z_NO_FLUSH);
    filled += room - stream.avail_out;
    if (status == Z_STREAM_END && stream.avail_in == 0) return page.First(filled);
    if (status == Z_STREAM_END) {
      inflateReset(&stream);  // streams may be joined
    } else if (status != Z_OK || filled > size) {
      throw DamagedBytes("a gzip page is damaged");
    }
  }
}

std::string_view Unzstd(std::string_view packed, std::size_t size, Buffer& page) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t filled = 0, status = 1;
  while (in.pos < in.size || status != 0) {
    const std::size_t room = MakeRoom(page, filled, size, packed.size());
    ZSTD_outBuffer out{page.data(), filled + room, filled};
    const std::size_t before = in.pos;
    status = ZSTD_decompressStream(context.get(), &out, &in);
    const bool stuck = in.pos == before && out.pos == filled;
    if (ZSTD_isError(status) || stuck || out.pos > size) throw DamagedBytes("a zstd page is damaged");
    filled = out.pos;
  }
  return page.First(filled);
}

std::string_view Unsnap(std::string_view packed, std::size_t size, Buffer& page) {
  std::size_t own = 0;
  // Two bytes of snappy make 64 at most: a longer promise is no reason to allocate.
  const bool credible =
      snappy::GetUncompressedLength(packed.data(), packed.size(), &own) && own == size && size / 64 <= packed.size();
  if (credible) page.Reserve(std::max<std::size_t>(size, 1));
  if (!credible || !snappy::RawUncompress(packed.data(), packed.size(), page.data()))
    throw DamagedBytes("a snappy page is damaged");
  return page.First(size);
}

}  // namespace

std::string UnreadCodec(int codec) {
  static constexpr std::array<const char*, 8> kUnread = {"", "", "", "lzo", "brotli", "lz4", "", "lz4"};
  if (codec < 0 || codec >= static_cast<int>(kUnread.size())) return fmt::format("unknown codec {}", codec);
  return kUnread[static_cast<std::size_t>(codec)];
}

std::string_view Decompress(int codec, std::string_view packed, std::size_t size, Buffer& page) {
  if (size > kLargest || packed.size() > kLargest || size > std::max(kUnasked, kDensest * packed.size()))
    throw DamagedBytes(fmt::format("a page of {} bytes is too large", size));
  if (packed.empty() && size == 0) return packed;
  std::string_view plain = packed;
  switch (static_cast<Codec>(codec)) {
    case Codec::kGzip:
      plain = Inflate(packed, size, page);
      break;
    case Codec::kZstd:
      plain = Unzstd(packed, size, page);
      break;
    case Codec::kSnappy:
      plain = Unsnap(packed, size, page);
      break;
    default:
      break;
  }
  if (plain.size() != size)
    throw DamagedBytes(fmt::format("a page has {} bytes, {} were promised", plain.size(), size));
  return plain;
}

}  // namespace sftdoctor::parquet
