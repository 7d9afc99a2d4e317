// `sftdoctor bundle`: what is taken, that the archive is one to others too, and what it refuses.
#include <doctest/doctest.h>
#include <zip.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "bundle/excerpt.h"
#include "tests/support/case_config.h"
#include "tests/support/chat_log.h"
#include "tests/support/folder.h"
#include "tests/support/parquet_writer.h"
#include "tests/support/program.h"

namespace sftdoctor {
namespace {

/// The slow and obvious excerpt.
std::string ObviousExcerpt(const std::vector<std::string>& lines, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i < most || i + most >= lines.size()) out += lines[i] + "\n";
    if (i == most && lines.size() > 2 * most)
      out +=
          fmt::format("[sftdoctor: lines {} to {} of {} were left out]\n", most + 1, lines.size() - most, lines.size());
  }
  return out;
}

TEST_CASE("the excerpt is the first and last lines with the numbers that grep gives them") {
  for (const std::size_t count : {0u, 1u, 5u, 9u, 10u, 11u, 19u, 20u, 21u, 500u}) {
    for (const char* end : {"\n", "\r\n"}) {
      std::vector<std::string> lines;
      std::string text;
      for (std::size_t i = 1; i <= count; ++i) {
        lines.push_back(fmt::format("line {}", i));
        text += lines.back() + (i < count ? end : "");  // the last one is cut
      }
      FakeWorld world;
      world.short_reads = 7;
      world.files["x.log"] = text;
      const Excerpt excerpt = ExcerptOf(world, "x.log", 10);
      CHECK(excerpt.text == ObviousExcerpt(lines, 10));
      CHECK(excerpt.lines == count);
    }
  }
}

TEST_CASE("a progress bar of 70 kB is one line, and cut") {
  FakeWorld world;
  std::string bar;
  for (int i = 0; i < 7000; ++i) bar += fmt::format("\r{:>6} it/s", i);
  world.files["x.log"] = "start\n" + bar + "\nend\n";
  const Excerpt excerpt = ExcerptOf(world, "x.log", 10);
  CHECK(excerpt.lines == 3);
  CHECK(excerpt.text.size() < 5000);
  CHECK(Has(excerpt.text, fmt::format("[sftdoctor: {} more bytes]", bar.size() - 4000)));
  CHECK(HeadOf(world, "x.log", 1) == "start\n");
}

std::string Log() {
  std::string text = StartLine(false) + "loading /home/alice/data/train.json\n";
  for (int epoch = 0; epoch < 4; ++epoch) {
    for (int step = 0; step < 4000; step += 50) text += LossLine(epoch, step, 4.8 + 0.02 * (step / 50 * 7 % 5));
    text += EpochLine(epoch, 4.81, 0.03);
  }
  return text;
}

FakeWorld Machine() {
  FakeWorld world;
  world.environment = {{"HOME", "/home/alice"}, {"USER", "alice"}};
  world.files["train.log"] = Log();
  world.files["conf/config.py"] = std::string(kCaseConfig) + "    token: str = \"hf_abcdEFGHijklMNOPqrst\"\n";
  world.files["d.jsonl"] = "{\"prompt\": \"你好\"}\n{\"prompt\": \"b\"}\n3\n4\n5\n6\n";
  return world;
}

std::vector<std::string> kAll = {"bundle", "train.log", "--config", "conf/config.py:TrainConfigSFT",
                                 "--data", "d.jsonl",   "-o",       "help.zip"};

/// A file of the archive that a command line without its -o makes; nothing when there is none of this name.
std::optional<std::string> Entry(FakeWorld& world, std::vector<std::string> words, const char* name) {
  words.insert(words.end(), {"-o", "-"});
  const Outcome outcome = RunIn(world, words);
  CHECK_MESSAGE(outcome.status == 0, outcome.err);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(outcome.out.data(), outcome.out.size(), 0, &error);
  REQUIRE(source);
  const std::unique_ptr<zip_t, decltype(&zip_discard)> archive(zip_open_from_source(source, 0, &error), zip_discard);
  REQUIRE(archive);
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen(archive.get(), name, 0), zip_fclose);
  if (!file) return std::nullopt;
  std::string content;
  char buffer[4096];
  for (zip_int64_t got; (got = zip_fread(file.get(), buffer, sizeof buffer)) > 0;)
    content.append(buffer, static_cast<std::size_t>(got));
  return content;
}

