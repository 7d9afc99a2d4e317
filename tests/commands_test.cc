// The program as its users meet it: exit status, what goes where, and what bad input gets.
#include "commands/commands.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/support/chat_log.h"
#include "tests/support/program.h"

namespace sftdoctor {
namespace {

std::string Stuck() {
  std::string text = StartLine(false);
  for (int epoch = 0; epoch < 4; ++epoch) {
    for (int step = 0; step < 1600; step += 50)
      text += LossLine(epoch, step, 4.8 + 0.1 * ((step / 50 * 7 + epoch) % 5 - 2));
    text += EpochLine(epoch, 4.8, 0.031 + 0.004 * epoch);
  }
  return text;
}

std::string Healthy() {
  std::string text = StartLine(false);
  for (int epoch = 0; epoch < 4; ++epoch) {
    for (int step = 0; step < 1600; step += 50)
      text += LossLine(epoch, step, 1.0 + 2.0 / (1 + (epoch * 1600 + step) / 100.0) + 0.01 * (step / 50 * 7 % 5 - 2));
    text += EpochLine(epoch, 1.2, 0.12 + 0.02 * epoch);
  }
  return text;
}

TEST_CASE("exit status: 1 with findings, 0 without, 2 when it could not judge") {
  FakeWorld world;
  world.files["stuck.log"] = Stuck();
  world.files["fine.log"] = Healthy();
  CHECK(RunIn(world, {"diagnose", "stuck.log"}).status == 1);
  CHECK(RunIn(world, {"diagnose", "stuck.log", "--fail-on", "never"}).status == 0);
  const Outcome fine = RunIn(world, {"diagnose", "fine.log", "--fail-on", "warning"});
  CHECK_MESSAGE(fine.status == 0, fine.out);
  CHECK(RunIn(world, {"diagnose", "gone.log"}).status == 2);
}

TEST_CASE("the JSON document keeps its contract") {
  FakeWorld world;
  world.files["stuck.log"] = Stuck();
  const Outcome outcome = RunIn(world, {"diagnose", "--json", "stuck.log"});
  const auto document = nlohmann::json::parse(outcome.out);
  CHECK(document["schema"] == "sftdoctor.diagnosis/1");
  CHECK(document["inputs"][0]["format"] == "chat_trainer");
  CHECK(document["inputs"][0]["lines"] == document["inputs"][0]["recognized"]);
  const auto& run = document["runs"][0];
  CHECK(run["verdict"] == "critical");
  bool found = false;
  for (const auto& finding : run["findings"]) {
    if (finding["id"] != "loss/not-decreasing") continue;
    found = true;
    CHECK(finding["severity"] == "error");
    CHECK_FALSE(finding["evidence"].empty());
    CHECK(finding["causes"][0]["rank"] == 1);
    for (const auto& item : finding["evidence"]) CHECK_FALSE(item["feature"].get<std::string>().empty());
  }
  CHECK(found);
  CHECK(document["exit_status"] == 1);
  CHECK_FALSE(run["checks"]["not_checked"].empty());
}

TEST_CASE("one unreadable file among many: the others are judged and the exit says so") {
  FakeWorld world;
  world.files["fine.log"] = Healthy();
  world.files["empty.log"] = "";
  const Outcome outcome = RunIn(world, {"diagnose", "--json", "fine.log", "empty.log", "gone.log"});
  CHECK(outcome.status == 2);
  const auto document = nlohmann::json::parse(outcome.out);
  CHECK(document["inputs"].size() == 3);
  CHECK(document["runs"].size() == 1);
  CHECK(Has(outcome.err, "empty.log"));
  CHECK(Has(outcome.err, "gone.log"));
}

TEST_CASE("bad input gets which file, why and the next step") {
  FakeWorld world;
  world.files["text.log"] = "hello\nworld\n";
  world.files["bin.log"] = std::string(
      "\x7F"
      "ELF\0\0\0",
      7);
  world.files["d/readme.md"] = "no log";
  struct Case {
    std::vector<std::string> words;
    std::string part;
  };
  for (const Case& wrong :
       std::vector<Case>{{{"diagnose", "gone.log"}, "gone.log"},
                         {{"diagnose", "text.log"}, "no record"},
                         {{"diagnose", "bin.log"}, "an executable"},
                         {{"diagnose", "d"}, "no file that looks like a log"},
                         {{"diagnose", "x*.log"}, "no file matches"},
                         {{"diagnose", "text.log", "--input-format", "nanogp"}, "did you mean \"nanogpt\""},
                         {{"diagnose", "text.log", "--select", "loss/spik"}, "did you mean \"loss/spike\""},
                         {{"diagnos"}, "did you mean `diagnose`"},
                         {{"diagnose", "--jsn", "text.log"}, "did you mean `--json`"},
                         {{"explain", "loss/plateu"}, "did you mean \"loss/plateau\""},
                         {{"formats", "marain"}, "did you mean \"marian\""}}) {
    const Outcome outcome = RunIn(world, wrong.words);
    CHECK_MESSAGE(outcome.status == 2, wrong.words.back());
    CHECK_MESSAGE(Has(outcome.err, wrong.part), outcome.err);
    CHECK_MESSAGE(outcome.out.empty(), outcome.out);
  }
}

TEST_CASE("a wrong catalog file is named with line, column and spelling") {
  FakeWorld world;
  world.files["fine.log"] = Healthy();
  world.files["mine/checks/loss/mine.json"] =
      "{\n  \"title\": {\"en\": \"a\", \"zh\": \"b\"},\n  \"severty\": \"error\"\n}\n";
  const Outcome outcome = RunIn(world, {"diagnose", "fine.log", "--rules", "mine"});
  CHECK(outcome.status == 2);
  CHECK(Has(outcome.err, "mine/checks/loss/mine.json:3:3"));
  CHECK(Has(outcome.err, "did you mean \"severity\""));
}

TEST_CASE("a user's format that RE2 does not accept is an error at once") {
  FakeWorld world;
  world.files["fine.log"] = Healthy();
  world.files["mine/formats/mine.json"] =
      R"({"title": {"en": "a", "zh": "b"}, "reader": "text", "samples": [],
          "patterns": [{"id": "x", "pattern": "step (<int:step> loss", "fields": {"step": "position/step"}}]})";
  const Outcome outcome = RunIn(world, {"diagnose", "fine.log", "--rules", "mine"});
  CHECK(outcome.status == 2);
  CHECK(Has(outcome.err, "mine/formats/mine.json:2"));
}

