#include "lines/block_reader.h"

#include <algorithm>
#include <cstring>

#include "lines/line_ends.h"

namespace sftdoctor {
std::size_t BlockReader::Fill(char* to, std::size_t size) {
  std::size_t got = 0;
  while (got < size) {
    const std::size_t more = source_.Read(to + got, size - got);
    if (more == 0) {
      ended_ = true;
      break;
    }
    got += more;
  }
  return got;
}

bool BlockReader::Next(Block& block) {
  block.index = index_;
  block.cut = false;
  block.long_lines = block.long_newlines = 0;
  block.long_bytes = 0;
  block.text = {};
  block.buffer.resize(kLongestLine + 1 + kBlockSize + kPadding);  // a carried line may end in half a \r\n
  while (!ended_ || !carry_.empty()) {
    const std::size_t carried = carry_.size();
    std::memcpy(block.buffer.data(), carry_.data(), carried);
    // What follows an over-long line may hold whole lines: they go out first, so that all that is ever carried over a
    // read is one unfinished line.
    const bool fill = !ended_ && LastLineEnd(carry_) == 0;
    carry_.clear();
    const std::size_t size = carried + (fill ? Fill(block.buffer.data() + carried, kBlockSize) : 0);
    if (size == 0) break;
    const std::string_view all(block.buffer.data(), size);
    const std::size_t first = FirstLineLength(all);  // only the first line can be over-long
    if (first > kLongestLine) {
      SkipLongLine(block, all, first);
      continue;
    }
    const std::size_t whole = ended_ ? size : LastLineEnd(all);
    carry_.assign(all.substr(whole));
    if (whole == 0) continue;
    Finish(block, whole, ended_);
    return true;
  }
  Finish(block, 0, false);
  return block.long_lines > 0;
}

/// Counts the line at the start of `read`, which goes on for `length` bytes at least, and carries what follows its end.
void BlockReader::SkipLongLine(Block& block, std::string_view read, std::size_t length) {
  ++block.long_lines;
  while (length == read.size() && !ended_) {
    block.long_bytes += length;
    read = {block.buffer.data(), Fill(block.buffer.data(), kBlockSize)};
    length = FirstLineLength(read);
  }
  std::string rest(read.substr(length));
  if (rest == "\r" && !ended_) {  // its \n comes with the next read, if at all
    rest.resize(1 + kBlockSize / 2);
    rest.resize(1 + Fill(rest.data() + 1, kBlockSize / 2));
  }
  const std::size_t end = rest.starts_with("\r\n") ? 2 : rest.empty() ? 0 : 1;
  block.long_newlines += end > 0 && rest[end - 1] == '\n' ? 1 : 0;
  block.long_bytes += length + end;
  carry_.assign(rest, end);
}

void BlockReader::Finish(Block& block, std::size_t size, bool end) {
  offset_ += block.long_bytes;
  block.offset = offset_;
  offset_ += size;
  block.text = std::string_view(block.buffer.data(), size);
  block.cut = end && size > 0 && block.text.back() != '\n' && block.text.back() != '\r';
  block.buffer[size] = '\n';
  std::fill_n(block.buffer.data() + size + 1, kPadding - 1, '\0');
  ++index_;
}

}  // namespace sftdoctor
