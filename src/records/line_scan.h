// The loop of readers that look at whole lines: search, cut out the line, hand it over, count.
#pragma once

#include <cstring>
#include <string>

#include "lines/ansi.h"
#include "records/prefilter.h"
#include "records/reader.h"

namespace sftdoctor {

/// Calls `read(line, number)` for each line of the block that holds one of the prefilter's literals, without colours;
/// it says whether the line was recognised. A cut last line is handed over only if `judge_cut`, for readers that can
/// tell a whole record from half of one.
template <typename ReadLine>
void ScanLines(const Block& block, const Prefilter& prefilter, bool judge_cut, Batch& batch, ReadLine&& read) {
  std::string plain;
  LineEnds ends;
  const char* at = block.text.data();
  const char* const text_end = at + block.text.size();
  while (at < text_end) {
    const Prefilter::Hit hit = prefilter.Next(at, text_end, ends);
    if (!hit.at) break;
    const char* const start = LineStart(at, hit.at);
    const char* const end = LineEnd(hit.at, text_end);
    std::string_view line(start, static_cast<std::size_t>(end - start));
    if (std::memchr(line.data(), '\x1B', line.size())) line = StripAnsi(line, plain);
    const bool cut = end == text_end && block.cut;
    if ((!cut || judge_cut) && read(line, static_cast<std::uint32_t>(ends.newlines))) {
      ++batch.counts.recognized;
    } else {
      ++(cut ? batch.counts.cut : batch.counts.misfit);
    }
    at = AfterLineEnd(end, text_end);
    if (at == end) break;
    ++(at[-1] == '\n' ? ends.newlines : ends.carriages);
  }
  CountLines(block, ends.newlines, ends.carriages, batch);
}

}  // namespace sftdoctor
