// The guesses about text logs that nobody described.
#include <doctest/doctest.h>

#include <string>

#include "tests/support/line_oracle.h"
#include "tests/support/mutate.h"
#include "tests/support/random.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

Reading Read(const std::string& log) {
  static const auto kReader =
      MakeReader(*ShippedCatalog().FindFormat("generic"), {}, ShippedCatalog().metrics, "", Engine::kProgram);
  return ReadWith(*kReader, ShippedCatalog().metrics, log);
}

/// The record of one line without its "1:", empty when there is none.
std::string Guess(const std::string& line) {
  const Reading reading = Read(line + "\n");
  if (reading.records.empty()) return "";
  CHECK(reading.records.size() == 1);
  return reading.records[0].substr(2);
}

TEST_CASE("the usual ways to write a name and a number") {
  for (const char* line :
       {"step: 5, loss: 4.5", "step=5 loss=4.5", "step = 5 | loss = 4.5", "step 5 loss 4.5", "step 5: Loss 4.5",
        "[step 5] LOSS: 4.5", "step: 5  train_loss: 4.5", "step=5, train loss=4.5", "'step': 5, 'loss': 4.5",
        "step(5) loss(4.5)", "step 5 -> loss -> 4.5", "step:5\tloss:4.5", "**step** 5 **loss** 4.5",
        "INFO step: 5 INFO loss: 4.5"}) {
    INFO(line);
    CHECK(Guess(line) == " step=5 train/loss=4.5");
  }
  CHECK(Guess("2026-01-27 10:00:00 INFO loss: 4.5").find("train/loss=4.5") != std::string::npos);
  CHECK(Guess("2026-01-27 10:00:00 INFO loss: 4.5").find("time=1769508000") != std::string::npos);
  CHECK(Guess("loss: nan") == " train/loss=nan");
  CHECK(Guess("loss: -inf") == " train/loss=-inf");
  CHECK(Guess("loss: -nan") == " train/loss=nan");
  CHECK(Guess("loss: -info 5") == "");
  CHECK(Guess("loss: .5") == " train/loss=0.5");
}

TEST_CASE("names that only end in a known one are another quantity") {
  for (const char* line :
       {"aux loss: 4.5", "my_loss: 4.5", "lossy: 4.5", "loss", "loss: none", "loss: x4.5", "glossary 4.5"}) {
    INFO(line);
    CHECK(Guess(line).find("train/loss") == std::string::npos);
  }
}

TEST_CASE("cut lines are not read") {
  const Reading reading = Read("step 1 loss: 4.5\nstep 2 loss: 4.2");
  CHECK(reading.records.size() == 1);
  CHECK(reading.counts.cut == 1);
  CHECK(reading.counts.lines == 2);
}

TEST_CASE("damaged lines: every line has a fate, nothing is read twice") {
  Random random(13);
  const std::string log =
      "2026-01-27 10:00:00 step 5/100 | train loss = 4.5e-1, lr: 1e-05 (BLEU-4: 12.5%)\nepoch 3 loss nan\n";
  for (int i = 0; i < 5000; ++i) {
    const std::string damaged = Mutated(random, log);
    const Reading reading = Read(damaged);
    CHECK(reading.counts.recognized + reading.counts.misfit + reading.counts.cut <= reading.counts.lines);
    CHECK(reading.counts.lines == LinesOf(damaged).size());
  }
}

}  // namespace
}  // namespace sftdoctor
