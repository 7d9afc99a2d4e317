// `tail` on a machine made of a script: events as they come, against the same logs read whole.
#include <doctest/doctest.h>
#include <malloc.h>

#include <nlohmann/json.hpp>

#include "commands/commands.h"
#include "tests/support/chat_log.h"
#include "tests/support/live_world.h"
#include "tests/support/random.h"
#include "tests/support/source_tree.h"

namespace sftdoctor::tests {
namespace {

using Json = nlohmann::json;

int RunTail(World& world, std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), {"sftdoctor", "tail"});
  return RunCommandLine(static_cast<int>(arguments.size()), arguments.data(), world);
}

std::vector<Json> EventsIn(const std::string& out) {
  std::vector<Json> events;
  for (const std::string_view line : Split(out, '\n')) {
    if (!line.empty()) events.push_back(Json::parse(line));
  }
  return events;
}

std::vector<std::string> TypesIn(const std::vector<Json>& events) {
  std::vector<std::string> types;
  for (const Json& event : events) types.push_back(event["type"]);
  return types;
}

std::size_t Count(const std::vector<Json>& events, const std::string& type) {
  const auto types = TypesIn(events);
  return static_cast<std::size_t>(std::count(types.begin(), types.end(), type));
}

std::vector<std::string> SampleLogs() {
  std::vector<std::string> logs;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kSourceDirectory / "samples")) {
    const auto& path = entry.path();
    if (path.extension() == ".log" || path.filename() == "trainer_state.json") logs.push_back(path);
  }
  std::sort(logs.begin(), logs.end());
  return logs;
}

/// Findings as "id severity line message", sorted.
std::vector<std::string> FindingsOf(const Json& run) {
  std::vector<std::string> findings;
  for (const Json& finding : run["findings"]) {
    findings.push_back(fmt::format("{} {} {} {}", finding["id"].get<std::string>(),
                                   finding["severity"].get<std::string>(), finding["place"].dump(),
                                   finding["message"].get<std::string>()));
  }
  std::sort(findings.begin(), findings.end());
  return findings;
}

std::vector<std::string> Diagnosed(World& world, std::string& out, const char* path) {
  const std::vector<const char*> arguments = {"sftdoctor", "diagnose", "--json", path};
  out.clear();
  RunCommandLine(static_cast<int>(arguments.size()), arguments.data(), world);
  const Json document = Json::parse(out);
  return FindingsOf(document["runs"].back());
}

TEST_CASE("--once finds in the samples what diagnose finds") {
  for (const std::string& path : SampleLogs()) {
    LiveWorld world;
    world.Append("run.log", ReadText(path));
    const auto wanted = Diagnosed(world, world.out, "run.log");
    world.out.clear();
    RunTail(world, {"--once", "--json", "run.log"});
    const std::vector<Json> events = EventsIn(world.out);
    INFO(path);
    REQUIRE(events.back()["type"] == "summary");
    CHECK(FindingsOf(events.back()["runs"][0]) == wanted);
    CHECK(Count(events, "finding-opened") + Count(events, "crashed") == wanted.size());
  }
}

/// The findings without the place: it is that of the moment at which each was opened.
std::vector<std::string> WithoutPlace(Json run) {
  for (Json& finding : run["findings"]) finding["place"] = nullptr;
  return FindingsOf(run);
}

