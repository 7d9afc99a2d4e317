#include "records/dict_reader.h"

#include "base/error.h"
#include "records/line_scan.h"

namespace sftdoctor {
namespace {

constexpr int kMostBraces = 8;  ///< places in a line at which an object is tried

std::vector<std::string> QuotedKeys(const Format& format) {
  if (format.when.empty()) {
    throw Error("a dict format must say in \"when\" which keys its objects hold", format.place);
  }
  std::vector<std::string> keys;
  for (const std::string& key : format.when) {
    keys.push_back("\"" + key + "\":");
    keys.push_back("'" + key + "':");
  }
  return keys;
}

}  // namespace

DictReader::DictReader(const Format& format, const Metrics& metrics, std::string_view head)
    : keys_(format, metrics), prefilter_(QuotedKeys(format)), twins_(metrics), phases_(NamesPhases(head)) {}

bool DictReader::ReadLine(std::string_view line, std::uint32_t number, ObjectScanner& scanner, Batch& batch) const {
  std::size_t at = line.find('{');
  for (int tries = 0; at != std::string_view::npos && tries < kMostBraces; ++tries) {
    RecordBuilder builder(batch, number);
    if (scanner.Read(line, at, builder) != std::string_view::npos && (builder.has_values() || builder.has_position())) {
      builder.Commit();
      if (phases_ && IsEvalObject(line.substr(at))) TurnLastToEval(batch);
      return true;
    }
    builder.Abandon();
    at = line.find('{', at + 1);
  }
  return false;
}

void DictReader::TurnLastToEval(Batch& batch) const {
  const Record& record = batch.records.back();
  for (std::size_t i = 0; i < record.value_count; ++i) twins_.TurnToEval(batch.values[record.first_value + i].metric);
}

void DictReader::Read(const Block& block, Batch& batch) const {
  ObjectScanner scanner(keys_);
  ScanLines(block, prefilter_, true, batch,
            [&](std::string_view line, std::uint32_t number) { return ReadLine(line, number, scanner, batch); });
}

}  // namespace sftdoctor
