// Logs that are one JSON document.
#include "records/json_document.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/records.h"

namespace sftdoctor {
namespace {

using Lines = std::vector<std::string>;

struct Document1 : Reading {
  std::string error;
  std::uint64_t error_line = 0;
};

Document1 Read(const std::string& text, std::size_t most = 0, const std::string& format = "trainer_state") {
  const Catalog& catalog = ShippedCatalog();
  TextSource source(text, most);
  Document1 out;
  std::uint64_t before = 0;
  const JsonDocumentResult result =
      ReadJsonDocument(source, *catalog.FindFormat(format), catalog.metrics, [&](Batch& batch) {
        for (const Record& record : batch.records) {
          out.records.push_back(Describe(record, batch, before + record.line + 1, catalog.metrics));
        }
        before += batch.newlines;
        out.counts += batch.counts;
      });
  out.error = result.error;
  out.error_line = result.error_line;
  return out;
}

/// trainer_state.json as the Hugging Face trainer writes it.
std::string State(int records, int indent) {
  nlohmann::ordered_json state;
  state["best_metric"] = nullptr;
  state["epoch"] = 2.0;
  state["log_history"] = nlohmann::ordered_json::array();
  for (int i = 1; i <= records; ++i) {
    state["log_history"].push_back(
        {{"epoch", i * 0.5}, {"grad_norm", 1.5}, {"learning_rate", 1e-5}, {"loss", 4.0 / i}, {"step", i}});
  }
  state["log_history"].push_back({{"epoch", 2.0}, {"eval_loss", 3.5}, {"eval_runtime", 9.5}, {"step", records}});
  state["max_steps"] = 100;
  state["num_train_epochs"] = 3;
  state["trial_params"] = nullptr;
  return state.dump(indent);
}

TEST_CASE("an indented trainer_state.json") {
  const Document1 read = Read(State(2, 2) + "\n");
  CHECK(read.error == "");
  REQUIRE(read.records.size() == 4);
  CHECK(read.records[0] == "5: epoch=0.5 step=1 train/grad-norm=1.5 train/lr=1e-05 train/loss=4");
  CHECK(read.records[1].starts_with("12: epoch=1 step=2"));
  CHECK(read.records[2] == "19: epoch=2 step=2 eval/loss=3.5");
  CHECK(read.records[3].find("position/total-steps=100") != std::string::npos);
  CHECK(read.counts.lines == 29);
  CHECK(read.counts.recognized == 7 + 7 + 6);
}

TEST_CASE("columns of numbers: a record for each row, a run for each object") {
  const Document1 read = Read(R"({"a": {"loss": [2.5, 1.5], "val_loss": [3.5], "lr": 1}, "b": {"loss": ["nan"]}})"
                              "\n",
                              0, "json_document");
  CHECK(read.error == "");
  REQUIRE(read.records.size() == 4);
  CHECK(read.records[0].find("train/loss=2.5 eval/loss=3.5") != std::string::npos);
  CHECK(read.records[1].find("train/loss=1.5") != std::string::npos);
  CHECK(read.records[2].find("train/loss=nan") != std::string::npos);
  CHECK(Read(R"({"loss": [[1, 2], [3]], "other": [1]})", 0, "json_document").records.empty());
}

TEST_CASE("a minified one: many records on one line, which counts once") {
  const Document1 read = Read(State(300, -1));
  CHECK(read.records.size() == 302);
  CHECK(read.records[299].starts_with("1: epoch=150 step=300"));
  CHECK(read.counts.lines == 1);
  CHECK(read.counts.recognized == 1);
}

TEST_CASE("many batches keep their lines") {
  const Document1 read = Read(State(9000, 1), 1000);
  REQUIRE(read.records.size() == 9002);
  for (int i = 1; i <= 9000; i += 999) {
    CHECK(read.records[static_cast<std::size_t>(i - 1)].starts_with(std::to_string(5 + 7 * (i - 1)) + ": "));
  }
  CHECK(read.counts.recognized == 9000 * 7 + 6);
  CHECK(read.counts.lines == 9000 * 7 + 6 + 9);
}

TEST_CASE("what Python writes: NaN, Infinity, numbers as text") {
  const Document1 read =
      Read(R"({"log_history": [{"loss": NaN, "step": 1}, {"loss": -Infinity, "step": 2}, {"loss": "2.5", "step": 3},
    {"loss": "x", "step": 4}, {"loss": [1, 2], "extra": {"loss": 7}, "step": 5}, {"loss": null, "step": 6}]})");
  CHECK(read.error == "");
  CHECK(read.records == Lines{"1: step=1 train/loss=nan", "1: step=2 train/loss=-inf", "1: step=3 train/loss=2.5",
                              "2: step=5 train/loss=7"});
}

TEST_CASE("odd numbers") {
  CHECK(Read(R"({"log_history": [{"loss": -0e-052, "step": 12345678901234567890123}]})").records ==
        Lines{"1: step=1.2345678901234568e+22 train/loss=-0"});
  CHECK(Read(R"({"log_history": [{"loss": 0.30000000000000004, "step": 1}]})").records ==
        Lines{"1: step=1 train/loss=0.30000000000000004"});
  CHECK(Read(R"({"log_history": [{"loss": 1.}]})").error != "");
}

TEST_CASE("a text that breaks off keeps what came before") {
  const std::string whole = State(50, 2);
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    const Document1 read = Read(whole.substr(0, size));
    CHECK(read.error != "");
    CHECK(read.counts.recognized <= read.counts.lines);
    CHECK(read.error_line <= read.counts.lines + 1);
  }
  const Document1 half = Read(whole.substr(0, whole.size() / 2));
  CHECK(half.records.size() > 20);
  CHECK(half.error_line > 100);
  CHECK(Read(whole + "\n{}").error != "");
  CHECK(Read(whole + std::string(1, '\0') + "\nx\n").counts.lines == Read(whole + "\nx\n").counts.lines);
}

TEST_CASE("hostile nesting stops early") {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string deep;
    for (int i = 0; i < 300'000; ++i) deep += open;
    CHECK(Read(deep).error == "objects and lists are nested too deep");
  }
}

}  // namespace
}  // namespace sftdoctor
