// Bytes as a log of each text format in turn, by field programs and by RE2: the same records.
#include "records/text_reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/line_oracle.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

struct Pair {
  const Format* format;
  std::unique_ptr<Reader> program, re2;
};

std::vector<Pair> MakePairs() {
  std::vector<Pair> pairs;
  for (const Format& format : ShippedCatalog().formats) {
    if (format.reader != ReaderKind::kText) continue;
    pairs.push_back({&format,
                     MakeReader(format, AlwaysActive(ShippedCatalog()), ShippedCatalog().metrics, "", Engine::kProgram),
                     MakeReader(format, AlwaysActive(ShippedCatalog()), ShippedCatalog().metrics, "", Engine::kRe2)});
  }
  return pairs;
}

void Compare(const Pair& pair, const std::string& log) {
  const Metrics& metrics = ShippedCatalog().metrics;
  const Reading a = ReadWith(*pair.program, metrics, log), b = ReadWith(*pair.re2, metrics, log);
  if (a.records != b.records) {
    for (const std::string& record : a.records) std::fprintf(stderr, "program %s\n", record.c_str());
    for (const std::string& record : b.records) std::fprintf(stderr, "RE2     %s\n", record.c_str());
    Broken("the engines differ on " + pair.format->id);
  }
  if (a.counts.recognized != b.counts.recognized || a.counts.cut != b.counts.cut) Broken("their counts differ");
  if (a.counts.lines != LinesOf(log).size()) Broken("lines are miscounted by " + pair.format->id);
  if (a.counts.recognized + a.counts.misfit > a.counts.lines) Broken("more fates than lines");
}

}  // namespace
}  // namespace sftdoctor

/// The first byte chooses the format; {N} in the text stands for that format's N-th sample.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sftdoctor;
  static const std::vector<Pair> kPairs = MakePairs();
  if (size < 2) return 0;
  const Pair& pair = kPairs[data[0] % kPairs.size()];
  std::string log;
  for (std::size_t i = 1; i < size; ++i) {
    const auto& samples = pair.format->samples;
    if (data[i] == '{' && i + 1 < size) {
      log += samples[data[++i] % samples.size()].line;
    } else {
      log += static_cast<char>(data[i]);
    }
  }
  Compare(pair, log);
  return 0;
}
