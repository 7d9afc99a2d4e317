#include "bundle/sample_rows.h"

#include <fmt/format.h>

#include "base/text.h"
#include "dataset/rows.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongest = 4000;

/// The start of a text that is too long, cut between two characters.
std::string Cut(std::string_view text) {
  if (text.size() <= kLongest) return ValidUtf8(text);
  std::size_t end = kLongest;
  while (end > kLongest - 4 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return fmt::format("{} [sftdoctor: {} more bytes]", ValidUtf8(text.substr(0, end)), text.size() - end);
}

Json ValueOf(const Cell& cell) {
  if (cell.kind == Cell::Kind::kNull) return nullptr;
  if (cell.kind == Cell::Kind::kText || cell.text.size() > kLongest) return Cut(cell.text);
  const std::string text = ValidUtf8(cell.text);
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json(text) : value;  // NaN, which JSON does not have
}

Json RowOf(const std::vector<Cell>& cells, const std::vector<std::string>& names) {
  Json row = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (cells[i].kind != Cell::Kind::kAbsent) row[ValidUtf8(names[i])] = ValueOf(cells[i]);
  }
  return row;
}

Text NoteOf(const SkippedRows& skipped) {
  const Text& why = TextOf(skipped.fault);
  if (skipped.count == 1) {
    return {fmt::format("line {}, which {}", skipped.first_line, why.In(false)),
            fmt::format("第 {} 行：{}", skipped.first_line, why.In(true))};
  }
  return {fmt::format("{} rows, the first on line {}, which {}", skipped.count, skipped.first_line, why.In(false)),
          fmt::format("{} 行，首次出现在第 {} 行：{}", skipped.count, skipped.first_line, why.In(true))};
}

}  // namespace

SampleRows FirstRows(World& world, const std::string& path, std::size_t most) {
  const std::unique_ptr<RowReader> reader = OpenRows(world, path);
  SampleRows sample;
  sample.format = reader->format();
  std::vector<std::string> names;
  for (const Column& column : reader->columns()) {
    if (column.unread.empty()) {
      names.push_back(column.name);
    } else {
      sample.notes.push_back({fmt::format("column \"{}\", which {}", ValidUtf8(column.name), column.unread),
                              fmt::format("列“{}”（{}）", ValidUtf8(column.name), column.unread)});
    }
  }
  reader->Choose(names);
  try {
    while (sample.rows.size() < most && reader->Next()) sample.rows.push_back(RowOf(reader->row(), names));
  } catch (const Error& error) {
    if (sample.rows.empty()) throw;
    sample.notes.push_back(
        {fmt::format("what follows: {}", error.what()), fmt::format("其后的内容：{}", error.what())});
  }
  for (const SkippedRows& skipped : reader->skipped()) sample.notes.push_back(NoteOf(skipped));
  return sample;
}

}  // namespace sftdoctor