TEST_CASE("followed in pieces, the samples end with the findings of diagnose, each opened once") {
  Random random(31);
  for (const std::string& path : SampleLogs()) {
    const std::string text = ReadText(path);
    LiveWorld world;
    world.hints = random.Bits() % 2 == 0;
    world.Append("run.log", "");
    double at = 0.5;
    for (std::size_t from = 0; from < text.size(); at += static_cast<double>(random.Bits() % 4000) / 1000) {
      const std::string piece = text.substr(from, 1 + random.Bits() % 1500);
      from += piece.size();
      world.At(at, [&world, piece] { world.Append("run.log", piece); });
    }
    world.At(at + 3, [&world] { world.stop_signal = 2; });
    RunTail(world, {"--json", "run.log"});
    const std::vector<Json> events = EventsIn(world.out);
    const Json run = events.back()["runs"][0];
    LiveWorld whole;
    whole.Append("run.log", text);
    whole.At(0, [] {});
    std::vector<const char*> arguments = {"sftdoctor", "diagnose", "--json", "run.log"};
    RunCommandLine(4, arguments.data(), whole);
    INFO(path);
    CHECK(WithoutPlace(run) == WithoutPlace(Json::parse(whole.out)["runs"].back()));
    std::map<std::string, int> open;
    for (const Json& event : events) {
      if (!event.contains("finding")) continue;
      if (event["run"] != run["run"]) continue;  // what an earlier run in the file had is left with it
      const std::string id = event["finding"]["id"];
      if (event["type"] == "finding-opened" || event["type"] == "crashed" || event["type"] == "stalled") ++open[id];
      if (event["type"] == "finding-resolved" || event["type"] == "resumed") --open[id];
      CHECK(open[id] >= 0);
      CHECK(open[id] <= 1);
    }
    CHECK(std::count_if(open.begin(), open.end(), [](const auto& entry) { return entry.second == 1; }) ==
          static_cast<std::ptrdiff_t>(run["findings"].size()));
  }
}

/// A run of the first trainer: so many steps an epoch, logged every 50.
std::string Epoch(int epoch, int steps, double loss, int ranks = 1) {
  std::string text;
  for (int step = 0; step < steps; step += 50) {
    for (int rank = 0; rank < ranks; ++rank)
      text += LossLine(epoch, step, loss - 1e-4 * step + 0.01 * ((step / 50 + rank) % 3), rank);
  }
  return text;
}

TEST_CASE("an epoch is told once, when the next begins, over rotations and cuts of the log") {
  LiveWorld world;
  world.Append("logs/notes.md", "");
  const auto write = [&](double at, std::string text) {
    world.At(at, [&world, text] { world.Append("logs/a.log", text); });
  };
  write(1, Epoch(0, 1000, 4, 2));
  write(3, EpochLine(0, 3.9, 0.02) + Epoch(1, 500, 3.5, 2));
  world.At(5, [&] { world.Rename("logs/a.log", "logs/a.log.1"); });
  write(6, Epoch(1, 1000, 3.5, 2).substr(Epoch(1, 500, 3.5, 2).size()) + EpochLine(1, 3.4, 0.05));
  write(8, Epoch(2, 500, 3.1, 2));
  world.At(10, [&] { world.Truncate("logs/a.log"); });
  const std::string rest = Epoch(2, 1000, 3.1, 2).substr(Epoch(2, 500, 3.1, 2).size()) + EpochLine(2, 3.0, 0.08);
  write(10.5, rest.substr(0, 333));
  write(11, rest.substr(333));
  write(12, Epoch(3, 100, 2.8, 2));
  world.At(15, [&] { world.stop_signal = 15; });
  RunTail(world, {"--json", "logs"});
  const std::vector<Json> events = EventsIn(world.out);
  CHECK(Count(events, "run-started") == 1);
  std::vector<double> epochs, bleus;
  for (const Json& event : events) {
    if (event["type"] != "epoch") continue;
    epochs.push_back(event["epoch"]["epoch"]);
    bleus.push_back(event["epoch"].value("bleu", 0.0));
    if (epochs.size() <= 3) CHECK(event["epoch"]["losses"] == 40);
  }
  CHECK(epochs == std::vector<double>{0, 1, 2, 3});  // the last one when the watching ends
  CHECK(bleus == std::vector<double>{0.02, 0.05, 0.08, 0});
  std::vector<std::string> files;
  for (const Json& event : events) {
    if (event["type"] == "file") files.push_back(event["message"]);
  }
  REQUIRE(files.size() >= 3);
  CHECK(files[0] == "'logs/a.log' has appeared;  following new file");
  CHECK(files.back() == "logs/a.log: file truncated");
  CHECK(events.back()["runs"][0]["status"]["epoch"] == 3);
}

