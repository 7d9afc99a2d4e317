// bytes -> blocks of whole lines.
#pragma once

#include <string>
#include <string_view>

#include "base/world.h"
#include "lines/block.h"

namespace sftdoctor {

/// Cuts a source into blocks at line ends. Memory is bounded by kBlockSize whatever the lines are. Every byte of the
/// source is in exactly one block's text or in its long_bytes.
class BlockReader {
 public:
  explicit BlockReader(Source& source) : source_(source) {}

  /// The next block, false at the end of the source. Not for concurrent use: give each thread its Block and lock around
  /// it.
  bool Next(Block& block);

 private:
  std::size_t Fill(char* to, std::size_t size);
  void SkipLongLine(Block& block, std::string_view read, std::size_t length);
  void Finish(Block& block, std::size_t size, bool end);

  Source& source_;
  std::string carry_;  ///< start of the line that the last block cut
  std::uint64_t offset_ = 0;
  std::uint64_t index_ = 0;
  bool ended_ = false;
};

}  // namespace sftdoctor
