// `sftdoctor data` as its users meet it: what it prints, in both languages, exit status, and the bundled datasets.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "commands/commands.h"
#include "reports/width.h"
#include "tests/support/fake_world.h"
#include "tests/support/parquet_writer.h"
#include "tests/support/source_tree.h"

namespace sftdoctor::tests {
namespace {

using Json = nlohmann::json;

/// Runs `sftdoctor data` with words; an Error is written to world.err as main() does.
int Data(FakeWorld& world, std::vector<std::string> words) {
  words.insert(words.begin(), {"sftdoctor", "data", "--isolated"});
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  world.out.clear();
  world.err.clear();
  try {
    return RunCommandLine(static_cast<int>(argv.size()), argv.data(), world);
  } catch (const Error& error) {
    world.err += FormatError(error, {});
    return 2;
  }
}

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

FakeWorld Bundled() {
  FakeWorld world;
  for (const char* name : {"samples/datasets/train.jsonl", "samples/datasets/valid.jsonl"})
    world.files[name] = ReadText(kSourceDirectory / name);
  return world;
}

/// A set without faults, with so many rows.
std::string Clean(int rows, int start = 0) {
  std::string text;
  for (int i = start; i < start + rows; ++i) {
    text += "{\"prompt\": \"请介绍一下第" + std::to_string(i) + "号展品的来历\", \"response\": \"第" +
            std::to_string(i) + "号展品来自一座古老的城市，" + std::string(static_cast<std::size_t>(i % 37), '.') +
            "它已经有很多年的历史了。\"}\n";
  }
  return text;
}

std::vector<std::string> IdsOf(const Json& document) {
  std::vector<std::string> ids;
  for (const Json& finding : document["findings"]) ids.push_back(finding["id"]);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

TEST_CASE("data: the bundled sets show their faults, each with rows") {
  FakeWorld world = Bundled();
  CHECK(Data(world, {"samples/datasets/train.jsonl", "samples/datasets/valid.jsonl", "--json"}) == 1);
  CHECK(world.err.empty());
  const Json document = Json::parse(world.out);
  CHECK(document["schema"] == "sftdoctor.data/1");
  CHECK(document["exit_status"] == 1);
  CHECK(IdsOf(document) == std::vector<std::string>{"data/capped", "data/duplicate", "data/null-field",
                                                    "data/split-leak", "data/too-few-rows"});
  CHECK(document["files"][0]["part"] == "training");
  CHECK(document["files"][1]["part"] == "validation");
  CHECK(document["features"]["data.train_rows"] == 240);
  for (const Json& finding : document["findings"]) {
    CAPTURE(finding["id"]);
    CHECK(!finding["evidence"].empty());
    CHECK(!finding["message"].get<std::string>().empty());
    if (finding["id"] == "data/null-field") {
      CHECK(finding["samples"].size() == 2);
      CHECK(finding["samples"][0]["place"] == Json{{"file", "samples/datasets/train.jsonl"}, {"line", 17}});
    }
    if (finding["id"] == "data/split-leak") {
      CHECK(finding["severity"] == "error");
      CHECK(finding["samples"][0]["same_as"]["file"] == "samples/datasets/train.jsonl");
    }
  }
}

TEST_CASE("data: the same on a page, in both languages, within its columns") {
  FakeWorld world = Bundled();
  world.columns = 72;
  world.terminals = {Stream::kOut};
  for (const std::string lang : {"en", "zh"}) {
    CHECK(Data(world, {"samples/datasets/train.jsonl", "samples/datasets/valid.jsonl", "--lang", lang, "--color",
                       "never"}) == 1);
    CHECK(Has(world.out, "samples/datasets/train.jsonl:17"));
    CHECK(Has(world.out, "[data/split-leak]"));
    CHECK(Has(world.out, lang == "en" ? "not checked" : "未检查"));
    for (const std::string& line : LinesOf(world.out)) {
      const bool fits = DisplayWidth(line) <= 72 || Has(line, "samples/datasets/");
      CHECK_MESSAGE(fits, line);
    }
  }
}

TEST_CASE("data: nothing wrong is exit 0 and one sentence") {
  FakeWorld world;
  world.files["train.jsonl"] = Clean(1200);
  world.files["dev.jsonl"] = Clean(100, 5000);
  CHECK(Data(world, {"train.jsonl", "dev.jsonl", "--max-seq-len", "256"}) == 0);
  CHECK_MESSAGE(Has(world.out, "Nothing wrong found; 8 checks ran."), world.out);
  CHECK(world.err.empty());
}

TEST_CASE("data: parquet rows are numbered, nested columns named") {
  std::vector<ParquetColumn> columns = {{"prompt", 6, {}}, {"response", 6, {}}, {"messages", 6, {}}};
  columns[2].nested_children = 2;
  for (int i = 0; i < 30; ++i) {
    const std::string number = std::to_string(i);
    columns[0].values.emplace_back("请介绍一下第" + number + "号展品");
    columns[1].values.emplace_back(i == 4 ? std::optional<std::string>()
                                          : "它来自一座古老的城市，编号是" + number + "，历史悠久。");
    columns[2].values.emplace_back("x");
  }
  FakeWorld world;
  world.files["set.parquet"] = WriteParquet(columns);
  CHECK(Data(world, {"set.parquet"}) == 1);
  CHECK(Has(world.out, "set.parquet row 5"));
  CHECK(Has(world.out, "not read: messages (nested)"));
}

TEST_CASE("data: which file is what, and what cannot be read") {
  FakeWorld world;
  world.files["a.jsonl"] = Clean(1200);
  world.files["b.jsonl"] = Clean(50);
  world.files["bad.jsonl"] = "no json\n";
  CHECK(Data(world, {"a.jsonl", "--validation", "b.jsonl", "--json"}) == 1);
  CHECK(IdsOf(Json::parse(world.out)) == std::vector<std::string>{"data/split-leak"});
  CHECK(Data(world, {"a.jsonl", "bad.jsonl"}) == 2);
  CHECK(Has(world.out, "bad.jsonl"));
  CHECK(Has(world.out, "1 input could not be read"));
  CHECK(Data(world, {"bad.jsonl"}) == 2);
  CHECK(world.out.empty());
  CHECK(Has(world.err, "help: "));
  CHECK(Data(world, {"gone.jsonl"}) == 2);
  CHECK(Data(world, {}) == 2);
  CHECK(Data(world, {"a.jsonl", "--prompt", "answer"}) == 2);
  CHECK(Has(world.err, "its columns are prompt, response"));
}

TEST_CASE("data: a file that fails in the middle is shown as incomplete, and nothing is called fine") {
  FakeWorld world;
  world.files["a.jsonl"] = Clean(1200);
  world.files["cut.csv"] =
      "prompt,response\n请介绍一下第一件展品,它来自一座古老的城市，已经有很多年的历史了。\n\"x,y\n";
  CHECK(Data(world, {"a.jsonl", "cut.csv"}) == 2);
  CHECK_MESSAGE(Has(world.out, "cut.csv  csv, training, 1 row, incomplete"), world.out);
  CHECK(Has(world.out, "error: cut.csv: has a quote that is never closed"));
  CHECK(Has(world.out, "1 read in part"));
  CHECK(!Has(world.out, "Nothing wrong found"));
  CHECK(!Has(world.out, "could not be read"));
  CHECK(Data(world, {"a.jsonl", "cut.csv", "--json"}) == 2);
  const Json files = Json::parse(world.out)["files"];
  REQUIRE(files.size() == 2);
  CHECK(files[0]["complete"] == true);
  CHECK(!files[0].contains("error"));
  CHECK(files[1]["complete"] == false);
  CHECK(files[1]["rows"] == 1);
  CHECK(files[1]["error"] == "has a quote that is never closed");
  CHECK(Data(world, {"cut.csv"}) == 2);
  CHECK(world.out.empty());
  CHECK(Has(world.err, "never closed"));
}

TEST_CASE("data: files that all fail at their first row make no report") {
  FakeWorld world;
  ParquetOptions options;
  options.said_encoding = 7;
  const std::string file = WriteParquet({{"prompt", 6, {{"a"}}}, {"response", 6, {{"b"}}}}, options);
  world.files["a.parquet"] = file;
  world.files["b.parquet"] = file;
  CHECK(Data(world, {"a.parquet", "b.parquet"}) == 2);
  CHECK(world.out.empty());
  CHECK(Has(world.err, "cannot be read at row 1"));
  world.files["c.jsonl"] = Clean(1200);
  CHECK(Data(world, {"a.parquet", "c.jsonl", "--prompt", "prompt", "--response", "response", "--json"}) == 2);
  const Json files = Json::parse(world.out)["files"];
  REQUIRE(files.size() == 2);
  CHECK(files[0]["path"] == "c.jsonl");
  CHECK(!files[1].contains("rows"));
  CHECK(Data(world, {"a.parquet", "c.jsonl"}) == 2);
  CHECK(!Has(world.out, "Nothing wrong found"));
}

TEST_CASE("data: a configuration tells the sequence length and the steps") {
  FakeWorld world = Bundled();
  const std::string train = "samples/datasets/train.jsonl";
  const std::string keys =
      ":\n    epochs = 2\n    batch_size_per_gpu = 16\n    learn_rate = 5e-5\n    div_factor = 25\n"
      "    gradient_accumulation_steps = 3\n    warmup_steps = 10\n";
  world.files["config.py"] = "class TrainConfigSFT" + keys + "    max_seq_len = 20\n";
  Data(world, {train, "--config", "config.py", "--json"});
  const Json features = Json::parse(world.out)["features"];
  CHECK(features["data.max_seq_len"] == 20);
  CHECK(features["data.steps"] == 10);  // 240 rows / (16 x 3) x 2 epochs
  Data(world, {train, "--config", "config.py", "--max-seq-len", "300", "--json"});
  CHECK(Json::parse(world.out)["features"]["data.max_seq_len"] == 300);
  world.files["config.py"] += "class TrainConfig" + keys;
  CHECK(Data(world, {train, "--config", "config.py"}) == 2);
  CHECK(Has(world.err, "several training configurations: TrainConfigSFT, TrainConfig"));
  world.files["none.py"] = "x = 1\n";
  CHECK(Data(world, {train, "--config", "none.py"}) == 2);
}

TEST_CASE("data: severity, selection, streams") {
  FakeWorld world = Bundled();
  const std::string train = "samples/datasets/train.jsonl";
  CHECK(Data(world, {train, "--fail-on", "error"}) == 0);
  CHECK(Data(world, {train, "--fail-on", "never"}) == 0);
  CHECK(Data(world, {train, "--select", "data/null-field", "--json"}) == 1);
  CHECK(IdsOf(Json::parse(world.out)) == std::vector<std::string>{"data/null-field"});
  CHECK(Data(world, {train, "--select", "data/nul"}) == 2);
  CHECK(Data(world, {train, "-o", "report.txt"}) == 1);
  CHECK(world.out.empty());
  CHECK(Has(world.files["report.txt"], "data/capped"));
  world.in = world.files[train];
  CHECK(Data(world, {"-", "--ignore", "data", "--json"}) == 0);
  CHECK(Json::parse(world.out)["features"]["data.rows"] == 240);
}

TEST_CASE("data: a bar for large files on a terminal, and nothing otherwise") {
  FakeWorld world;
  std::string large = Clean(2000);
  large +=
      "{\"prompt\": \"x\", \"response\": \"" + std::string(std::size_t{65} << 20, ' ') + "\"}\n" + Clean(3000, 9000);
  world.files["large.jsonl"] = std::move(large);
  Data(world, {"large.jsonl"});
  CHECK(world.err.empty());
  world.terminals = {Stream::kErr};
  Data(world, {"large.jsonl"});
  CHECK(Has(world.err, " %  large.jsonl"));
  CHECK(world.err.ends_with("\r\x1B[K"));
}

TEST_CASE("data: a bar that cannot be written stops nothing, and shows no path raw") {
  struct Deaf : FakeWorld {
    void Write(Stream stream, std::string_view text) override {
      if (stream == Stream::kErr && deaf) throw Error("cannot write");
      FakeWorld::Write(stream, text);
    }
    bool deaf = true;
  } world;
  world.terminals = {Stream::kErr};
  const std::string path = "a\x1B[31m.jsonl";
  world.files[path] = Clean(1100) + "{\"prompt\": \"x\", \"response\": \"" + std::string(std::size_t{65} << 20, ' ') +
                      "\"}\n" + Clean(1100, 9000);
  CHECK(Data(world, {path, "--fail-on", "never"}) == 0);
  world.deaf = false;
  CHECK(Data(world, {path, "--fail-on", "never"}) == 0);
  CHECK(Has(world.err, " %  a"));
  CHECK(!Has(world.err, "\x1B[31m"));
}

TEST_CASE("data: a sample that was cut ends in an ellipsis, a whole one does not, whatever bytes its characters take") {
  FakeWorld world;
  // Combining marks take no columns, so it is not the page that cuts.
  const auto is_cut = [&](std::string text, int marks) {
    for (int i = 0; i < marks; ++i) text += "\xCC\x81";
    world.files["t.jsonl"].clear();
    for (int i = 0; i < 30; ++i) world.files["t.jsonl"] += "{\"prompt\": \"" + text + "\", \"response\": \"好\"}\n";
    Data(world, {"t.jsonl", "--color", "never", "--lang", "zh", "--select", "data/prompt-length"});
    for (const std::string& line : LinesOf(world.out)) {
      if (Has(line, text.substr(0, 300))) return Has(line, "…");
    }
    FAIL_CHECK("no sample: " << world.out);
    return false;
  };
  CHECK(is_cut("e", 300));    // after 399 bytes
  CHECK(!is_cut("ee", 199));  // 400 bytes
  CHECK(is_cut("eee", 199));
}

TEST_CASE("data: text of others cannot steer the terminal") {
  FakeWorld world;
  std::string text;
  for (int i = 0; i < 30; ++i)
    text += "{\"prompt\": \"\\u001b[31mred\\u202e\\n" + std::to_string(i % 3) + "\", \"response\": \"\"}\n";
  world.files["t.jsonl"] = text;
  Data(world, {"t.jsonl", "--color", "never"});
  CHECK(!Has(world.out, "\x1B"));
  CHECK(!Has(world.out, "\xE2\x80\xAE"));
}

TEST_CASE("data: a log is judged without the checks of data, and data without those of logs") {
  FakeWorld world = Bundled();
  Data(world, {"samples/datasets/train.jsonl", "--json"});
  const Json document = Json::parse(world.out);
  for (const char* list : {"ran", "not_checked"}) {
    for (const Json& item : document["checks"][list]) {
      const std::string id = item.is_string() ? item : item["id"];
      CHECK(id.starts_with("data/"));
    }
  }
}

}  // namespace sftdoctor::tests