TEST_CASE("what it took and redacted is said, and the same input gives the same bytes") {
  FakeWorld world = Machine();
  const Outcome outcome = RunIn(world, kAll);
  CHECK_MESSAGE(outcome.status == 0, outcome.err);
  for (const char* part :
       {"log.txt", "lines 1 to 100 and 227 to 326 of train.log", "config/config.py", "TrainConfigSFT",
        "data/first-rows.jsonl", "diagnosis.json", "first-epoch.json", "1 secret", "1 home directory"})
    CHECK_MESSAGE(Has(outcome.out, part), outcome.out);
  const std::string bytes = world.files["help.zip"];
  CHECK(bytes.starts_with("PK"));
  FakeWorld again = Machine();
  RunIn(again, kAll);
  CHECK(again.files["help.zip"] == bytes);
}

TEST_CASE("an archive that is there is not overwritten unless told so") {
  FakeWorld world = Machine();
  world.files["help.zip"] = "precious";
  const Outcome refused = RunIn(world, kAll);
  CHECK(refused.status == 2);
  CHECK(Has(refused.err, "--force"));
  CHECK(world.files["help.zip"] == "precious");
  std::vector<std::string> forced = kAll;
  forced.push_back("--force");
  CHECK(RunIn(world, forced).status == 0);
  CHECK(world.files["help.zip"] != "precious");
}

TEST_CASE("--list writes nothing; - is for pipes") {
  FakeWorld world = Machine();
  const auto before = world.files;
  for (const char* flag : {"--list", "--dry-run"}) {
    const Outcome listed = RunIn(world, {"bundle", "train.log", flag});
    CHECK(listed.status == 0);
    CHECK(Has(listed.out, "log.txt"));
  }
  const Outcome piped = RunIn(world, {"bundle", "train.log", "-o", "-"});
  CHECK(piped.out.starts_with("PK"));
  CHECK(Has(piped.err, "log.txt"));
  CHECK(world.files == before);
  world.terminals = {Stream::kOut};
  CHECK(RunIn(world, {"bundle", "train.log", "-o", "-"}).status == 2);
}

