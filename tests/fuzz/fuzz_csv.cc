// Bytes as a table, as a text with names and numbers, and as objects on lines: every line has one fate.
#include "tests/fuzz/fuzz.h"
#include "tests/support/line_oracle.h"
#include "tests/support/records.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sftdoctor;
  if (size < 1) return 0;
  static constexpr const char* kFormats[] = {"csv", "wandb_csv", "generic", "jsonl", "hf_trainer", "mmengine"};
  const std::string text = TextOf(data + 1, size - 1);
  const Reading reading = ReadAs(kFormats[data[0] % std::size(kFormats)], text, Engine::kProgram, false);
  const LineCounts& counts = reading.counts;
  if (counts.lines != LinesOf(text).size()) Broken("lines are miscounted");
  if (counts.misfit + counts.cut > counts.lines) Broken("more fates than lines");
  return 0;
}
