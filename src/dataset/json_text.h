// A stream of JSON cut into rows: lines, or the elements of one array.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/world.h"
#include "dataset/row_fault.h"

namespace sftdoctor {

/// The text of a row, which lives until the next one is asked for.
struct RawRow {
  std::string_view text;
  std::uint64_t line = 0;              ///< where it begins
  RowFault failure = RowFault::kNone;  ///< why there is no text
};

/// Cuts text into rows without understanding more of it than that takes. An array is read as strictly as its elements:
/// one that lacks the comma before it, or a comma that lacks an element, is a row with a failure. Memory is bounded by
/// kLongestRow.
class JsonText {
 public:
  explicit JsonText(std::unique_ptr<Source> source);

  /// True when the text begins with '[': then its elements are the rows.
  bool is_array() const { return array_; }
  /// The next row that is not blank; false at the end.
  bool Next(RawRow& row);

 private:
  bool NextLine(RawRow& row);
  bool NextElement(RawRow& row);
  bool ToElement(RawRow& row);
  bool ScanElement();
  bool Fill();
  bool SkipBlanks();
  std::string_view Taken(std::size_t end);

  std::unique_ptr<Source> source_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, scan_ = 0, end_ = 0;  ///< start of the row, how far it was looked at, end of what was read
  std::uint64_t line_ = 1;                   ///< at `at_`
  bool array_ = false, array_ended_ = false, source_ended_ = false;
  enum class Before { kOpening, kElement, kComma } before_ = Before::kOpening;  ///< of an array: what was read last
  int depth_ = 0;
  bool in_string_ = false;
};

}  // namespace sftdoctor
