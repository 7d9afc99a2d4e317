// Blocks -> records: what every reader of line-oriented logs is.
#pragma once

#include <memory>
#include <string_view>

#include "catalog/catalog.h"
#include "lines/block.h"
#include "records/line_matcher.h"
#include "records/record.h"

namespace sftdoctor {

/// Reads blocks of one log. Reading has no memory from block to block, so that blocks may be read on several threads.
class Reader {
 public:
  virtual ~Reader() = default;
  /// Appends the records of a block, in order of their lines, and its counts.
  virtual void Read(const Block& block, Batch& batch) const = 0;
};

/// The formats whose patterns are active beside any other.
std::vector<const Format*> AlwaysActive(const Catalog& catalog);

/// The reader of a format other than kJson, with the patterns of `always` beside it. `head` is the start of the log:
/// CSV finds its columns there, the search is tuned to it, and when it holds terminal colours they are taken off every
/// line. Formats and metrics must outlive the reader. Throws Error when the format cannot be compiled.
std::unique_ptr<Reader> MakeReader(const Format& format, const std::vector<const Format*>& always,
                                   const Metrics& metrics, std::string_view head, Engine engine);

/// Compiles every format of the catalog, so that one that is wrong is an Error with its place now and not at the first
/// line that might fit it. For catalogs that no test has seen.
void CompileFormats(const Catalog& catalog);

/// Start and end of lines around a place inside a block's text, which 16 readable bytes follow.
const char* LineStart(const char* floor, const char* at);
const char* LineEnd(const char* at, const char* text_end);
/// The start of the line after the one that ends at `end`.
const char* AfterLineEnd(const char* end, const char* text_end);

/// Counts of a whole block that a reader has gone through: every line end, the cut line, the over-long ones.
void CountLines(const Block& block, std::uint64_t newlines, std::uint64_t carriages, Batch& batch);

}  // namespace sftdoctor
