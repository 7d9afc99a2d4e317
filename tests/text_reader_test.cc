// Lines of text formats -> records: numbers of lines, what fits and what does not, colours, cut ends.
#include "records/text_reader.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "tests/support/line_oracle.h"
#include "tests/support/mutate.h"
#include "tests/support/random.h"
#include "tests/support/records.h"
#include "tests/support/small_catalog.h"

namespace sftdoctor {
namespace {

using Lines = std::vector<std::string>;

constexpr char kBody[] = R"("reader": "text", "patterns": [
  {"id": "train", "pattern": "^step <int:step>: loss <num:loss>", "fields": {"step": "position/step", "loss": "train/loss"}},
  {"id": "eval", "pattern": "val loss=<num:loss> ppl=<num>", "fields": {"loss": "eval/loss"}},
  {"id": "rank", "pattern": "rank loss <num:loss> on <word:rank>", "fields": {"loss": "train/loss"}},
  {"id": "slow", "pattern": "(?:speed|rate) now: <num:lr>( twice)?", "fields": {"lr": "train/lr"}},
  {"id": "third", "pattern": "^third epoch$", "set": {"position/epoch": 3, "train/lr": 0.5}}])";

Reading Read(const std::string& log, Engine engine = Engine::kProgram, std::size_t most = 0) {
  static const Catalog kCatalog = CatalogWithFormat(kBody);
  return ReadWith(*MakeReader(kCatalog.formats[0], {}, kCatalog.metrics, log, engine), kCatalog.metrics, log, most);
}

void CheckCounts(const Reading& reading, std::uint64_t lines, std::uint64_t recognized, std::uint64_t misfit) {
  CHECK(reading.counts.lines == lines);
  CHECK(reading.counts.recognized == recognized);
  CHECK(reading.counts.misfit == misfit);
}

TEST_CASE("records carry their lines") {
  const Reading reading = Read("hello\nstep 1: loss 4.5\n\nstep 2: loss nan\nx\nmean val loss=3 ppl=20.1\n");
  CHECK(reading.records == Lines{"2: step=1 train/loss=4.5", "4: step=2 train/loss=nan", "6: eval/loss=3"});
  CheckCounts(reading, 6, 3, 0);
}

TEST_CASE("all line ends") {
  CheckCounts(Read("step 1: loss 4\r\nstep 2: loss 3\r\n"), 2, 2, 0);
  const Reading bars = Read("step 1: loss 4\rstep 2: loss 3\rbar\rstep 3: loss 2\nstep 4: loss 1\r");
  CheckCounts(bars, 5, 4, 0);
  CHECK(bars.records.back() == "2: step=4 train/loss=1");
  CheckCounts(Read("no\r"), 1, 0, 0);
  CheckCounts(Read("no\r\r\n\n"), 3, 0, 0);
  CheckCounts(Read("no"), 1, 0, 0);
}

TEST_CASE("lines that hold what is searched for but do not fit are counted once") {
  CheckCounts(Read("step 1: loss x, : loss y, : loss z\nstep 1: loss\n"), 2, 0, 1);
  CheckCounts(Read("a: loss b, but val loss=3 ppl=2\n"), 1, 1, 0);
  CheckCounts(Read("val loss=x; rank loss 3 on cpu; val loss=y\n"), 1, 1, 0);
  CheckCounts(Read("val loss=x, val loss=3 ppl=2\n"), 1, 1, 0);
  CheckCounts(Read("val loss=x\nval loss=3 ppl=2\n"), 2, 1, 1);
}

TEST_CASE("a literal that hides another one does not hide its lines") {
  const Catalog catalog = CatalogWithFormat(R"("reader": "text", "patterns": [
    {"id": "short", "pattern": "^XQZW<num:loss>", "fields": {"loss": "train/loss"}},
    {"id": "long", "pattern": "e: XQZW and more words: <num:lr>", "fields": {"lr": "train/lr"}},
    {"id": "same", "pattern": "XQZW at eleven <num:loss>", "fields": {"loss": "eval/loss"}}])");
  const std::string log = "rate: XQZW and more words: 0.5\nXQZW7\nsay XQZW at eleven 3\n";
  const auto reader = MakeReader(catalog.formats[0], {}, catalog.metrics, log, Engine::kProgram);
  CHECK(ReadWith(*reader, catalog.metrics, log).records ==
        Lines{"1: train/lr=0.5", "2: train/loss=7", "3: eval/loss=3"});
}

