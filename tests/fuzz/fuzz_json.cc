// Bytes as an object on a line, and as a JSON document.
#include <nlohmann/json.hpp>

#include "records/json_document.h"
#include "records/object_scanner.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/line_oracle.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

/// Whatever nlohmann takes for an object on one line, the scanner must take too (as deep as it goes).
void ScanLine(const std::string& line) {
  const Block block = BlockOfText(line);
  static const Keys kKeys(*ShippedCatalog().FindFormat("jsonl"), ShippedCatalog().metrics);
  ObjectScanner scanner(kKeys);
  Batch batch;
  for (std::size_t at = line.find('{'); at != std::string::npos; at = line.find('{', at + 1)) {
    RecordBuilder builder(batch, 0);
    const std::size_t end = scanner.Read(block.text, at, builder);
    builder.Commit();
    if (end != std::string::npos && (end <= at || end > line.size() || line[end - 1] != '}')) Broken("a wrong end");
    if (end != std::string::npos || at != 0) continue;
    int depth = 0, deepest = 0;
    const auto watch = [&](int, nlohmann::json::parse_event_t event, nlohmann::json&) {
      using Kind = nlohmann::json::parse_event_t;
      if (event == Kind::object_start || event == Kind::array_start) deepest = std::max(deepest, ++depth);
      if (event == Kind::object_end || event == Kind::array_end) --depth;
      return true;
    };
    if (!nlohmann::json::parse(line, watch, false).is_discarded() && deepest < 16) Broken("a good object is refused");
  }
}

void ReadDocument(const std::string& text, std::size_t most) {
  TextSource source(text, most);
  LineCounts counts;
  std::uint64_t newlines = 0;
  ReadJsonDocument(source, *ShippedCatalog().FindFormat("trainer_state"), ShippedCatalog().metrics, [&](Batch& batch) {
    for (const Record& record : batch.records) {
      if (record.line > batch.newlines) Broken("a record stands behind its batch");
    }
    counts += batch.counts;
    newlines += batch.newlines;
  });
  if (counts.recognized > counts.lines) Broken("more lines recognised than there are");
  if (newlines != static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'))) Broken("newlines are lost");
}

}  // namespace
}  // namespace sftdoctor

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sftdoctor;
  if (size < 1) return 0;
  const std::string text = TextOf(data + 1, size - 1);
  ReadDocument(text, data[0]);
  for (const OracleLine& line : LinesOf(text)) ScanLine(std::string(line.text));
  return 0;
}