/// Epochs with the number of their finite losses: the slow and obvious way.
std::map<int, int> LossLinesByEpoch(const std::string& text) {
  std::map<int, int> counts;
  for (const std::string_view line : Split(text, '\n')) {
    const std::size_t at = line.find("training loss: epoch:");
    if (at != std::string_view::npos)
      counts[std::atoi(line.data() + at + 21)] += line.find("nan") == std::string_view::npos ? 1 : 0;
  }
  return counts;
}

TEST_CASE("whatever becomes of a log of two ranks, its events are those of the whole text") {
  Random random(47);
  for (int trial = 0; trial < 15; ++trial) {
    std::vector<std::string> lines;
    const double start = trial % 2 == 0 ? 4.9 : 3.2, fall = trial % 4 < 2 ? 0.0 : 0.5;
    for (int epoch = 0; epoch < 4; ++epoch) {
      const std::string text = Epoch(epoch, 1000, start - fall * epoch, 2) + EpochLine(epoch, start, 0.01);
      for (const std::string_view line : Split(text, '\n')) {
        if (!line.empty()) lines.push_back(std::string(line) + "\n");
      }
    }
    if (trial % 5 == 0)
      lines.insert(lines.end(), {LossLine(4, 0, "nan"), LossLine(4, 50, "nan"), LossLine(4, 100, "nan")});
    LiveWorld world;
    world.hints = random.Bits() % 2 == 0;
    world.Append("logs/notes.md", "");
    std::string whole;
    double at = 0.5, quiet_until = 3;  // a file that came and went between two looks would be lost, for `tail -F` too
    for (const std::string& line : lines) {
      whole += line;
      const std::size_t cut = random.Bits() % line.size();  // the writer's buffer ends anywhere
      world.At(at, [&world, part = line.substr(0, cut)] { world.Append("logs/a.log", part); });
      at += static_cast<double>(random.Bits() % 200) / 1000;
      world.At(at, [&world, part = line.substr(cut)] { world.Append("logs/a.log", part); });
      at += 0.01;
      const auto happens = at < quiet_until ? 4 : random.Bits() % 20;
      if (happens == 0) world.At(at, [&world] { world.Rename("logs/a.log", "logs/a.log.1"); });
      if (happens == 1) world.At(at, [&world] { world.Remove("logs/a.log"); });
      if (happens == 2) world.At(at + 0.6, [&world] { world.Truncate("logs/a.log"); });
      if (happens == 3) {  // copytruncate
        world.At(at + 0.6, [&world, whole] {
          world.Replace("logs/a.log.1", whole);
          world.Truncate("logs/a.log");
        });
      }
      if (happens < 4) quiet_until = (at += 1.3) + 3;
    }
    world.At(at + 5, [&world] { world.stop_signal = 15; });
    RunTail(world, {"--json", trial % 3 == 0 ? "logs/a.log" : trial % 3 == 1 ? "logs/*.log" : "logs"});
    const std::vector<Json> events = EventsIn(world.out);
    LiveWorld read;
    read.Append("a.log", whole);
    INFO("trial ", trial);
    REQUIRE(events.back()["runs"].size() == 1);
    const Json run = events.back()["runs"][0];
    Diagnosed(read, read.out, "a.log");
    CHECK(WithoutPlace(run) == WithoutPlace(Json::parse(read.out)["runs"].back()));
    CHECK(Count(events, "run-started") == 1);
    std::map<int, int> told;
    for (const Json& event : events) {
      if (event["type"] == "epoch") CHECK(told.emplace(event["epoch"]["epoch"], event["epoch"]["losses"]).second);
    }
    CHECK(told == LossLinesByEpoch(whole));
  }
}

