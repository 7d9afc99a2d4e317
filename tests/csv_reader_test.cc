// Rows under a header -> records.
#include "records/csv_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/mutate.h"
#include "tests/support/random.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

using Lines = std::vector<std::string>;

Reading Read(const std::string& log) { return ReadAs("csv", log, Engine::kProgram, false); }

TEST_CASE("cells") {
  const auto cells = [](std::string_view line, char separator = ',') {
    Lines out;
    for (const std::string_view cell : CsvCells(line, separator)) out.emplace_back(cell);
    return out;
  };
  CHECK(cells("") == Lines{""});
  CHECK(cells("a,b,") == Lines{"a", "b", ""});
  CHECK(cells("\"a,b\",c") == Lines{"a,b", "c"});
  CHECK(cells("\"a\"\"b\",c") == Lines{"a\"\"b", "c"});
  CHECK(cells("\"a") == Lines{"a"});
  CHECK(cells("\"") == Lines{""});
  CHECK(cells("\"\"\"") == Lines{"\"\""});
  CHECK(cells("a;b", ';') == Lines{"a", "b"});
  CHECK(cells("a\tb") == Lines{"a\tb"});
}

TEST_CASE("rows") {
  const Reading reading = Read("step,loss,note\n1,4.5,x\n2,,y\n3,nan,\"a,b\"\n");
  CHECK(reading.records ==
        Lines{"1: event=run-start", "2: step=1 train/loss=4.5", "3: step=2", "4: step=3 train/loss=nan"});
  CHECK(reading.counts.lines == 4);
  CHECK(reading.counts.recognized == 4);
  CHECK(reading.counts.misfit == 0);
}

TEST_CASE("separators, quotes and line ends") {
  CHECK(Read("step;loss\r\n1;4.5\r\n").records.back() == "2: step=1 train/loss=4.5");
  CHECK(Read("step\tloss\n1\t4.5\n").records.back() == "2: step=1 train/loss=4.5");
  CHECK(Read("\"step\",\"loss\"\n\"1\",\" 4.5 \"\n").records.back() == "2: step=1 train/loss=4.5");
  const Reading old = Read("step,loss\r1,4.5\r2,4.4\r");
  CHECK(old.records.size() == 3);
  CHECK(old.counts.lines == 3);
}

TEST_CASE("rows that do not fit") {
  const Reading reading = Read("step,loss\n1,4.5,7\n1\nx,y\n\n  \n2,4x\n3,4.5");
  CHECK(reading.records == Lines{"1: event=run-start", "7: step=2"});
  CHECK(reading.counts.misfit == 3);
  CHECK(reading.counts.cut == 1);
  CHECK(reading.counts.lines == 8);
}

TEST_CASE("a header again is a new run; an empty first line is none") {
  CHECK(Read("step,loss\n1,4\nstep,loss\n1,3\n").records[2] == "3: event=run-start");
  const Reading blank = Read("\nstep,loss\n\n\n");
  CHECK(blank.records.empty());
  CHECK(blank.counts.recognized == 0);
}

TEST_CASE("times do not take the next cell for their fraction") {
  const std::string header = "timestamp,step,loss\n";
  const std::string want = Read(header + "2026-01-27 10:00:00,x,4\n").records.back();
  CHECK(want.find("time=1769508000 ") != std::string::npos);
  const Reading reading = Read(header + "2026-01-27 10:00:00,900,4\n2026-01-27T10:00:00.5,900,4\n");
  CHECK(reading.records[1].find("time=1769508000 step=900") != std::string::npos);
}

TEST_CASE("a table inside of text has a column of positions and one of scores") {
  const Metrics& metrics = ShippedCatalog().metrics;
  const Format& format = *ShippedCatalog().FindFormat("table");
  const auto find = [&](std::string_view head) { return FindTableHeader(head, Keys(format, metrics), format.when); };
  CHECK(find("# loss, by step\n\n| Step | Training Loss |\n|---|---|\n").separator == '|');
  CHECK(find("a\r\n  epoch    train_loss     dur\r\n").columns.size() == 3);
  CHECK(find("Step  Training Loss  Validation Loss\n").columns.size() == 3);
  CHECK(find("| Model | Loss | PPL |\n").columns.empty());
  CHECK(find("").columns.empty());
}

TEST_CASE("of two columns for one metric that of the test set gives way") {
  const Metrics& metrics = ShippedCatalog().metrics;
  const Format& format = *ShippedCatalog().FindFormat("csv");
  const CsvHeader header = ReadCsvHeader("step,test_loss,val_loss", Keys(format, metrics));
  CHECK(header.columns[1].metric == kNoMetric);
  CHECK(metrics[header.columns[2].metric].id == "eval/loss");
}

TEST_CASE("W&B exports: run names, extremes, one column for each metric") {
  const Metrics& metrics = ShippedCatalog().metrics;
  const Keys keys(*ShippedCatalog().FindFormat("wandb_csv"), metrics);
  const CsvHeader header = ReadCsvHeader(
      "\"Step\",\"my - run - train/loss\",\"my - run - train/loss__MIN\",\"my - run - train/loss__MAX\",\"b - "
      "train/loss\"\n",
      keys);
  REQUIRE(header.columns.size() == 5);
  CHECK(header.columns[0].metric == kStepId);
  CHECK(metrics[header.columns[1].metric].id == "train/loss");
  for (const std::size_t i : {2u, 3u, 4u}) CHECK(header.columns[i].metric == kNoMetric);
}

TEST_CASE("many rows that end in carriage returns alone take no time") {
  std::string log = "step,loss\r";
  for (int i = 0; i < 200'000; ++i) log += "1,4.5\r";
  CHECK(Read(log).counts.recognized == 200'001);
}

TEST_CASE("damaged tables: every line has a fate") {
  Random random(12);
  const std::string table = "step,loss,timestamp\n1,4.5,2026-01-27 10:00:00\n2,\"4.4\",x\n3,nan,\n";
  for (int i = 0; i < 5000; ++i) {
    std::string log = Mutated(random, table);
    const LineCounts counts = Read(log).counts;
    CHECK(counts.recognized + counts.misfit + counts.cut <= counts.lines);
  }
}

}  // namespace
}  // namespace sftdoctor
