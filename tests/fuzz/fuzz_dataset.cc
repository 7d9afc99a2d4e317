// Bytes as JSON Lines, a JSON array or a table: the rows do not depend on how the bytes arrive, every line has one
// fate, and what the scanner takes for an object is one to nlohmann too.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "catalog/catalog.h"
#include "dataset/json_scan.h"
#include "dataset/survey.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/rows.h"

namespace sftdoctor {
namespace {

std::optional<tests::RowsRead> Read(const std::string& text, std::size_t most) {
  try {
    return tests::ReadRows(text, {}, most);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// True where nlohmann's parser takes what ours takes: it knows no NaN, and checks UTF-8 and surrogates.
bool BothCan(const std::string& text) {
  return IsUtf8(text) && text.find("\\u") == std::string::npos && text.find("NaN") == std::string::npos &&
         text.find("Infinity") == std::string::npos;
}

/// What nlohmann's parser makes of it, which takes a NUL for the end of the text. JSON holds none.
nlohmann::json Parsed(const std::string& text) {
  return nlohmann::json::parse(text.find('\0') == std::string::npos ? text : "", nullptr, false);
}

void CompareArrays(const std::string& text, const tests::RowsRead& read) {
  if (read.format != "json" || !BothCan(text)) return;
  const auto document = Parsed(text);
  if (document.is_discarded() && read.skipped.empty()) Broken("a broken array is called healthy");
  const bool objects = document.is_array() && std::all_of(document.begin(), document.end(),
                                                          [](const auto& element) { return element.is_object(); });
  for (const SkippedRows& skipped : read.skipped) {
    if (objects && skipped.fault != RowFault::kTooDeep) Broken("a healthy array is called broken");
  }
}

void CompareScanners(const std::string& text) {
  JsonScanner scanner;
  std::vector<JsonMember> members;
  const bool reads = scanner.Read(text, members);
  if (!BothCan(text)) return;
  const auto document = Parsed(text);
  const bool expected = document.is_object() || document.is_array();
  if (reads && !expected) Broken("the scanner takes what is no JSON");
  if (!reads && expected && scanner.failure() != RowFault::kTooDeep) Broken("the scanner refuses JSON");
}

void Look(const std::string& text) {
  static const Catalog kCatalog = ReadCatalog(EmbeddedFiles());
  FakeWorld world;
  world.files["train"] = text;
  Survey survey({kCatalog.layouts, {}, 8});
  try {
    survey.Read(world, "train", Part::kTrain, {});
  } catch (const Error&) {
    return;
  }
  const DatasetFile& file = survey.files().front();
  if (file.duplicates + file.conflicts > file.rows || file.empty > file.rows || file.cut > file.cut_at_most)
    Broken("facts contradict");
  if (file.rows == 0 && file.failure) Broken("a file without rows is kept");
  survey.ToFeatures();
}

}  // namespace
}  // namespace sftdoctor

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sftdoctor;
  if (size < 1) return 0;
  const std::string text = TextOf(data + 1, size - 1);
  if (text.starts_with("PAR1")) return 0;
  const auto whole = Read(text, 0), pieces = Read(text, data[0] % 16 + 1u);
  if (whole.has_value() != pieces.has_value()) Broken("short reads decide whether it opens");
  if (whole && (whole->rows != pieces->rows || whole->lines != pieces->lines)) Broken("short reads change rows");
  if (whole) CompareArrays(text, *whole);
  CompareScanners(text);
  Look(text);
  return 0;
}