TEST_CASE("a log that is not understood is just what people send; what is no text is refused") {
  FakeWorld world = Machine();
  world.files["odd.log"] = "hello\nworld\n";
  world.files["x.bin"] = std::string(
      "\x7F"
      "ELF\0\0\0\n",
      8);
  world.files["rows.parquet"] = "PAR1....PAR1";
  CHECK(Has(RunIn(world, {"bundle", "odd.log", "--list"}).out, "why the log was not understood"));
  struct Case {
    std::vector<std::string> words;
    const char* part;
  };
  for (const Case& wrong : std::vector<Case>{{{"bundle", "x.bin", "--list"}, "an executable"},
                                             {{"bundle", "gone.log", "--list"}, "gone.log"},
                                             {{"bundle", "conf", "--list"}, "holds no file that looks like a log"},
                                             {{"bundle", "-", "--list"}, "read twice"},
                                             {{"bundle", "train.log"}, "-o help.zip"},
                                             {{"bundle", "train.log", "-o", "conf"}, "is a directory"},
                                             {{"bundle", "train.log", "--list", "--config", "no.py"}, "no.py"}}) {
    const Outcome outcome = RunIn(world, wrong.words);
    CHECK(outcome.status == 2);
    CHECK_MESSAGE(Has(outcome.err, wrong.part), outcome.err);
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("the log is judged with the configuration; a named class is to be there") {
  FakeWorld world = Machine();
  world.files["sft.py"] = kCaseConfig;
  const auto with = Entry(world, {"bundle", "train.log", "--config", "sft.py"}, "diagnosis.json");
  const auto report = nlohmann::json::parse(with.value());
  CHECK(report["runs"][0]["config"]["class"] == "TrainConfigSFT");
  for (const char* wrong : {"sft.py:TrainConfigSFX", "sft.py:Nothing"}) {
    const Outcome outcome = RunIn(world, {"bundle", "train.log", "--list", "--config", wrong});
    CHECK(outcome.status == 2);
    CHECK_MESSAGE(Has(outcome.err, std::string(wrong).substr(7)), outcome.err);
  }
  CHECK(Has(RunIn(world, {"bundle", "train.log", "--list", "--config", "sft.py:TrainConfigSFX"}).err, "did you mean"));
}

TEST_CASE("a configuration that does not help to judge is sent, and that is said") {
  FakeWorld world = Machine();
  world.files["train.sh"] = "python train.py --lr 1e-4 --token hf_abcdEFGHijklMNOPqrst\n";
  world.files["alice.py"] = "x = 1\n";
  world.files["data.bin"] = std::string("\0\1", 2);
  struct Case {
    const char *name, *entry;
  };
  for (const Case& c : {Case{"train.sh", "config/train.sh"}, {"alice.py", "config/config.py"}}) {
    const Outcome outcome = RunIn(world, {"bundle", "train.log", "--list", "--config", c.name});
    CHECK_MESSAGE(outcome.status == 0, outcome.err);
    CHECK_MESSAGE(Has(outcome.out, c.entry), outcome.out);
    CHECK_MESSAGE(Has(outcome.out, "left out: the configuration in the diagnosis:"), outcome.out);
    CHECK(Has(outcome.out, "diagnosis.json"));
  }
  CHECK_FALSE(Has(*Entry(world, {"bundle", "train.log", "--config", "train.sh"}, "config/train.sh"), "hf_"));
  CHECK(RunIn(world, {"bundle", "train.log", "--list", "--config", "data.bin"}).status == 2);
}

TEST_CASE("rows of every format are JSON Lines; what holds none is sent as it stands") {
  FakeWorld world = Machine();
  world.files["t.csv"] = "prompt,n\n\"a\nb\",1\nc@d.org,2\n3,4\n5,6\n7,8\n9,10\n";
  CHECK(Entry(world, {"bundle", "train.log", "--data", "t.csv"}, "data/first-rows.jsonl") ==
        "{\"prompt\":\"a\\nb\",\"n\":\"1\"}\n{\"prompt\":\"<email-1>\",\"n\":\"2\"}\n{\"prompt\":\"3\",\"n\":\"4\"}\n"
        "{\"prompt\":\"5\",\"n\":\"6\"}\n{\"prompt\":\"7\",\"n\":\"8\"}\n");
  world.files["long.jsonl"] = "{\"token\": \"abcd1234efgh\", \"list\": [1, {\"a\": \"\\n/home/bob/x\"}], \"text\": \"" +
                              std::string(9000, 'x') + "\"}\n{broken\n";
  const Outcome outcome = RunIn(world, {"bundle", "train.log", "--list", "--data", "long.jsonl"});
  CHECK_MESSAGE(Has(outcome.out, "left out: of long.jsonl: line 2, which "), outcome.out);
  CHECK(Has(outcome.out, "the first row of long.jsonl (jsonl)"));
  const auto row = Entry(world, {"bundle", "train.log", "--data", "long.jsonl"}, "data/first-rows.jsonl");
  const auto json = nlohmann::json::parse(row.value());
  CHECK(json["token"] == "<secret-1>");
  CHECK(json["list"][1]["a"] == "\n/home/<user-1>/x");
  CHECK(Has(json["text"], "x [sftdoctor: 5000 more bytes]"));
  world.files["plain.txt"] = "once upon\na time\n";
  CHECK(Entry(world, {"bundle", "train.log", "--data", "plain.txt"}, "data/first-lines.txt") == "once upon\na time\n");
  world.files["cut.parquet"] = "PAR1....PAR1";
  CHECK(Has(RunIn(world, {"bundle", "train.log", "--list", "--data", "cut.parquet"}).out, "left out: rows of cut"));
  CHECK(RunIn(world, {"bundle", "train.log", "--list", "--data", "gone.jsonl"}).status == 2);
  world.files["junk.bin"] = std::string("a,b\n\0,1\n", 9);
  CHECK(Has(RunIn(world, {"bundle", "train.log", "--list", "--data", "junk.bin"}).err, "binary data"));
}

TEST_CASE("rows of parquet") {
  FakeWorld world = Machine();
  tests::ParquetColumn prompt{"prompt", 6, {}}, rank{"rank", 1, {}, true, false, -1};
  for (int i = 0; i < 9; ++i) {
    prompt.values.push_back(i == 1 ? std::nullopt : std::optional(fmt::format("问 {}", i)));
    rank.values.push_back(fmt::format("{}", i));
  }
  world.files["t.parquet"] = tests::WriteParquet({prompt, rank});
  CHECK(Entry(world, {"bundle", "train.log", "--data", "t.parquet"}, "data/first-rows.jsonl") ==
        "{\"prompt\":\"问 0\",\"rank\":0}\n{\"prompt\":null,\"rank\":1}\n{\"prompt\":\"问 2\",\"rank\":2}\n"
        "{\"prompt\":\"问 3\",\"rank\":3}\n{\"prompt\":\"问 4\",\"rank\":4}\n");
}

TEST_CASE("an archive replaces nothing that was to be sent, and a directory may hold the log") {
  FakeWorld world = Machine();
  const std::string log = world.files["train.log"];
  CHECK(RunIn(world, {"bundle", "train.log", "--force", "-o", "./train.log"}).status == 2);
  CHECK(world.files["train.log"] == log);
  world.files["run/logs/train.log"] = log;
  CHECK(Has(RunIn(world, {"bundle", "run", "--list"}).out, "of run/logs/train.log"));
  world.files["empty.log"] = "";
  CHECK(Has(RunIn(world, {"bundle", "empty.log", "--list"}).err, "is empty"));
}

TEST_CASE("the list in Chinese") {
  FakeWorld world = Machine();
  const Outcome outcome = RunIn(world, {"bundle", "train.log", "--list", "--lang", "zh"});
  CHECK(Has(outcome.out, "train.log 的第 1–100 行和第 227–326 行"));
  CHECK(Has(outcome.out, "已隐去：1 处主目录"));
}

TEST_CASE("Python and unzip read the archive") {
  if (!tests::HasProgram("python3")) {
    MESSAGE("skipped: no python3");
    return;
  }
  FakeWorld world = Machine();
  RunIn(world, kAll);
  const tests::Folder folder;
  folder.Put("help.zip", world.files["help.zip"]);
  const char* script =
      "python3 -c 'import zipfile,json;z=zipfile.ZipFile(\"help.zip\");assert z.testzip() is None;"
      "print(*z.namelist());print(*{i.date_time for i in z.infolist()});"
      "c=z.read(\"config/config.py\").decode();assert \"hf_\" not in c and \"<secret-1>\" in c;"
      "l=z.read(\"log.txt\").decode();assert \"alice\" not in l and \"lines 101 to 226 of 326\" in l;"
      "d=json.loads(z.read(\"diagnosis.json\"));assert d[\"schema\"]==\"sftdoctor.diagnosis/1\";"
      "print(json.loads(z.read(\"first-epoch.json\"))[\"average_loss\"]);"
      "r=[json.loads(x) for x in z.read(\"data/first-rows.jsonl\").splitlines()];"
      "assert r==[{\"prompt\":\"你好\"},{\"prompt\":\"b\"}]'";
  const tests::Printed printed = tests::RunShell(script, folder.path(), "C.UTF-8");
  CHECK(printed.status == 0);
  CHECK_MESSAGE(Has(printed.text,
                    "MANIFEST.txt log.txt first-epoch.json diagnosis.txt diagnosis.json config/config.py "
                    "data/first-rows.jsonl version.json\n(1980, 1, 1, 0, 0, 0)\n4.81\n"),
                printed.text);
  if (!tests::HasProgram("unzip")) {
    MESSAGE("skipped: no unzip");
    return;
  }
  CHECK(tests::RunShell("unzip -tq help.zip", folder.path(), "C.UTF-8").status == 0);
}

}  // namespace
}  // namespace sftdoctor
