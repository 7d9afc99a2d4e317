#include "lines/block_feed.h"

#include <algorithm>
#include <cstring>

#include "lines/line_ends.h"

namespace sftdoctor {

void BlockFeed::Feed(std::string_view bytes, Block& scratch, const Take& take) {
  while (!bytes.empty()) {
    if (after_return_) {
      after_return_ = false;
      if (bytes.front() == '\n') {
        ++long_bytes_, ++long_newlines_;
        bytes.remove_prefix(1);
        continue;
      }
    }
    if (skipping_) {
      bytes = SkipLongLine(bytes);
      continue;
    }
    const std::string_view piece = bytes.substr(0, kBlockSize);
    bytes.remove_prefix(piece.size());
    FeedLines(piece, scratch, take);
  }
}

void BlockFeed::FeedLines(std::string_view bytes, Block& scratch, const Take& take) {
  const std::size_t first = FirstLineLength(bytes);
  if (pending_.size() + first > kLongestLine && !pending_.ends_with('\r')) {  // only the first line can be over-long
    ++long_lines_;
    long_bytes_ += pending_.size();
    pending_.clear();
    skipping_ = true;
    const std::string_view rest = SkipLongLine(bytes);
    return Feed(rest, scratch, take);
  }
  scratch.buffer.resize(kLongestLine + 1 + kBlockSize + kPadding);
  std::memcpy(scratch.buffer.data(), pending_.data(), pending_.size());
  std::memcpy(scratch.buffer.data() + pending_.size(), bytes.data(), bytes.size());
  const std::string_view all(scratch.buffer.data(), pending_.size() + bytes.size());
  const std::size_t whole = LastLineEnd(all);
  if (whole == 0) {
    pending_ += bytes;
    return;
  }
  pending_.assign(all.substr(whole));
  Finish(scratch, all.substr(0, whole));
  scratch.cut = false;
  offset_ = scratch.offset + whole;
  ++index_;
  long_lines_ = long_newlines_ = 0;
  long_bytes_ = 0;
  take(scratch);
}

/// Counts what belongs to the over-long line and returns what follows it.
std::string_view BlockFeed::SkipLongLine(std::string_view bytes) {
  const std::size_t length = FirstLineLength(bytes);
  long_bytes_ += length;
  if (length == bytes.size()) return {};
  skipping_ = false;
  after_return_ = bytes[length] == '\r';
  long_newlines_ += bytes[length] == '\n';
  ++long_bytes_;
  return bytes.substr(length + 1);
}

bool BlockFeed::Rest(Block& block) const {
  if (pending_.empty() && long_lines_ == 0) return false;
  block.buffer.resize(kLongestLine + 1 + kBlockSize + kPadding);
  std::memcpy(block.buffer.data(), pending_.data(), pending_.size());
  Finish(block, {block.buffer.data(), pending_.size()});
  block.cut = !pending_.empty() && pending_.back() != '\r';
  return true;
}

/// Makes a block of text that stands at the start of its buffer.
void BlockFeed::Finish(Block& block, std::string_view text) const {
  block.index = index_;
  block.long_lines = long_lines_;
  block.long_bytes = long_bytes_;
  block.long_newlines = long_newlines_;
  block.offset = offset_ + long_bytes_;
  block.text = text;
  char* const end = block.buffer.data() + text.size();
  *end = '\n';
  std::fill_n(end + 1, kPadding - 1, '\0');
}

}  // namespace sftdoctor
