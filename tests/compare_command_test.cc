// `sftdoctor compare` as its users meet it: which runs, exit status, forms of report, and what bad input gets.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "reports/width.h"
#include "tests/support/chat_log.h"
#include "tests/support/program.h"

namespace sftdoctor {
namespace {

/// Four epochs that fall to a level; `turn` shifts the noise.
std::string FallsTo(double level, int turn, int steps_per_epoch = 1600, double bleu = 0.1) {
  std::string text = StartLine(false);
  for (int epoch = 0; epoch < 4; ++epoch) {
    for (int step = 0; step < steps_per_epoch; step += 50) {
      const double done = epoch + static_cast<double>(step) / steps_per_epoch;
      text += LossLine(epoch, step, level + 2.0 / (1 + 15 * done) + 0.02 * ((step / 50 * 7 + turn) % 5 - 2));
    }
    text += EpochLine(epoch, level, bleu + 0.01 * epoch);
  }
  return text;
}

FakeWorld Machine() {
  FakeWorld world;
  world.files["before.log"] = FallsTo(2.6, 1);
  world.files["after.log"] = FallsTo(1.9, 2, 3200, 0.15);
  world.files["again.log"] = FallsTo(2.6, 3);
  world.files["two.log"] = FallsTo(2.6, 1) + FallsTo(1.9, 2);
  world.files["empty.log"] = "";
  return world;
}

nlohmann::json Document(FakeWorld& world, std::vector<std::string> words) {
  words.insert(words.begin(), {"compare", "--json"});
  const Outcome outcome = RunIn(world, words);
  REQUIRE_MESSAGE(!outcome.out.empty(), outcome.err);
  auto document = nlohmann::json::parse(outcome.out);
  CHECK(document["exit_status"] == outcome.status);
  return document;
}

TEST_CASE("exit status: 0 better or inconclusive, 1 worse, 2 could not compare") {
  FakeWorld world = Machine();
  CHECK(RunIn(world, {"compare", "before.log", "after.log"}).status == 0);
  CHECK(RunIn(world, {"compare", "before.log", "again.log"}).status == 0);
  CHECK(RunIn(world, {"compare", "after.log", "before.log"}).status == 1);
  CHECK(RunIn(world, {"compare", "before.log", "gone.log"}).status == 2);
  CHECK(RunIn(world, {"compare", "before.log", "empty.log"}).status == 2);
}

TEST_CASE("the document says what was compared, how, and what came of it") {
  FakeWorld world = Machine();
  const auto document = Document(world, {"before.log", "after.log"});
  CHECK(document["schema"] == "sftdoctor.comparison/1");
  CHECK(document["verdict"] == "better");
  CHECK(document["reason"] == "loss-differs");
  CHECK(document["axis"]["kind"] == "epoch");
  const auto& loss = document["metrics"][0];
  CHECK(loss["metric"] == "loss");
  CHECK(loss["difference"].get<double>() == doctest::Approx(-0.7).epsilon(0.05));
  CHECK(loss["band_99"][0] < loss["difference"]);
  CHECK(loss["band_99"][1] > loss["difference"]);
  CHECK(loss["margin"].get<double>() > 0);
  std::vector<std::string> ids;
  for (const auto& value : document["values"]) ids.push_back(value["id"]);
  for (const char* id :
       {"loss.at_step", "loss.at_epoch", "loss.level", "loss.best", "loss.slope", "bleu.last", "run.steps_per_epoch"})
    CHECK_MESSAGE(std::find(ids.begin(), ids.end(), id) != ids.end(), id);
  for (const char* change : {"went_away", "appeared", "stayed"}) CHECK(document["findings"][change].is_array());
}

TEST_CASE("the same run twice, and another of the same quality, are no change") {
  FakeWorld world = Machine();
  const auto self = Document(world, {"before.log", "before.log"});
  CHECK(self["verdict"] == "inconclusive");
  CHECK(self["reason"] == "same");
  CHECK(Document(world, {"before.log", "again.log"})["verdict"] == "inconclusive");
}

TEST_CASE("of one log the last two runs are compared, or those that are named") {
  FakeWorld world = Machine();
  const auto last = Document(world, {"two.log"});
  CHECK(last["a"]["run"] == 1);
  CHECK(last["b"]["run"] == 2);
  CHECK(last["verdict"] == "better");
  CHECK(Document(world, {"two.log", "--run-a", "2", "--run-b", "1"})["verdict"] == "worse");
  CHECK(Document(world, {"two.log", "before.log", "--run-a", "1"})["verdict"] == "inconclusive");
  CHECK(Has(RunIn(world, {"compare", "two.log"}).out, "run 2 of 2"));
}

TEST_CASE("what cannot be compared gets the reason and the next step") {
  FakeWorld world = Machine();
  world.files["many/a.log"] = FallsTo(2, 1);
  world.files["many/b.log"] = FallsTo(2, 2);
  struct Case {
    std::vector<std::string> words;
    const char* part;
  };
  for (const Case& wrong : std::vector<Case>{{{"compare", "before.log"}, "`sftdoctor compare BEFORE AFTER`"},
                                             {{"compare", "two.log", "--run-a", "3"}, "there is no run 3"},
                                             {{"compare", "two.log", "--run-b", "1"}, "compared with itself"},
                                             {{"compare", "two.log", "--run-a", "2"}, "compared with itself"},
                                             {{"compare", "before.log", "many"}, "many/a.log, many/b.log"},
                                             {{"compare", "gone.log", "before.log"}, "gone.log"},
                                             {{"compare", "empty.log", "before.log"}, "is empty"}}) {
    const Outcome outcome = RunIn(world, wrong.words);
    CHECK(outcome.status == 2);
    CHECK_MESSAGE(Has(outcome.err, wrong.part), outcome.err);
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("a directory that holds one log stands for it") {
  FakeWorld world = Machine();
  world.files["run/logs/train.log"] = world.files["before.log"];
  world.files["run/notes.txt"] = "nothing to see\n";
  CHECK(Document(world, {"run", "after.log"})["a"]["path"] == "run/logs/train.log");
}

TEST_CASE("the text is no wider than the page, in both languages and in ASCII") {
  FakeWorld world = Machine();
  world.terminals = {Stream::kOut};
  world.columns = 80;
  for (const std::string lang : {"en", "zh"}) {
    for (const std::string locale : {"C.UTF-8", "POSIX"}) {
      world.environment = {{"LANG", locale}};
      const Outcome outcome = RunIn(world, {"compare", "before.log", "after.log", "--lang", lang});
      for (const std::string_view line : Split(outcome.out, '\n'))
        CHECK_MESSAGE(DisplayWidth(line) <= 80, std::string(line));
      CHECK(Has(outcome.out, lang == "zh" ? "变好" : "better"));
      CHECK(Has(outcome.out, locale == "POSIX" ? " a A  b B" : "⠒ ⠒ A"));
    }
  }
}

TEST_CASE("Markdown, a file, and settings") {
  FakeWorld world = Machine();
  CHECK(RunIn(world, {"compare", "before.log", "after.log", "-f", "markdown", "-o", "c.md"}).out.empty());
  CHECK(Has(world.files["c.md"], "| | A | B | difference |"));
  CHECK(Has(world.files["c.md"], "```text"));
  CHECK(Document(world, {"before.log", "after.log", "--target-loss", "2.1"})["reason"] == "target-reached");
  world.files[".sftdoctor.toml"] = "target-loss = 2.1\n";
  CHECK(Document(world, {"before.log", "after.log"})["reason"] == "target-reached");
}

}  // namespace
}  // namespace sftdoctor
