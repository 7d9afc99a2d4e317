// Logs that come in pieces, against the same bytes read whole.
#include "runs/live_log.h"

#include <doctest/doctest.h>

#include "tests/support/chat_log.h"
#include "tests/support/random.h"
#include "tests/support/same_log.h"
#include "tests/support/source_tree.h"

namespace sftdoctor::tests {
namespace {

/// What ReadLog makes of the bytes; nothing when it refuses.
std::optional<Log> Whole(const std::string& text) {
  FakeWorld world;
  world.files["run.log"] = text;
  try {
    return ReadLog(world, BuiltIn(), "run.log", {"", Engine::kProgram, 1});
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Feeds a text in pieces and compares along the way and at the end.
std::string Mistake(const std::string& text, Random& random, std::size_t longest, std::size_t looks) {
  FakeWorld world;
  Workbench bench(world, BuiltIn());
  LiveLog live(bench, "run.log", {});
  std::size_t next = random.Bits() % (text.size() / looks + 1);
  for (std::size_t at = 0; at < text.size();) {
    const std::string piece = text.substr(at, 1 + random.Bits() % longest);
    live.Feed(piece);
    at += piece.size();
    if (at < next && at < text.size()) continue;
    next = at + 1 + random.Bits() % (2 * text.size() / looks + 1);
    world.files["run.log"] = text.substr(0, at);
    const std::optional<Log> want = Whole(text.substr(0, at));
    try {
      const Log got = live.Snapshot();
      const std::string difference = want ? LogDifference(got, *want) : "was read, should be refused";
      if (!difference.empty()) return fmt::format("after {} of {} bytes: {}", at, text.size(), difference);
    } catch (const Error& error) {
      if (want) return fmt::format("after {} bytes refused: {}", at, error.what());
    }
  }
  return "";
}

TEST_CASE("a live log has at any time what reading it whole would give: the samples") {
  Random random(11);
  std::size_t logs = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kSourceDirectory / "samples")) {
    const auto& path = entry.path();
    if (path.extension() != ".log" && path.filename() != "trainer_state.json") continue;
    ++logs;
    INFO(path.string());
    CHECK(Mistake(ReadText(path), random, 3000, 3) == "");
  }
  CHECK(logs >= 12);
}

/// A log of a format made of its own sample lines, with other text among them.
std::string MadeOf(const Format& format, Random& random, std::size_t lines) {
  static constexpr const char* kEnds[] = {"\n", "\n", "\n", "\n", "\r\n"};
  static constexpr const char* kOther[] = {"", "Loading checkpoint", "WARNING: slow data loader", "Epoch 3"};
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) {
    const bool other = format.reader != ReaderKind::kCsv && random.Bits() % 8 == 0;
    const FormatSample& sample = format.samples[i == 0 ? 0 : random.Bits() % format.samples.size()];
    text += other ? kOther[random.Bits() % std::size(kOther)] : sample.line;
    text += kEnds[random.Bits() % std::size(kEnds)];
  }
  return text;
}

TEST_CASE("a live log has at any time what reading it whole would give: every format") {
  Random random(12);
  for (const Format& format : BuiltIn().formats) {
    if (format.samples.empty() || format.reader == ReaderKind::kJson) continue;
    INFO(format.id);
    CHECK(Mistake(MadeOf(format, random, 60), random, 120, 2) == "");
  }
}

std::string Steps(int from, int to, const char* line) {
  std::string text;
  for (int step = from; step < to; ++step) text += fmt::format(fmt::runtime(line), step, 5 - 1e-4 * step);
  return text;
}

TEST_CASE("formats that settle late") {
  Random random(13);
  const std::string chat = "[worker] step {} loss: {} lr: 0.0001\n";
  CHECK(Mistake(Steps(0, 6000, chat.c_str()), random, 20000, 3) == "");
  const std::string preamble = Steps(0, 5000, "loading shard {} of 5000 ({})\n");
  CHECK(Mistake(preamble + Steps(0, 300, "{{\"step\": {}, \"loss\": {}}}\n"), random, 20000, 3) == "");
  CHECK(Mistake("step,loss\n" + Steps(0, 9000, "{},{}\n"), random, 20000, 3) == "");
  CHECK(Mistake("\xEF\xBB\xBFstep,loss\n" + Steps(0, 20, "{},{}\n"), random, 3, 4) == "");
  const std::string coloured = Steps(0, 3000, "{{\"step\": {}, \"loss\": {}}}\n") + "\x1B[31mred\x1B[0m\n" +
                               Steps(3000, 3100, "{{\"step\": {}, \"loss\": {}}}\n");
  CHECK(Mistake(coloured, random, 4000, 3) == "");
  CHECK(Mistake(Steps(0, 2000, " 42%|####  | step {} loss={}\r"), random, 700, 3) == "");
}

TEST_CASE("one JSON document, growing from nothing and rewritten") {
  Random random(14);
  std::string document = R"({"log_history": [)";
  for (int step = 10; step < 3000; step += 10)
    document += fmt::format("{}{{\"loss\": {}, \"step\": {}, \"epoch\": {}}}", step > 10 ? ",\n" : "", 5 - 1e-3 * step,
                            step, step * 1e-3);
  document += R"(], "max_steps": 5000})";
  FakeWorld world;
  Workbench bench(world, BuiltIn());
  LiveLog live(bench, "run.json", {});
  live.Feed(document);
  CHECK(live.stale());
  live.Settle();
  REQUIRE(live.run());
  CHECK(live.run()->records > 290);
  live.EndFile();
  live.Feed(document.substr(0, 700));  // caught in the middle of being written
  live.Settle();
  CHECK(live.run()->records > 290);
  live.Feed(document.substr(700));
  live.Settle();
  CHECK(LogDifference(live.Snapshot(), *Whole(document)) == "");
}

TEST_CASE("what was passed over tells the format and counts as lines") {
  FakeWorld world;
  Workbench bench(world, BuiltIn());
  LiveLog live(bench, "run.csv", {});
  const std::string text = "step,loss\n" + Steps(0, 100, "{},{}\n");
  const std::size_t cut = text.find("90,");
  live.Pass(text.substr(0, 20));
  live.Pass(text.substr(20, cut - 20));
  live.Feed(text.substr(cut));
  const Log log = live.Snapshot();
  CHECK(CurveIn(log.runs.at(0), "train/loss").points == 10);
  CHECK(log.runs.at(0).first_line == 92);
}

TEST_CASE("a further file goes on with the run; its lines count on") {
  FakeWorld world;
  Workbench bench(world, BuiltIn());
  LiveLog live(bench, "run.log", {});
  std::string first, second;
  for (int step = 0; step < 500; step += 50) first += LossLine(0, step, 5 - 1e-3 * step);
  for (int step = 500; step < 1000; step += 50) second += LossLine(0, step, 5 - 1e-3 * step);
  live.Feed(first + "[2026-01-27 10:00:00.123] [INFO]: training loss: epoch:0, step:5");
  live.EndFile();
  live.Feed(second);
  const Log log = live.Snapshot();
  REQUIRE(log.runs.size() == 1);
  CHECK(CurveIn(log.runs[0], "train/loss").points == 20);
  CHECK(live.first_line_of_file() == 11);
  CHECK(live.generation() == 0);
}

TEST_CASE("a further file in another format begins anew") {
  FakeWorld world;
  Workbench bench(world, BuiltIn());
  LiveLog live(bench, "run.log", {});
  std::string chat;
  for (int step = 0; step < 500; step += 50) chat += LossLine(0, step, 5 - 1e-3 * step);
  live.Feed(chat);
  live.EndFile();
  live.Feed(Steps(0, 100, "{{\"step\": {}, \"loss\": {}}}\n"));
  CHECK(live.generation() > 0);
  CHECK(LogDifference(live.Snapshot(), *Whole(Steps(0, 100, "{{\"step\": {}, \"loss\": {}}}\n"))) == "");
}

TEST_CASE("standard input that cannot be read as it comes is refused") {
  FakeWorld world;
  Workbench bench(world, BuiltIn());
  LiveLog live(bench, "-", {});
  live.Feed("\x1F");
  CHECK(live.refusal() == "");
  live.Feed("\x8B\x08");
  CHECK(live.refusal() != "");
}

}  // namespace
}  // namespace sftdoctor::tests
