// The reader of comma- (or tab-, semicolon-) separated metrics: the header names the columns. A format that guesses
// also finds tables inside of text, with columns between bars (Markdown) or blanks.
#pragma once

#include <string>
#include <vector>

#include "records/keys.h"
#include "records/reader.h"

namespace sftdoctor {

/// One line cut at the separator; quotes around a cell are removed, doubled quotes inside stay doubled.
std::vector<std::string_view> CsvCells(std::string_view line, char separator);

/// What the first line of `head` says about a CSV log.
struct CsvHeader {
  std::string line;
  char separator = ',';
  std::vector<Field> columns;  ///< kNoMetric for those that mean nothing to us
};

/// Reads the header; columns of a W&B export ("run - train/loss") go by what follows the dash, and their __MIN and
/// __MAX twins are left out. Of several columns for one metric the leftmost stays, but one
/// of a test set gives way.
CsvHeader ReadCsvHeader(std::string_view head, const Keys& keys);

/// The first line that names a column of epochs or steps and one of scores, and holds one of the `when` texts (names
/// compared as aliases are); without columns when there is none.
CsvHeader FindTableHeader(std::string_view head, const Keys& keys, const std::vector<std::string>& when);

/// Whether a header holds one of these texts, compared as names are: without case, with - and blank as _.
bool NamesOne(std::string_view line, const std::vector<std::string>& keys);

class CsvReader final : public Reader {
 public:
  CsvReader(const Format& format, const Metrics& metrics, std::string_view head);
  /// A row is recognised when it has a number in a known column and as many cells as the header. The header itself, met
  /// again, starts a new run.
  void Read(const Block& block, Batch& batch) const override;
  const CsvHeader& header() const { return header_; }

 private:
  bool ReadRow(std::string_view line, std::uint32_t number, TimeCache& times, Batch& batch) const;

  CsvHeader header_;
  bool among_text_;  ///< rows of the table stand between other lines
};

}  // namespace sftdoctor
