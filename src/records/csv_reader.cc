#include "records/csv_reader.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/text.h"
#include "records/number.h"
#include "records/record_builder.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostLinesBefore = 400;  ///< text that may stand above a table
constexpr char kBlanks = ' ';                  ///< as separator: cells are told apart by runs of blanks

std::string_view FirstLine(std::string_view head) {
  return head.substr(0, std::min(head.find_first_of("\r\n"), head.size()));
}

char SeparatorOf(std::string_view line) {
  char best = ',';
  for (const char c : {',', '\t', ';'}) {
    if (std::count(line.begin(), line.end(), c) > std::count(line.begin(), line.end(), best)) best = c;
  }
  return best;
}

/// "run - train/loss" -> "train/loss"
std::string_view WithoutRunName(std::string_view column) {
  const std::size_t dash = column.rfind(" - ");
  return dash == std::string_view::npos ? column : column.substr(dash + 3);
}

/// Cells between runs of blanks.
template <typename Take>
std::size_t EachColumn(std::string_view line, Take&& take) {
  std::size_t index = 0;
  for (std::size_t at = 0; (at = line.find_first_not_of(" \t", at)) != std::string_view::npos; ++index) {
    const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
    take(index, line.substr(at, end - at));
    at = end;
  }
  return index;
}

/// Calls `take(index, cell)` for each cell; returns the number of cells.
template <typename Take>
std::size_t EachCell(std::string_view line, char separator, Take&& take) {
  if (separator == kBlanks) return EachColumn(line, take);
  std::size_t index = 0;
  const char* p = line.data();
  const char* const end = p + line.size();
  for (;; ++index) {
    const char* cell_end;
    std::string_view cell;
    if (p < end && *p == '"') {
      const char* q = p + 1;
      while (q < end && (*q != '"' || (q + 1 < end && q[1] == '"'))) q += *q == '"' ? 2 : 1;
      q = std::min(q, end);
      cell = {p + 1, static_cast<std::size_t>(q - p - 1)};
      cell_end = std::find(q, end, separator);
    } else {
      const void* found = std::memchr(p, separator, static_cast<std::size_t>(end - p));
      cell_end = found ? static_cast<const char*>(found) : end;
      cell = {p, static_cast<std::size_t>(cell_end - p)};
    }
    take(index, cell);
    if (cell_end == end) return index + 1;
    p = cell_end + 1;
  }
}

/// Names of columns with blanks in them are set apart by two.
std::vector<std::string_view> NamesBetweenBlanks(std::string_view line) {
  std::vector<std::string_view> names;
  line = Trim(line);
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find("  ", at), line.size());
    names.push_back(line.substr(at, end - at));
    at = std::min(line.find_first_not_of(' ', end), line.size());
  }
  return names.size() > 1 ? names : CsvCells(line, kBlanks);
}

/// A test set is scored once at the end, beside a validation set.
bool IsOfTest(std::string_view column) { return LowerAscii(column).find("test") != std::string::npos; }

CsvHeader HeaderOf(std::string_view line, char separator, const Keys& keys) {
  CsvHeader header{std::string(line), separator, {}};
  const auto cells = separator == kBlanks ? NamesBetweenBlanks(line) : CsvCells(line, separator);
  for (const std::string_view cell : cells) {
    const bool extreme = cell.ends_with("__MIN") || cell.ends_with("__MAX");
    Field field = extreme ? Field{} : keys.Find(Trim(WithoutRunName(cell)));
    const auto taken = std::find_if(header.columns.begin(), header.columns.end(),
                                    [&](const Field& other) { return other.metric == field.metric; });
    if (field.metric != kNoMetric && taken != header.columns.end()) {
      const std::size_t before = static_cast<std::size_t>(taken - header.columns.begin());
      (IsOfTest(cells[before]) && !IsOfTest(cell) ? *taken : field) = {};
    }
    header.columns.push_back(field);
  }
  return header;
}

/// A column of epochs or steps and one of scores: a table of results names models, not steps.
bool NamesColumns(const CsvHeader& header) {
  const auto any = [&](auto&& of) { return std::any_of(header.columns.begin(), header.columns.end(), of); };
  return any([](const Field& field) { return field.metric == kEpochId || field.metric == kStepId; }) &&
         any([](const Field& field) { return field.metric != kNoMetric && field.metric >= kFirstSeriesId; });
}

}  // namespace

