// Bytes as a file of the catalog: it loads, or an Error says why not; nothing else may come out.
#include "catalog/catalog.h"
#include "findings/self_test.h"
#include "records/reader.h"
#include "tests/fuzz/fuzz.h"

namespace sftdoctor {
namespace {

void Try(std::uint8_t kind, std::string text) {
  static const std::vector<CatalogFile> kMetrics = [] {
    std::vector<CatalogFile> files = EmbeddedFiles();
    std::erase_if(files, [](const CatalogFile& file) { return !file.path.starts_with("metrics/"); });
    return files;
  }();
  static constexpr const char* kPaths[] = {"metrics/x.json", "formats/x.json", "checks/x.json"};
  std::vector<CatalogFile> files = kMetrics;
  files.push_back({kPaths[kind % 3], std::move(text), "x.json"});
  try {
    const Catalog catalog = ReadCatalog(files);
    for (const Format& format : catalog.formats) {
      if (format.reader != ReaderKind::kJson)
        MakeReader(format, AlwaysActive(catalog), catalog.metrics, "step,loss\n", Engine::kProgram);
    }
    TestCatalog(catalog, {});
  } catch (const Error& error) {
    if (error.what()[0] == '\0') Broken("an error without a word");
  }
}

}  // namespace
}  // namespace sftdoctor

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) sftdoctor::Try(data[0], sftdoctor::TextOf(data + 1, size - 1));
  return 0;
}
