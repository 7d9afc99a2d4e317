// `check` as its users meet it: which files, which settings, exit status, what goes where, what fixes write.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tests/support/program.h"

namespace sftdoctor {
namespace {

/// Two safe fixes and one finding that none mends.
const std::string kYaml =
    "model_name_or_path: q\nstage: sft\nfinetuning_type: lora\nper_device_train_batch_size: 1\n"
    "learning_rate: 1e-4  # 学习率\nnum_train_epochs: 5.0\nweigth_decay: 0.1\n";
const std::string kMended =
    "model_name_or_path: q\nstage: sft\nfinetuning_type: lora\nper_device_train_batch_size: 1\n"
    "learning_rate: 1.0e-4  # 学习率\nnum_train_epochs: 5.0\nweight_decay: 0.1\n";

const std::string kSound =
    "class TrainConfigSFT:\n    epochs: int = 10\n    batch_size_per_gpu: int = 16\n    learn_rate: float = 5e-5\n"
    "    div_factor: int = 25\n    gradient_accumulation_steps: int = 3\n    warmup_steps: int = 834\n";
const std::string kStuck =
    "class TrainConfigSFT:\n    epochs: int = 5\n    batch_size_per_gpu: int = 24\n    learn_rate: float = 1e-5\n"
    "    div_factor: int = 50\n    gradient_accumulation_steps: int = 4\n    warmup_steps: int = 100\n";

std::vector<std::string> IdsOf(const std::string& json) {
  std::vector<std::string> ids;
  const nlohmann::json report = nlohmann::json::parse(json);
  for (const auto& file : report["files"]) {
    for (const auto& finding : file["findings"]) ids.push_back(finding["id"].get<std::string>().substr(7));
  }
  return ids;
}

using List = std::vector<std::string>;

TEST_CASE("the four root causes of the first case, and exit status 0, 1, 2") {
  FakeWorld world;
  world.files["config.py"] = kStuck;
  world.files["sound.py"] = kSound;
  const List facts = {"--rows", "80000", "--ranks", "2", "--no-filesystem"};
  const auto check = [&](List words) {
    words.insert(words.begin(), "check");
    words.insert(words.end(), facts.begin(), facts.end());
    return RunIn(world, words);
  };
  const Outcome stuck = check({"config.py", "--json"});
  CHECK(stuck.status == 1);
  CHECK(fmt::format("{}", fmt::join(IdsOf(stuck.out), " ")) ==
        "too-few-epochs effective-batch-too-large learn-rate-too-low warmup-too-short");
  const Outcome sound = check({"sound.py"});
  CHECK_MESSAGE(sound.status == 0, sound.out);
  CHECK(Has(sound.out, "No problems found in 1 configuration file."));
  CHECK(check({"config.py", "--fail-on", "never"}).status == 0);
  CHECK(check({"config.py", "--exit-zero"}).status == 0);
  CHECK(check({"config.py", "--select", "config/too-few-epochs"}).status == 0);  // an info
  CHECK(check({"config.py", "--select", "config/too-few-epochs", "--fail-on", "info"}).status == 1);
  const Outcome gone = check({"gone.py"});
  CHECK(gone.status == 2);
  CHECK(gone.out.empty());
  CHECK(Has(gone.err, "gone.py: cannot open for reading"));
  const Outcome both = check({"gone.py", "sound.py", "--json"});
  CHECK(both.status == 2);
  CHECK(Has(both.err, "gone.py"));
  CHECK(nlohmann::json::parse(both.out)["files"].size() == 2);
}

TEST_CASE("one class of several, and one that is not there") {
  FakeWorld world;
  world.files["config.py"] = kStuck + "\nclass TrainConfig:\n" + kStuck.substr(kStuck.find('\n') + 1);
  CHECK(IdsOf(RunIn(world, {"check", "config.py:TrainConfig", "--select", "config/learn-rate-too-low", "--json"}).out)
            .size() <= 1);
  CHECK(fmt::format("{}", fmt::join(IdsOf(RunIn(world, {"check", "config.py:TrainConfigSFT", "--json"}).out), " ")) ==
        "too-few-epochs learn-rate-too-low");
  const Outcome wrong = RunIn(world, {"check", "config.py:TrainConfigSTF"});
  CHECK(wrong.status == 2);
  CHECK(Has(wrong.err, "did you mean config.py:TrainConfigSFT?"));
}

TEST_CASE("directories are searched for configs; files that hold none pass silently") {
  FakeWorld world;
  world.files["p/a/config.py"] = kStuck;
  world.files["p/b/train.yml"] = kYaml;
  world.files["p/setup.py"] = "print('hello')\n";
  world.files["p/package.json"] = "{\"epochs\": 3}\n";
  world.files["p/notes.txt"] = kYaml;
  world.files["p/node_modules/x/config.py"] = kStuck;
  world.files["p/venv/lib/config.py"] = kStuck;
  world.files["p/data.json"] = std::string(2000000, ' ');
  const auto paths = [&](List words) {
    words.insert(words.begin(), {"check", "--json"});
    List out;
    const auto document = nlohmann::json::parse(RunIn(world, words).out);
    for (const auto& file : document["files"]) out.push_back(file["path"]);
    return out;
  };
  CHECK(paths({"p"}) == List{"p/a/config.py", "p/b/train.yml"});
  CHECK(paths({"p/"}) == List{"p/a/config.py", "p/b/train.yml"});
  CHECK(paths({"p", "p/a", "p/a/config.py"}) == List{"p/a/config.py", "p/b/train.yml"});
  CHECK(paths({"p", "--exclude", "*.yml"}) == List{"p/a/config.py"});
  CHECK(paths({"p", "--exclude", "a"}) == List{"p/b/train.yml"});
  CHECK(paths({"p/a/config.py", "--exclude", "a"}) == List{"p/a/config.py"});
  CHECK(paths({"p/a/config.py", "--exclude", "a", "--force-exclude"}).empty());
  const Outcome none = RunIn(world, {"check", "p/setup.py", "p/package.json"});
  CHECK(none.status == 0);
  CHECK(none.out == "No training configuration found.\n");
  CHECK(Has(RunIn(world, {"check", "p/setup.py", "-v"}).out, "p/setup.py holds no training configuration."));
}

TEST_CASE("--fix writes safe fixes, byte for byte, and again changes nothing") {
  FakeWorld world;
  world.files["a.yaml"] = kYaml;
  const Outcome fixed = RunIn(world, {"check", "a.yaml", "--fix"});
  CHECK(world.files["a.yaml"] == kMended);
  CHECK(Has(fixed.out, "Fixed 2 problems in 1 file."));
  const Outcome again = RunIn(world, {"check", "a.yaml", "--fix"});
  CHECK(world.files["a.yaml"] == kMended);
  CHECK_FALSE(Has(again.out, "Fixed"));
}

TEST_CASE("--unsafe-fixes tunes until nothing is left to say, and again changes nothing") {
  FakeWorld world;
  const List facts = {"--rows", "80000", "--ranks", "2", "--no-filesystem"};
  const auto check = [&](List words) {
    words.insert(words.begin(), {"check", "config.py"});
    words.insert(words.end(), facts.begin(), facts.end());
    return RunIn(world, words);
  };
  world.files["config.py"] = kStuck;
  CHECK(Has(check({}).out, "4 fixable with `--fix --unsafe-fixes`"));
  check({"--fix"});
  CHECK(world.files["config.py"] == kStuck);
  CHECK(check({"--unsafe-fixes"}).status == 1);
  CHECK(world.files["config.py"] == kStuck);
  const Outcome diff = check({"--diff", "--unsafe-fixes"});
  CHECK(diff.status == 1);
  CHECK(Has(diff.out, "-    warmup_steps: int = 100\n"));
  const Outcome fixed = check({"--fix", "--unsafe-fixes", "--fail-on", "info"});
  CHECK_MESSAGE(fixed.status == 0, fixed.out);
  const std::string once = world.files["config.py"];
  CHECK(once != kStuck);
  check({"--fix", "--unsafe-fixes"});
  CHECK(world.files["config.py"] == once);
}

TEST_CASE("a file is named when --diff cannot read it, too") {
  FakeWorld world;
  world.files["a.yaml"] = kYaml;
  const Outcome diff = RunIn(world, {"check", "a.yaml", "gone.yaml", "--diff"});
  CHECK(diff.status == 2);
  CHECK(Has(diff.err, "gone.yaml: cannot open"));
}

TEST_CASE("what a trainer writes down about its state is no configuration") {
  FakeWorld world;
  world.files["trainer_state.json"] =
      R"({"epoch": 1, "logging_steps": 10, "save_steps": 500, "num_train_epochs": 3, "log_history": [{"loss": 2.1}]})";
  CHECK(RunIn(world, {"check", "trainer_state.json"}).out == "No training configuration found.\n");
}

TEST_CASE("a misspelt key is marked itself") {
  FakeWorld world;
  world.files["a.yaml"] = kYaml;
  CHECK(Has(RunIn(world, {"check", "a.yaml"}).out, "7 | weigth_decay: 0.1\n  | ^^^^^^^^^^^^\n"));
}

TEST_CASE("--diff writes nothing; the diff goes to standard output and the count to standard error") {
  FakeWorld world;
  world.files["a.yaml"] = kYaml;
  const Outcome diff = RunIn(world, {"check", "a.yaml", "--diff"});
  CHECK(diff.status == 1);
  CHECK(world.files["a.yaml"] == kYaml);
  CHECK(diff.out.starts_with("--- a/a.yaml\n+++ b/a.yaml\n"));
  CHECK(Has(diff.out, "-learning_rate: 1e-4  # 学习率\n+learning_rate: 1.0e-4  # 学习率\n"));
  CHECK(diff.err == "Would fix 2 problems in 1 file.\n");
  world.files["a.yaml"] = kMended;
  const Outcome none = RunIn(world, {"check", "a.yaml", "--diff"});
  CHECK(none.status == 0);
  CHECK(none.out.empty());
  CHECK(none.err == "Nothing to fix.\n");
}

TEST_CASE("--diff goes where --output says, or the environment") {
  FakeWorld world;
  world.files["a.yaml"] = kYaml;
  const std::string diff = RunIn(world, {"check", "a.yaml", "--diff"}).out;
  const Outcome named = RunIn(world, {"check", "a.yaml", "--diff", "-o", "change.diff"});
  CHECK(named.status == 1);
  CHECK(named.out.empty());
  CHECK(named.err == "Would fix 2 problems in 1 file.\n");
  CHECK(world.files["change.diff"] == diff);
  world.environment["SFTDOCTOR_OUTPUT_FILE"] = "other.diff";
  CHECK(RunIn(world, {"check", "a.yaml", "--diff"}).out.empty());
  CHECK(world.files["other.diff"] == diff);
  CHECK(world.files["a.yaml"] == kYaml);
}

TEST_CASE("standard input: findings, or the mended text with the findings beside it") {
  FakeWorld world;
  world.in = kYaml;
  const Outcome found = RunIn(world, {"check", "-", "-f", "concise"});
  CHECK(found.status == 1);
  CHECK(Has(found.out, "\n-:5:16: config/yaml-float [*] "));
  CHECK(Has(RunIn(world, {"check", "-", "-f", "concise", "--stdin-filename", "x.yaml"}).out, "\nx.yaml:5:16: "));
  const Outcome fixed = RunIn(world, {"check", "-", "--fix"});
  CHECK(fixed.out == kMended);
  CHECK(Has(fixed.err, "Fixed 2 problems"));
  world.in = "no config\n";
  CHECK(RunIn(world, {"check", "-", "--fix"}).out == "no config\n");
}

TEST_CASE("a file that is not of its language is a finding when it was meant as a training config") {
  FakeWorld world;
  world.files["config.py"] = kStuck + "    save_steps = (3\n    seed = 1\n";
  world.files["other.py"] = "def f(:\n";
  CHECK(Has(RunIn(world, {"check", "config.py", "-f", "concise"}).out, "config/syntax Syntax error: line 8 "));
  const Outcome other = RunIn(world, {"check", "other.py"});
  CHECK(other.status == 0);
  CHECK(other.out == "No training configuration found.\n");
}

TEST_CASE("the nearest settings count for each file; flags beat them") {
  FakeWorld world;
  world.files[".sftdoctor.toml"] =
      "rows = 80000\nranks = 2\nselect = [\"config/warmup-too-short\"]\nexclude = [\"old\"]\n";
  world.files["a/config.py"] = kStuck;
  world.files["old/config.py"] = kStuck;
  world.files["b/config.py"] = kStuck;
  world.files["b/.sftdoctor.toml"] =
      "[severity]\n\"config/learn-rate-too-low\" = \"info\"\n[per-file-ignores]\n\"config.py\" = "
      "[\"config/too-few-epochs\"]\n";
  const auto lines = [&](List words) {
    words.insert(words.begin(), {"check", "--no-filesystem", "-f", "json-lines"});
    List out;
    const std::string report = RunIn(world, words).out;
    REQUIRE_FALSE(report.empty());
    for (const std::string_view line : Split(Trim(report), '\n')) {
      const auto object = nlohmann::json::parse(line);
      if (object["type"] != "finding") continue;
      out.push_back(object["place"]["file"].get<std::string>().substr(0, 1) + " " +
                    object["id"].get<std::string>().substr(7) + " " + object["severity"].get<std::string>());
    }
    return out;
  };
  CHECK(lines({"a", "b", "old"}) == List{"a warmup-too-short error", "b learn-rate-too-low info"});
  CHECK(lines({"a", "--select", "config/too-few-epochs"}) == List{"a too-few-epochs info"});
  CHECK(lines({"a", "--isolated"}) == List{"a too-few-epochs info", "a learn-rate-too-low error"});
  CHECK(lines({"b", "--settings", ".sftdoctor.toml"}) == List{"b warmup-too-short error"});
  CHECK(Has(RunIn(world, {"check", "--show-settings", "b/config.py"}).out, "# b/.sftdoctor.toml\n"));
  world.files["b/.sftdoctor.toml"] = "ignore = [\"config/too-few-epoch\"]\n";
  const Outcome wrong = RunIn(world, {"check", "b"});
  CHECK(wrong.status == 2);
  CHECK(Has(wrong.err, "b/.sftdoctor.toml:1:10: no check matches"));
  CHECK(Has(wrong.err, "did you mean \"config/too-few-epochs\"?"));
}

TEST_CASE("form and file of the report from flags or the environment") {
  FakeWorld world;
  world.files["a.yaml"] = kYaml;
  world.environment = {{"SFTDOCTOR_FORMAT", "concise"}, {"SFTDOCTOR_OUTPUT_FILE", "report.txt"}};
  const Outcome outcome = RunIn(world, {"check", "a.yaml"});
  CHECK(outcome.out.empty());
  CHECK(Has(world.files["report.txt"], "\na.yaml:5:16: config/yaml-float"));
  CHECK(Has(RunIn(world, {"check", "a.yaml", "-f", "json", "-o", "b.json"}).out, ""));
  CHECK(world.files["b.json"].starts_with("{"));
  world.environment = {{"SFTDOCTOR_FORMAT", "consice"}};
  const Outcome wrong = RunIn(world, {"check", "a.yaml"});
  CHECK(wrong.status == 2);
  CHECK(Has(wrong.err, "did you mean \"concise\"?"));
}

TEST_CASE("--statistics counts, --lang zh speaks Chinese, CRLF and a byte order mark do no harm") {
  FakeWorld world;
  world.files["a.yaml"] = kYaml;
  CHECK(RunIn(world, {"check", "a.yaml", "--statistics"}).out.find("    1  config/yaml-float") != std::string::npos);
  CHECK(Has(RunIn(world, {"check", "a.yaml", "--lang", "zh"}).out, "可用 `--fix` 修正"));
  std::string crlf = "\xEF\xBB\xBF" + kYaml;
  for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2) crlf.insert(at, "\r");
  world.files["b.yaml"] = crlf;
  const Outcome fixed = RunIn(world, {"check", "b.yaml", "--fix", "-f", "concise"});
  std::string wanted = "\xEF\xBB\xBF" + kMended;
  for (std::size_t at = 0; (at = wanted.find('\n', at)) != std::string::npos; at += 2) wanted.insert(at, "\r");
  CHECK(world.files["b.yaml"] == wanted);
  world.files["empty.py"] = "";
  CHECK(RunIn(world, {"check", "empty.py"}).status == 0);
}

}  // namespace
}  // namespace sftdoctor
