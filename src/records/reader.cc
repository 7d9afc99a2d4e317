#include "records/reader.h"

#include <algorithm>
#include <cstring>

#include "records/csv_reader.h"
#include "records/dict_reader.h"
#include "records/keyvalue_reader.h"
#include "records/text_reader.h"

namespace sftdoctor {
namespace {

/// A reader and, on the same lines, the patterns of events that any program may print.
class WithEvents final : public Reader {
 public:
  WithEvents(std::unique_ptr<Reader> inner, const std::vector<const Format*>& always, Engine engine)
      : inner_(std::move(inner)), events_(always, engine) {}

  void Read(const Block& block, Batch& batch) const override {
    const std::size_t first = batch.records.size();
    inner_->Read(block, batch);
    const std::size_t middle = batch.records.size();
    LineCounts counts = batch.counts;
    events_.Read(block, batch);
    counts.recognized += batch.records.size() - middle;
    batch.counts = counts;
    const auto begin = batch.records.begin();
    std::inplace_merge(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(middle),
                       batch.records.end(), [](const Record& a, const Record& b) { return a.line < b.line; });
  }

 private:
  std::unique_ptr<Reader> inner_;
  TextReader events_;
};

}  // namespace

std::unique_ptr<Reader> MakeReader(const Format& format, const Catalog& catalog, std::string_view head, Engine engine) {
  std::vector<const Format*> always;
  for (const Format& other : catalog.formats) {
    if (other.always && other.id != format.id) always.push_back(&other);
  }
  std::unique_ptr<Reader> inner;
  switch (format.reader) {
    case ReaderKind::kText:
      always.insert(always.begin(), &format);
      return std::make_unique<TextReader>(always, engine);
    case ReaderKind::kDict:
      inner = std::make_unique<DictReader>(format, catalog.metrics);
      break;
    case ReaderKind::kCsv:
      inner = std::make_unique<CsvReader>(format, catalog.metrics, head);
      break;
    case ReaderKind::kKeyValue:
      inner = std::make_unique<KeyValueReader>(format, catalog.metrics);
      break;
    case ReaderKind::kJson:
      throw Error("a JSON document is not read line by line", format.place);
  }
  return std::make_unique<WithEvents>(std::move(inner), always, engine);
}

const char* LineStart(const char* floor, const char* at) {
  while (at > floor && at[-1] != '\n' && at[-1] != '\r') --at;
  return at;
}

const char* LineEnd(const char* at, const char* text_end) {
  while (at < text_end && *at != '\n' && *at != '\r') ++at;
  return at;
}

const char* AfterLineEnd(const char* end, const char* text_end) {
  if (end == text_end) return end;
  return end + (*end == '\r' && end + 1 < text_end && end[1] == '\n' ? 2 : 1);
}

void CountLines(const Block& block, std::uint64_t newlines, std::uint64_t carriages, Batch& batch) {
  batch.newlines_before_text = block.long_newlines;
  batch.newlines = newlines + block.long_newlines;
  batch.counts.lines = newlines + carriages + block.long_lines + (block.cut ? 1 : 0);
  batch.counts.over_long = block.long_lines;
}

}  // namespace sftdoctor
