#include "lines/block_reader.h"

#include <algorithm>
#include <cstring>

namespace sftdoctor {
namespace {

/// End of the last whole line in the text, 0 if there is none. A \r at the very end may be half of a \r\n: it is kept.
std::size_t LastLineEnd(std::string_view text) {
  const std::size_t newline = text.rfind('\n');
  if (newline != std::string_view::npos) return newline + 1;
  if (text.size() < 2) return 0;
  const std::size_t carriage = text.rfind('\r', text.size() - 2);
  return carriage == std::string_view::npos ? 0 : carriage + 1;
}

}  // namespace

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
  block.buffer.resize(2 * kBlockSize + kPadding);
  while (!ended_ || !carry_.empty()) {
    const std::size_t carried = carry_.size();
    std::memcpy(block.buffer.data(), carry_.data(), carried);
    carry_.clear();
    const std::size_t size = carried + (ended_ ? 0 : Fill(block.buffer.data() + carried, kBlockSize));
    if (size == 0) break;
    const std::string_view all(block.buffer.data(), size);
    const std::size_t whole = ended_ ? size : LastLineEnd(all);
    if (whole == 0 && !ended_) {
      if (size <= kLongestLine) {
        carry_.assign(all);
        continue;
      }
      block.long_bytes += size;
      SkipLongLine(block);
      continue;
    }
    carry_.assign(all.substr(whole));
    Finish(block, whole, ended_);
    return true;
  }
  Finish(block, 0, false);
  return block.long_lines > 0;
}

void BlockReader::SkipLongLine(Block& block) {
  ++block.long_lines;
  char* const buffer = block.buffer.data();
  bool after_carriage = false;
  while (!ended_) {
    const std::size_t size = Fill(buffer, kBlockSize);
    const std::string_view text(buffer, size);
    std::size_t end = after_carriage ? 0 : text.find_first_of("\r\n");
    if (end == std::string_view::npos) {
      block.long_bytes += size;
      continue;
    }
    if (!after_carriage && text[end] == '\r' && end + 1 == size) {  // its \n may come with the next read
      block.long_bytes += size;
      after_carriage = true;
      continue;
    }
    if (after_carriage) {
      end = !text.empty() && text[0] == '\n' ? 1 : 0;
      block.long_newlines += end;
    } else {
      const bool pair = text[end] == '\r' && text[end + 1] == '\n';
      block.long_newlines += text[end] == '\n' || pair ? 1 : 0;
      end += pair ? 2 : 1;
    }
    block.long_bytes += end;
    carry_.assign(text.substr(end));
    return;
  }
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
