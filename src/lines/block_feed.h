// bytes in pieces -> blocks of whole lines, for logs that are still being written.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "lines/block.h"

namespace sftdoctor {

/// Cuts what comes in pieces where a BlockReader would cut the whole: at line ends, over-long lines left out and
/// counted, every byte in one block. What is kept from piece to piece is one unfinished line.
class BlockFeed {
 public:
  using Take = std::function<void(const Block&)>;

  /// Hands over the lines that are whole by now. `scratch` may be shared by any number of feeds.
  void Feed(std::string_view bytes, Block& scratch, const Take& take);

  /// The block that would be the last if nothing more came: the unfinished line; false when nothing is left to tell.
  bool Rest(Block& block) const;

 private:
  void FeedLines(std::string_view bytes, Block& scratch, const Take& take);
  std::string_view SkipLongLine(std::string_view bytes);
  void Finish(Block& block, std::string_view text) const;

  std::string pending_;        ///< unfinished line; may end with the \r of a \r\n
  bool skipping_ = false;      ///< inside an over-long line
  bool after_return_ = false;  ///< an over-long line ended with \r, whose \n may come
  std::size_t long_lines_ = 0, long_newlines_ = 0;
  std::uint64_t long_bytes_ = 0;
  std::uint64_t offset_ = 0, index_ = 0;
};

}  // namespace sftdoctor
