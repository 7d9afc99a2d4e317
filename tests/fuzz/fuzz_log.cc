// Bytes as a log, from detection to diagnosis.
#include <cmath>

#include "findings/finding.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/sample_lines.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

void Try(const std::string& log, bool short_reads) {
  FakeWorld world;
  world.files["log"] = log;
  world.short_reads = short_reads ? 100 : 0;
  try {
    const Log read = ReadLog(world, ShippedCatalog(), "log", {});
    if (read.runs.empty()) Broken("a log without a run");
    if (read.counts.misfit + read.counts.cut > read.counts.lines) Broken("more fates than lines");
    for (const Run& run : read.runs) {
      if (run.first_line > run.last_line) Broken("a run ends before it begins");
      for (const Selection& selection : {Selection{}, Selection{{"loss"}, {"loss/spike"}}}) {
        const Diagnosis diagnosis = Judge(read, run, ShippedCatalog(), {}, selection);
        if (diagnosis.ran.size() + diagnosis.not_checked.size() != ShippedCatalog().checks.size())
          Broken("a check is lost");
        for (const Finding& finding : diagnosis.findings) {
          if (finding.message.en.empty() || finding.evidence.empty()) Broken("a finding without words or evidence");
        }
      }
    }
  } catch (const Error& error) {
    if (error.what()[0] == '\0') Broken("an error without a word");
  }
}

}  // namespace
}  // namespace sftdoctor

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  sftdoctor::Try(sftdoctor::Filled(sftdoctor::TextOf(data + 1, size - 1)), data[0] % 2 == 1);
  return 0;
}
