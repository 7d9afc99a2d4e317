#include "records/text_reader.h"

#include <algorithm>
#include <cstring>

#include "lines/ansi.h"

namespace sftdoctor {
namespace {

std::vector<std::string> DistinctLiterals(const std::vector<LineMatcher>& matchers) {
  std::vector<std::string> literals;
  for (const LineMatcher& matcher : matchers) {
    if (std::find(literals.begin(), literals.end(), matcher.literal()) == literals.end())
      literals.push_back(matcher.literal());
  }
  return literals;
}

/// Whether a hit of `literal` may hide one of `other`: the search finds literals by their fingerprints and goes on
/// behind the start of the last hit, so it misses what starts no later but has its fingerprint further on.
bool Hides(std::string_view literal, std::string_view other) {
  for (std::size_t at = 0; at == 0 || at + Prefilter::kFingerprint <= other.size(); ++at) {
    const std::size_t common = std::min(literal.size(), other.size() - at);
    if (literal.substr(0, common) == other.substr(at, common)) return true;
  }
  return false;
}

std::vector<LineMatcher> Matchers(const std::vector<const Format*>& formats, Engine engine) {
  std::vector<LineMatcher> matchers;
  for (const Format* format : formats) {
    for (const LinePattern& pattern : format->patterns) matchers.emplace_back(pattern, engine);
  }
  return matchers;
}

}  // namespace

/// Where the reading of one block stands.
struct TextReader::Cursor {
  const char* at;    ///< next byte to look at
  const char* line;  ///< no line starts between here and `at`
  const char* end;
  LineEnds ends;  ///< passed before `at`
  TimeCache times;
  std::string plain;             ///< a line without its colours
  const char* misfit = nullptr;  ///< the last line counted as a misfit
  const char* misfit_end = nullptr;
  std::vector<bool> tried;  ///< literals whose matchers did not fit that line: further hits of them are no news
  const Block& block;
  Batch& batch;
};

TextReader::TextReader(const std::vector<const Format*>& formats, Engine engine, std::string_view sample)
    : matchers_(Matchers(formats, engine)), prefilter_(DistinctLiterals(matchers_), sample) {
  for (const std::string& literal : prefilter_.literals()) {
    by_literal_.emplace_back();
    for (std::size_t i = 0; i < matchers_.size(); ++i) {
      if (Hides(literal, matchers_[i].literal())) by_literal_.back().push_back(i);
    }
  }
}

const LineMatcher* TextReader::MatchLine(std::string_view line, std::size_t literal, Cursor& cursor,
                                         Captures& captures) const {
  for (const std::size_t i : by_literal_[literal]) {
    if (matchers_[i].Match(line, cursor.times, captures)) return &matchers_[i];
  }
  if (std::memchr(line.data(), '\x1B', line.size()) == nullptr) return nullptr;
  const std::string_view plain = StripAnsi(line, cursor.plain);
  for (const std::size_t i : by_literal_[literal]) {
    if (matchers_[i].Match(plain, cursor.times, captures)) return &matchers_[i];
  }
  return nullptr;
}

/// Where a line that does not fit is counted: one that is cut short may only lack its end.
std::uint64_t& TextReader::Misfits(Cursor& cursor, const char* line_end) {
  const bool cut = line_end == cursor.end && cursor.block.cut;
  return cut ? cursor.batch.counts.cut : cursor.batch.counts.misfit;
}

void TextReader::Take(const LineMatcher& matcher, const Captures& captures, std::string_view line,
                      Cursor& cursor) const {
  const char* const line_end = line.data() + line.size();
  const bool cut = line_end == cursor.end && cursor.block.cut;
  if (cut && captures.ends_in_capture && captures.end == line_end) {
    ++cursor.batch.counts.cut;
  } else {
    matcher.Emit(captures, static_cast<std::uint32_t>(cursor.ends.newlines), cursor.batch);
    ++cursor.batch.counts.recognized;
  }
  if (cursor.misfit == line.data()) --Misfits(cursor, line_end);
  cursor.at = cursor.line = AfterLineEnd(line_end, cursor.end);
  if (cursor.at == line_end) return;
  if (cursor.at[-1] == '\n') {
    ++cursor.ends.newlines;
  } else {
    ++cursor.ends.carriages;
  }
}

/// In a dense log the next line is often of the same kind: try it before searching.
void TextReader::FollowOn(const LineMatcher& matcher, Cursor& cursor) const {
  if (!matcher.fast() || !matcher.anchored()) return;
  Captures captures;
  while (cursor.at < cursor.end && matcher.Match({cursor.at, 0}, cursor.times, captures)) {
    const char* const end = LineEnd(captures.end, cursor.end);
    Take(matcher, captures, {cursor.at, static_cast<std::size_t>(end - cursor.at)}, cursor);
  }
}

void TextReader::Read(const Block& block, Batch& batch) const {
  const char* const begin = block.text.data();
  Cursor cursor{.at = begin,
                .line = begin,
                .end = begin + block.text.size(),
                .ends = {},
                .times = {},
                .plain = {},
                .tried = {},
                .block = block,
                .batch = batch};
  Captures captures;
  while (cursor.at < cursor.end) {
    const Prefilter::Hit hit = prefilter_.Next(cursor.at, cursor.end, cursor.ends);
    if (!hit.at) break;
    if (cursor.misfit && hit.at < cursor.misfit_end && cursor.tried[hit.literal]) {
      cursor.at = hit.at + 1;
      continue;
    }
    const char* const start = LineStart(cursor.line, hit.at);
    const char* const end = LineEnd(hit.at, cursor.end);
    const std::string_view line(start, static_cast<std::size_t>(end - start));
    if (const LineMatcher* matcher = MatchLine(line, hit.literal, cursor, captures)) {
      Take(*matcher, captures, line, cursor);
      FollowOn(*matcher, cursor);
      continue;
    }
    if (cursor.misfit != start) {
      ++Misfits(cursor, end);
      cursor.misfit = start;
      cursor.misfit_end = end;
      cursor.tried.assign(by_literal_.size(), false);
    }
    cursor.tried[hit.literal] = true;
    cursor.line = start;
    cursor.at = hit.at + 1;
  }
  CountLines(block, cursor.ends.newlines, cursor.ends.carriages, batch);
}

const LineMatcher* TextReader::Claim(std::string_view line, Batch& batch) const {
  std::string padded;
  const std::string_view plain = StripAnsi(line, padded);
  TimeCache cache;
  Captures captures;
  for (const LineMatcher& matcher : matchers_) {
    if (plain.find(matcher.literal()) == std::string_view::npos || !matcher.Match(plain, cache, captures)) continue;
    matcher.Emit(captures, 0, batch);
    return &matcher;
  }
  return nullptr;
}

}  // namespace sftdoctor
