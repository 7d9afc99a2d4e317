// The boundary between dataset files and those who want their rows: columns by name, one row at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/world.h"
#include "dataset/row_fault.h"

namespace sftdoctor {

/// What a row holds in a column.
struct Cell {
  /// kAbsent: the row does not have the column at all (JSON). kNested: a list or an object; its text is JSON.
  enum class Kind : std::uint8_t { kAbsent, kNull, kText, kNumber, kBool, kNested };
  Kind kind = Kind::kAbsent;
  /// The text (any bytes: it may not be UTF-8), or the other value as JSON writes it. Lives until the next row is read.
  std::string_view text;
};

struct Column {
  std::string name;
  std::string type;    ///< for people: "text", "int64", "list"
  std::string unread;  ///< why it cannot be read ("is nested"); empty when it can
};

/// Input that was left out: a broken line, an over-long row. Counted by reason, with the first place of each.
struct SkippedRows {
  RowFault fault = RowFault::kNone;
  std::uint64_t count = 0;
  std::uint64_t first_line = 0;
};

/// An open dataset. Memory is bounded by the longest row (JSON: kLongestRow) or the largest pages of one row group.
class RowReader {
 public:
  virtual ~RowReader() = default;

  virtual std::string format() const = 0;  ///< "jsonl", "json", "csv", "parquet"
  /// In order of the file; of text formats those that the first rows have.
  virtual const std::vector<Column>& columns() const = 0;
  /// The columns that rows shall hold, in this order; to be said before the first Next(). Others are not even decoded.
  /// Throws Error when one is missing or cannot be read.
  virtual void Choose(const std::vector<std::string>& names) = 0;

  /// The next row; false at the end. Throws Error when the file is damaged in a way that leaves no next row.
  virtual bool Next() = 0;
  const std::vector<Cell>& row() const { return row_; }  ///< a cell for each chosen column
  std::uint64_t number() const { return number_; }       ///< of the row, from 1
  std::uint64_t line() const { return line_; }           ///< on which the row begins; 0 in parquet
  const std::vector<SkippedRows>& skipped() const { return skipped_; }
  /// Rows in all, where the file says so before it is read.
  virtual std::uint64_t expected_rows() const { return 0; }
  /// What to know about how the file was read; complete after the last row.
  virtual std::vector<Text> notes() const;
  /// Share of the file that was read, 0 to 1; 0 while nobody knows.
  double done() const;

  /// What OpenRows() knows about the bytes below.
  struct Origin {
    std::shared_ptr<const std::string> note;          ///< written while the file is read (by lines/decode)
    std::shared_ptr<const std::uint64_t> bytes_read;  ///< so far
    std::uint64_t bytes = 0;                          ///< of the file; 0: not known
  };
  void SetOrigin(Origin origin) { origin_ = std::move(origin); }

 protected:
  void Skip(RowFault fault, std::uint64_t line);
  /// The index of each name in columns(), or the Error that Choose() throws.
  std::vector<std::size_t> Find(const std::vector<std::string>& names, const std::string& path) const;

  std::vector<Cell> row_;
  std::vector<SkippedRows> skipped_;
  std::uint64_t number_ = 0, line_ = 0;

 private:
  Origin origin_;
};

/// The names of columns for an Error, with why they are not read; the first 20 of them.
std::string NamesOf(const std::vector<Column>& columns);

/// A row with more bytes is skipped: no trainer takes a text of 64 MiB.
inline constexpr std::size_t kLongestRow = std::size_t{64} << 20;

/// Opens a dataset by its first bytes: parquet, JSON Lines or a JSON array of objects, a table with commas or tabs,
/// each of the texts also compressed by gzip; "-" is standard input. Throws Error with the next step for anything else.
std::unique_ptr<RowReader> OpenRows(World& world, const std::string& path);

}  // namespace sftdoctor
