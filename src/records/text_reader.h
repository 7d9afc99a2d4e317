// The reader of formats made of line patterns: literal search, then the pattern's program on the lines that have a hit.
#pragma once

#include <vector>

#include "records/prefilter.h"
#include "records/reader.h"

namespace sftdoctor {

class TextReader final : public Reader {
 public:
  /// The patterns of all `formats` are active at once; on one line the first that matches wins.
  /// `sample` is a piece of the log, to search it well; it may be empty.
  TextReader(const std::vector<const Format*>& formats, Engine engine, std::string_view sample = {});

  void Read(const Block& block, Batch& batch) const override;

  /// The pattern that claims a line and its record in the batch; null if none does. For `formats --test` and the
  /// samples.
  const LineMatcher* Claim(std::string_view line, Batch& batch) const;
  const std::vector<LineMatcher>& matchers() const { return matchers_; }

 private:
  struct Cursor;
  const LineMatcher* MatchLine(std::string_view line, std::size_t literal, Cursor& cursor, Captures& captures) const;
  void Take(const LineMatcher& matcher, const Captures& captures, std::string_view line, Cursor& cursor) const;
  static std::uint64_t& Misfits(Cursor& cursor, const char* line_end);
  void FollowOn(const LineMatcher& matcher, Cursor& cursor) const;

  std::vector<LineMatcher> matchers_;
  std::vector<std::vector<std::size_t>> by_literal_;  ///< matchers to try where each of the prefilter's literals is hit
  Prefilter prefilter_;
};

}  // namespace sftdoctor