bool NamesOne(std::string_view line, const std::vector<std::string>& keys) {
  const std::string folded = FoldName(line);
  return std::any_of(keys.begin(), keys.end(),
                     [&](const std::string& key) { return folded.find(FoldName(key)) != std::string::npos; });
}

std::vector<std::string_view> CsvCells(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  EachCell(line, separator, [&](std::size_t, std::string_view cell) { cells.push_back(cell); });
  return cells;
}

CsvHeader ReadCsvHeader(std::string_view head, const Keys& keys) {
  const std::string_view line = FirstLine(head);
  return HeaderOf(line, SeparatorOf(line), keys);
}

CsvHeader FindTableHeader(std::string_view head, const Keys& keys, const std::vector<std::string>& when) {
  for (std::size_t lines = 0; lines < kMostLinesBefore && !head.empty(); ++lines) {
    const std::string_view line = FirstLine(head);
    if (NamesOne(line, when)) {
      for (const char separator : {'\t', '|', ',', ';', kBlanks}) {
        CsvHeader header = HeaderOf(line, separator, keys);
        if (NamesColumns(header)) return header;
      }
    }
    head.remove_prefix(std::min(line.size() + 1, head.size()));
  }
  return {};
}

CsvReader::CsvReader(const Format& format, const Metrics& metrics, std::string_view head)
    : header_(format.guess ? FindTableHeader(head, Keys(format, metrics), format.when)
                           : ReadCsvHeader(head, Keys(format, metrics))),
      among_text_(format.guess) {}

bool CsvReader::ReadRow(std::string_view line, std::uint32_t number, TimeCache& times, Batch& batch) const {
  RecordBuilder builder(batch, number);
  bool text = false;  ///< stands where a number should
  const std::size_t cells = EachCell(line, header_.separator, [&](std::size_t index, std::string_view cell) {
    if (index >= header_.columns.size() || header_.columns[index].metric == kNoMetric) return;
    while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
    if (cell.empty()) return;
    const Field& field = header_.columns[index];
    double value;
    const char* end = ReadNumber(cell.data(), value);
    const char* const cell_end = cell.data() + cell.size();
    const bool number_only =
        end && Trim({end, static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, cell_end - end))}).empty();
    if (number_only && end <= cell_end) {
      builder.Add(field, value);
    } else if (field.metric == kTimeId && (end = ReadTime(cell.data(), times, value))) {
      builder.Add(field, end > cell_end ? std::floor(value) : value);  // not with the next cell for a fraction
    } else {
      text = true;
    }
  });
  const bool sentence = among_text_ && ((text && header_.separator == kBlanks) || !builder.has_values());
  if (cells == header_.columns.size() && !sentence && (builder.has_values() || builder.has_position())) {
    builder.Commit();
    return true;
  }
  builder.Abandon();
  return false;
}

void CsvReader::Read(const Block& block, Batch& batch) const {
  const char* at = block.text.data();
  const char* const text_end = at + block.text.size();
  TimeCache times;
  std::uint64_t newlines = 0, carriages = 0;
  const char* newline = at - 1;
  while (at < text_end) {
    if (newline < at) newline = std::find(at, text_end, '\n');
    const char* end = newline;
    const void* carriage = std::memchr(at, '\r', static_cast<std::size_t>(end - at));
    if (carriage) end = static_cast<const char*>(carriage);
    const std::string_view line(at, static_cast<std::size_t>(end - at));
    const bool cut = end == text_end && block.cut;
    if (line == header_.line && !line.empty()) {
      ++batch.counts.recognized;
      RecordBuilder builder(batch, static_cast<std::uint32_t>(newlines));
      builder.SetEvent(Event::kRunStart);
      builder.Commit();
    } else if (cut) {
      ++batch.counts.cut;
    } else if (ReadRow(line, static_cast<std::uint32_t>(newlines), times, batch)) {
      ++batch.counts.recognized;
    } else if (!Trim(line).empty()) {
      ++batch.counts.misfit;
    }
    at = AfterLineEnd(end, text_end);
    if (at == end) break;
    (at[-1] == '\n' ? newlines : carriages) += 1;
  }
  CountLines(block, newlines, carriages, batch);
}

}  // namespace sftdoctor
