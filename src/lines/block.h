// The boundary between bytes and lines: blocks of whole lines, read ahead of their use, in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sftdoctor {

/// Bytes a block is read in: fits a level-two cache, which is what makes the search run at memory speed.
inline constexpr std::size_t kBlockSize = std::size_t{256} << 10;
/// Readable bytes behind a block's text: one '\n', then zeros. Matchers may look that far past a line's end.
inline constexpr std::size_t kPadding = 64;
/// A line longer than this is not looked at, only counted. (Progress bars of 70 kB on one line are real.)
inline constexpr std::size_t kLongestLine = kBlockSize;

/// Whole lines of one source. A line ends with \n, \r\n or a lone \r; the last one of a source may lack its end.
struct Block {
  std::string_view text;          ///< into `buffer`; followed by kPadding readable bytes
  std::uint64_t index = 0;        ///< 0, 1, 2... in the order of the source
  std::uint64_t offset = 0;       ///< of `text` in the source (after decompression)
  bool cut = false;               ///< the last line has no end: the writer died or is still writing
  std::size_t long_lines = 0;     ///< over-long lines that ended before `text` and were left out
  std::uint64_t long_bytes = 0;   ///< their bytes, ends included
  std::size_t long_newlines = 0;  ///< '\n' among their ends
  std::vector<char> buffer;       ///< owns the text; reused from block to block
};

}  // namespace sftdoctor
