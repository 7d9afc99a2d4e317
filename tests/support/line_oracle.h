// Lines the slow way: the whole text at once, a byte at a time.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lines/block.h"
#include "lines/block_feed.h"
#include "lines/block_reader.h"
#include "tests/support/fake_world.h"

namespace sftdoctor {

struct OracleLine {
  std::string_view text, end;
};

inline std::vector<OracleLine> LinesOf(std::string_view text) {
  std::vector<OracleLine> lines;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n' && text[i] != '\r') continue;
    const std::size_t length = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n' ? 2 : 1;
    lines.push_back({text.substr(start, i - start), text.substr(i, length)});
    i += length - 1;
    start = i + 1;
  }
  if (start < text.size()) lines.push_back({text.substr(start), {}});
  return lines;
}

/// What is wrong with blocks that somebody made of a text; empty when nothing is.
inline std::string BlockMistake(const std::string& text, const std::function<bool(Block&)>& next) {
  Block block;
  std::vector<OracleLine> want;
  std::size_t long_lines = 0, long_newlines = 0, long_bytes = 0;
  for (const OracleLine& line : LinesOf(text)) {
    if (line.text.size() <= kLongestLine) {
      want.push_back(line);
      continue;
    }
    ++long_lines;
    long_newlines += line.end.ends_with('\n');
    long_bytes += line.text.size() + line.end.size();
  }
  std::size_t at = 0, seen = 0;
  std::uint64_t index = 0;
  bool cut = false;
  while (next(block)) {
    if (cut) return "a block follows the cut one";
    if (block.index != index++) return "indices are not in order";
    at += block.long_bytes;
    if (block.offset != at) return "the offset is wrong";
    if (text.compare(at, block.text.size(), block.text) != 0) return "the text is not what stands at the offset";
    at += block.text.size();
    if (block.text.data()[block.text.size()] != '\n') return "no newline behind the text";
    for (std::size_t i = 1; i < kPadding; ++i) {
      if (block.text.data()[block.text.size() + i] != '\0') return "no padding behind the text";
    }
    for (const OracleLine& line : LinesOf(block.text)) {
      if (seen == want.size() || line.text != want[seen].text || line.end != want[seen].end) return "a line differs";
      cut = line.end.empty();
      ++seen;
    }
    if (block.cut != cut) return "cut is wrong";
    if (block.long_lines > long_lines || block.long_newlines > long_newlines) return "too many over-long lines";
    long_lines -= block.long_lines;
    long_newlines -= block.long_newlines;
    if (block.long_bytes > long_bytes) return "too many over-long bytes";
    long_bytes -= block.long_bytes;
  }
  if (at != text.size()) return "bytes are missing";
  return seen == want.size() && long_lines == 0 && long_newlines == 0 && long_bytes == 0 ? "" : "lines are missing";
}

/// What is wrong with the blocks that a BlockReader makes of a text.
inline std::string BlockMistake(const std::string& text, std::size_t most) {
  TextSource source(text, most);
  BlockReader reader(source);
  return BlockMistake(text, [&](Block& block) { return reader.Next(block); });
}

/// What is wrong with the blocks that a BlockFeed makes of a text that comes in pieces; `length` says how long the next
/// piece is, and what is unfinished after a piece may be asked for at any time.
inline std::string FeedMistake(std::string_view text, const std::function<std::size_t()>& length) {
  BlockFeed feed;
  Block scratch;
  std::deque<Block> blocks;
  const auto keep = [&](const Block& block) {
    Block& kept = blocks.emplace_back(block);
    kept.text = {kept.buffer.data(), block.text.size()};
    kept.buffer.resize(block.text.size() + kPadding);
    kept.text = {kept.buffer.data(), block.text.size()};
  };
  for (std::size_t at = 0, size; at < text.size(); at += size) {
    size = std::min(std::max<std::size_t>(1, length()), text.size() - at);
    feed.Feed(text.substr(at, size), scratch, keep);
    if (size % 3 == 0) feed.Rest(scratch);
  }
  if (feed.Rest(scratch)) keep(scratch);
  return BlockMistake(std::string(text), [&](Block& block) {
    if (blocks.empty()) return false;
    block = std::move(blocks.front());
    blocks.pop_front();
    return true;
  });
}

}  // namespace sftdoctor