TEST_CASE("a crash and a NaN are told at the next look") {
  for (const char* last : {"RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB\n", ""}) {
    LiveWorld world;
    world.Append("a.log", Epoch(0, 1000, 4));
    const std::string lines = *last ? last : LossLine(0, 1000, "nan") + LossLine(0, 1050, "nan");
    world.At(2.1, [&] { world.Append("a.log", lines); });
    world.At(20, [&] { world.stop_signal = 15; });
    CHECK(RunTail(world, {"--json", "--exit-on", "error", "a.log"}) == 1);
    const std::vector<Json> events = EventsIn(world.out);
    const Json event = events[events.size() - 2];
    CHECK(event["type"].get<std::string>() == (*last ? "crashed" : "finding-opened"));
    REQUIRE(event.contains("finding"));
    CHECK(event["finding"]["id"].get<std::string>() == (*last ? "run/out-of-memory" : "loss/nonfinite"));
    CHECK(event["finding"]["place"]["line"] == 21);
    CHECK(world.elapsed() < 2.4);
  }
}

TEST_CASE("silence: pauses of the usual length are none, a stall is told, escalates, and ends") {
  LiveWorld world;
  double at = 0;
  int step = 0;
  const auto write = [&](int lines, double every) {
    for (int i = 0; i < lines; ++i, step += 50, at += every) {
      world.At(at, [&world, line = LossLine(0, step, 4 - 1e-4 * step)] { world.Append("a.log", line); });
    }
  };
  write(40, 10);
  at += 240;  // an evaluation of four minutes: not yet five
  write(40, 10);
  at += 400;  // a longer one; less than twice the longest pause so far
  write(40, 10);
  const double silent = at;
  at += 7000;
  write(5, 10);
  world.At(at + 5, [&] { world.stop_signal = 15; });
  RunTail(world, {"--json", "--select", "run/stalled", "a.log"});
  std::vector<std::string> told;
  double stalled_after = 0;
  for (const Json& event : EventsIn(world.out)) {
    if (!event.contains("finding") && event["type"] != "resumed") continue;
    told.push_back(event["type"]);
    if (event["type"] == "stalled") stalled_after = event["finding"]["evidence"][0]["value"];
  }
  CHECK(told == std::vector<std::string>{"stalled", "finding-escalated", "resumed"});
  CHECK(stalled_after > 20);
  CHECK(stalled_after < 21);
  CHECK(silent > 0);
}

TEST_CASE("--stall-timeout says what silence is") {
  LiveWorld world;
  for (int i = 0; i < 30; ++i) world.At(i, [&world, i] { world.Append("a.log", LossLine(0, 50 * i, 4 - 0.01 * i)); });
  double told_at = 0;
  world.At(200, [&] { world.stop_signal = 15; });
  RunTail(world, {"--json", "--stall-timeout", "60", "a.log"});
  for (const Json& event : EventsIn(world.out)) {
    if (event["type"] == "stalled") told_at = 1;
  }
  CHECK(told_at == 1);
}

TEST_CASE("a process that is gone: finished at the end of the plan, crashed before") {
  const std::string plan = std::string(kStamp) +
                           "train dataset size: 80000, steps per epoch:1000; validation dataset size: 100, steps per "
                           "validation: 10;\n";
  for (const int epochs : {1, 4}) {
    LiveWorld world;
    world.processes = {77};
    world.Append("a.log", plan + Epoch(0, 1000, 4));
    world.At(1, [&] {
      world.Append("a.log", LossLine(1, 0, 3.9));
      world.processes.clear();
    });
    const std::string planned = std::to_string(epochs);
    RunTail(world, {"--json", "--pid", "77", "--planned-epochs", planned.c_str(), "a.log"});
    const std::vector<Json> events = EventsIn(world.out);
    CHECK(Count(events, "crashed") == (epochs == 4 ? 1 : 0));
    CHECK(Count(events, "finished") == (epochs == 4 ? 0 : 1));
    CHECK(world.elapsed() < 3);
  }
}

