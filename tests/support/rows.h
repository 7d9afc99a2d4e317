// Rows of a dataset in memory, as text to compare.
#pragma once

#include <string>
#include <vector>

#include "dataset/rows.h"
#include "tests/support/fake_world.h"

namespace sftdoctor::tests {

struct RowsRead {
  std::string format;
  std::vector<std::string> columns;
  std::vector<std::string> rows;  ///< cells joined by '|': "-" is null, "?" absent, "{...}" nested
  std::vector<std::uint64_t> lines;
  std::vector<SkippedRows> skipped;
  std::vector<std::string> notes;
};

/// All rows of the named columns; without names of all columns that can be read.
inline RowsRead ReadRows(const std::string& text, std::vector<std::string> names = {}, std::size_t short_reads = 0) {
  FakeWorld world;
  world.files["data"] = text;
  world.short_reads = short_reads;
  const auto rows = OpenRows(world, "data");
  RowsRead read;
  read.format = rows->format();
  const bool all = names.empty();
  for (const Column& column : rows->columns()) {
    read.columns.push_back(column.name);
    if (all && column.unread.empty()) names.push_back(column.name);
  }
  rows->Choose(names);
  while (rows->Next()) {
    std::string line;
    for (const Cell& cell : rows->row()) {
      if (&cell != rows->row().data()) line += '|';
      const bool empty = cell.kind == Cell::Kind::kNull || cell.kind == Cell::Kind::kAbsent;
      line += empty ? (cell.kind == Cell::Kind::kNull ? "-" : "?") : std::string(cell.text);
    }
    read.rows.push_back(line);
    read.lines.push_back(rows->line());
  }
  read.skipped = rows->skipped();
  for (const Text& note : rows->notes()) read.notes.push_back(note.en);
  return read;
}

}  // namespace sftdoctor::tests
