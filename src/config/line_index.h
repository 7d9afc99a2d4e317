// Bytes of a text -> lines and columns, as editors and CPython count them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sftdoctor {

/// Lines end with \n, \r\n or a lone \r. Columns count characters (a byte that is not UTF-8 is one); a byte order mark
/// is none. Refers to the text.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);

  /// The place of a byte; its file is left empty.
  Place At(std::size_t byte) const;
  /// First byte of the line that `byte` is in.
  std::size_t LineBegin(std::size_t byte) const;
  /// Where that line ends: at its line end, or at the end of the text.
  std::size_t LineEnd(std::size_t byte) const;
  /// The blanks at the beginning of that line.
  std::string Indentation(std::size_t byte) const;
  /// True when nothing but blanks stands before the byte on its line.
  bool IsFirst(std::size_t byte) const;
  std::size_t count() const { return begins_.size(); }  ///< lines; the last one may be empty
  /// A line by its number from 1, without its end.
  std::string_view Line(std::size_t number) const;
  /// The byte at a place; at the end of its line when there are fewer columns. Both count from 1.
  std::size_t ByteAt(std::size_t line, std::size_t column) const;
  /// The line end that the text uses first; "\n" when it has none.
  std::string_view Newline() const { return newline_; }

 private:
  std::size_t LineOf(std::size_t byte) const;

  std::string_view text_;
  std::string_view newline_ = "\n";
  std::vector<std::size_t> begins_;
  /// The last answer: places are mostly asked for in order, and a line may be megabytes long.
  mutable std::size_t last_byte_ = 0, last_column_ = 1;
};

}  // namespace sftdoctor