TEST_CASE("the last line without an end") {
  const std::string whole = "step 1: loss 4.5\n";
  CHECK(Read(whole + "step 2: loss 3.2").records.size() == 1);
  CHECK(Read(whole + "step 2: loss 3.2").counts.cut == 1);
  CHECK(Read(whole + "step 2: loss 3.2").counts.lines == 2);
  CHECK(Read(whole + "step 2: loss 3.2,").records.size() == 2);
  CHECK(Read(whole + "rank loss 3 on cu").records.size() == 1);
  CHECK(Read(whole + "rank loss 3 on cuda:0 ").records.size() == 2);
  CHECK(Read(whole + "val loss=3 ppl=2").records.size() == 2);
  CHECK(Read(whole + "rate now: 3").records.size() == 1);
  CHECK(Read(whole + "rate now: 3 twice").records.size() == 2);
}

TEST_CASE("colours, from the first line or late in the log") {
  const std::string red = "\x1B[31m", off = "\x1B[0m";
  CHECK(Read(red + "step 1: loss " + off + "4.5" + off + "\n").records == Lines{"1: step=1 train/loss=4.5"});
  CHECK(Read("step 1: lo" + red + "ss 4.5\n").records.size() == 1);
  CHECK(Read("rank loss 3 on cuda:0" + off + "\n").records == Lines{"1: train/loss=3 rank=cuda:0"});
  std::string late;
  while (late.size() < 300'000) late += "nothing\n";
  CHECK(Read(late + red + "step 1: loss " + off + "4.5\n").records.size() == 1);
  CheckCounts(Read(red + "a\n" + off + "b\r" + red), 3, 0, 0);
}

TEST_CASE("constants, positions among them") {
  CHECK(Read("third epoch\n").records == Lines{"1: epoch=3 train/lr=0.5"});
}

TEST_CASE("hostile lines take no time") {
  std::string line;
  while (line.size() < 250'000) line += ": loss val loss= rate now: ";
  const auto start = std::chrono::steady_clock::now();
  CheckCounts(Read(line + "\n" + line + "\nstep 1: loss 1\n"), 3, 1, 2);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

TEST_CASE("patterns that cannot work are errors") {
  const auto read = [](const std::string& pattern) {
    const Catalog catalog = CatalogWithFormat(R"("reader": "text", "patterns": [{"id": "p", "pattern": ")" + pattern +
                                              R"(", "fields": {"x": "train/loss"}}])");
    const TextReader reader({&catalog.formats[0]}, Engine::kProgram);
    for (const LineMatcher& matcher : reader.matchers()) matcher.Compile();
  };
  CHECK_NOTHROW(read("loss <num:x>"));
  CHECK_THROWS_AS(read("lo<num:x>"), Error);
  CHECK_THROWS_AS(read("loss <num:x>(("), Error);
  CHECK_THROWS_AS(read("loss\\n <num:x>"), Error);
  CHECK_THROWS_AS(read("loss <num:y>"), Error);
  CHECK_THROWS_AS(read("loss"), Error);
}

TEST_CASE("both engines say the same of every shipped text format's samples, in any order") {
  Random random(9);
  for (const Format& format : ShippedCatalog().formats) {
    if (format.reader != ReaderKind::kText) continue;
    std::string log;
    for (int i = 0; i < 60; ++i) {
      const std::string& line = format.samples[random.Bits() % format.samples.size()].line;
      log += i % 3 == 0 ? Mutated(random, line) : line;
      log += i % 7 == 0 ? "\r" : i % 5 == 0 ? "\r\n" : i == 59 ? "" : "\n";
    }
    INFO(format.id);
    const Reading fast = ReadAs(format.id, log), slow = ReadAs(format.id, log, Engine::kRe2);
    CHECK(fast.records == slow.records);
    CHECK(fast.counts.recognized == slow.counts.recognized);
    CHECK(fast.counts.cut == slow.counts.cut);
    CHECK(fast.counts.lines == LinesOf(log).size());
  }
}

}  // namespace
}  // namespace sftdoctor
