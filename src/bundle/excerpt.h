// The beginning and the end of a log, as people send them who ask for help.
#pragma once

#include <cstdint>
#include <string>

#include "base/world.h"

namespace sftdoctor {

struct Excerpt {
  std::string text;         ///< with a line in the middle that says what was left out, where there is that
  std::uint64_t lines = 0;  ///< of the whole log
  std::uint64_t head = 0;   ///< lines 1 to this
  std::uint64_t tail = 0;   ///< this and all after; lines + 1 when there are none
};

/// The first and the last `most` lines of a log, all of a log that has no more. Numbers are those of `grep -n`: a
/// progress bar is one line, however often it was drawn. Compressed and UTF-16 logs are decoded. A line longer than
/// 4,000 bytes is cut, and says so. Memory is bounded by what is kept.
Excerpt ExcerptOf(World& world, const std::string& path, std::size_t most);

/// The first lines of a text file, read no further than it must and 1 MiB at most.
std::string HeadOf(World& world, const std::string& path, std::size_t most);

}  // namespace sftdoctor