TEST_CASE("a new run in the same file, and --until-end") {
  LiveWorld world;
  world.Append("a.log", StartLine(false) + Epoch(0, 1000, 4));
  world.At(2, [&] { world.Append("a.log", StartLine(false)); });
  world.At(4, [&] { world.Append("a.log", Epoch(0, 500, 5)); });
  world.At(6, [&] { world.Append("a.log", "{'train_runtime': 12.5, 'train_loss': 1.0}\n"); });
  world.At(60, [&] { world.stop_signal = 15; });
  RunTail(world, {"--json", "--until-end", "a.log"});
  const std::vector<Json> events = EventsIn(world.out);
  CHECK(Count(events, "run-started") == 2);
  CHECK(Count(events, "finished") == 1);
  CHECK(world.elapsed() < 7);
  CHECK(events.back()["runs"][0]["run"] == 2);
}

TEST_CASE("plain lines, one an event; file messages on standard error; a summary at the end") {
  LiveWorld world;
  world.Append("a.log", Epoch(0, 1000, 4) + EpochLine(0, 3.9, 0.02) + Epoch(1, 500, 3.5));
  world.At(1, [&] { world.Append("b.log", Epoch(0, 600, 4)); });
  world.At(3, [&] { world.stop_signal = 2; });
  CHECK(RunTail(world, {"--plain", "a.log", "b.log"}) == 0);
  CHECK(world.err ==
        "sftdoctor: cannot open 'b.log' for reading: No such file or directory\n"
        "sftdoctor: 'b.log' has appeared;  following new file\n");
  CHECK(world.out.find("a.log  run 1 started: chat_trainer, now at epoch 1, step 450\n") != std::string::npos);
  CHECK(world.out.find("a.log  epoch 0 · step 950 · loss 3.9 · ") != std::string::npos);
  LiveWorld chinese;
  chinese.Append("a.log", Epoch(0, 1000, 4) + EpochLine(0, 3.9, 0.02) + Epoch(1, 500, 3.5));
  CHECK(RunTail(chinese, {"--once", "--lang", "zh", "a.log"}) == 0);
  CHECK(chinese.out.find("第 1 次训练开始：chat_trainer，目前 epoch 1、第 450 步") != std::string::npos);
}

TEST_CASE("what cannot be done") {
  LiveWorld world;
  CHECK_THROWS_AS(RunTail(world, {}), Error);
  CHECK_THROWS_AS(RunTail(world, {"--once", "no.log"}), Error);
  world.Append("a.log", Epoch(0, 1000, 4));
  CHECK_THROWS_AS(RunTail(world, {"--once", "--input-format", "chat_trainr", "a.log"}), Error);
  world.breaks_pipe_after = 10;
  CHECK_THROWS_AS(RunTail(world, {"--once", "a.log"}), BrokenPipe);
}

TEST_CASE("a day of training leaves memory flat") {
  LiveWorld world;
  int step = 0;
  std::vector<std::size_t> used;
  std::size_t events = 0;
  std::function<void()> tick = [&] {
    const double at = world.elapsed();
    const int epoch = step / 20000;
    for (int i = 0; i < 5; ++i, step += 5)
      world.Append("a.log", LossLine(epoch, step % 20000, 2 + 2.0 / (1 + 1e-4 * step)));
    if (step % 20000 == 0) world.Append("a.log", EpochLine(epoch, 3, 0.05));
    if (step % 18000 == 0) {
      world.DropContent("a.log");
      events += static_cast<std::size_t>(std::count(world.out.begin(), world.out.end(), '\n'));
      world.out = {};
      used.push_back(mallinfo2().uordblks);
    }
    if (at < 86400) world.At(at + 5, tick);
  };
  world.At(0, tick);
  world.At(86401, [&] { world.stop_signal = 15; });
  RunTail(world, {"--json", "--interval", "2000", "a.log"});
  REQUIRE(used.size() >= 20);
  CHECK(events >= 20);
  const auto most = *std::max_element(used.begin() + 12, used.end());
  CHECK(most < used[11] + 100'000);
}

}  // namespace
}  // namespace sftdoctor::tests