TEST_CASE("standard input, output file, broken pipe") {
  FakeWorld world;
  world.in = Stuck();
  world.short_reads = 1000;
  CHECK(Has(RunIn(world, {"diagnose", "-"}).out, "critical"));
  CHECK(RunIn(world, {"diagnose", "-", "-o", "report.txt"}).out.empty());
  CHECK(Has(world.files["report.txt"], "critical"));
  world.breaks_pipe_after = 10;
  CHECK(RunIn(world, {"diagnose", "-"}).status == 0);
}

TEST_CASE("languages and colours") {
  FakeWorld world;
  world.files["stuck.log"] = Stuck();
  CHECK(Has(RunIn(world, {"diagnose", "stuck.log", "--lang", "zh"}).out, "学习率"));
  world.environment["LANG"] = "zh_CN.UTF-8";
  CHECK(Has(RunIn(world, {"diagnose", "stuck.log"}).out, "学习率"));
  world.environment.clear();
  CHECK_FALSE(Has(RunIn(world, {"diagnose", "stuck.log"}).out, "\x1B["));
  CHECK(Has(RunIn(world, {"diagnose", "stuck.log", "--color", "always"}).out, "\x1B["));
  world.environment = {{"CLICOLOR_FORCE", "1"}};
  CHECK(Has(RunIn(world, {"diagnose", "stuck.log"}).out, "\x1B["));
  world.environment["NO_COLOR"] = "1";
  CHECK_FALSE(Has(RunIn(world, {"diagnose", "stuck.log"}).out, "\x1B["));
}

TEST_CASE("runs of one log are chosen by number") {
  FakeWorld world;
  world.files["two.log"] = Stuck() + Healthy();
  const auto verdicts = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"diagnose", "--json", "two.log"};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<std::string> out;
    const auto document = nlohmann::json::parse(RunIn(world, words).out);
    for (const auto& run : document["runs"]) out.push_back(run["verdict"]);
    return out;
  };
  CHECK(verdicts({}) == std::vector<std::string>{"not-judged", "healthy"});
  CHECK(verdicts({"--run", "1"}) == std::vector<std::string>{"critical", "not-judged"});
  CHECK(verdicts({"--all-runs"}) == std::vector<std::string>{"critical", "healthy"});
  CHECK(RunIn(world, {"diagnose", "two.log", "--run", "3"}).status == 2);
}

TEST_CASE("a directory is searched for logs; texts whose format is a guess are no logs there") {
  FakeWorld world;
  world.files["run/logs/train.log"] = Healthy();
  world.files["run/notes.txt"] = "epoch 1 loss: 3.5\nepoch 2 loss: 3.4\n";
  world.files["run/model.bin"] = "PK\x03\x04";
  const auto document = nlohmann::json::parse(RunIn(world, {"diagnose", "--json", "run"}).out);
  REQUIRE(document["inputs"].size() == 1);
  CHECK(document["inputs"][0]["path"] == "run/logs/train.log");
}

TEST_CASE("every command has help with an example") {
  FakeWorld world;
  for (const char* command : {"diagnose", "compare", "bundle", "explain", "rules", "formats"}) {
    const Outcome outcome = RunIn(world, {command, "--help"});
    CHECK(outcome.status == 0);
    CHECK_MESSAGE(Has(outcome.out, "Example: sftdoctor "), command);
  }
  CHECK(RunIn(world, {"--version"}).status == 0);
  CHECK(RunIn(world, {"version", "--format", "json"}).status == 0);
  CHECK(RunIn(world, {}).status == 2);
}

}  // namespace
}  // namespace sftdoctor
