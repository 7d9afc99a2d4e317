// `patch` and `undo` as their users meet them: on the bundled stories, and with real programs as judges.
#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "commands/commands.h"
#include "tests/support/case_config.h"
#include "tests/support/fake_world.h"
#include "tests/support/folder.h"

namespace sftdoctor::tests {
namespace {

using Json = nlohmann::json;

constexpr char kLog[] = "samples/stuck-sft/logs/chat_trainer-20260127.log";
constexpr char kConfig[] = "samples/stuck-sft/config.py";

/// The repository's stories, copied to where they may be written.
struct Desk : Folder {
  Desk() {
    std::filesystem::create_directories(path() / "samples");
    for (const char* story : {"stuck-sft", "nan-fp16"}) {
      std::filesystem::copy(kSourceDirectory / "samples" / story, path() / "samples" / story,
                            std::filesystem::copy_options::recursive);
    }
  }
  Printed Run(const std::string& command) const { return RunShell("sftdoctor " + command, path(), "C.UTF-8"); }
  std::string Out(const std::string& command) const {
    const Printed printed = Run(command + " 2>/dev/null");
    CHECK_MESSAGE(printed.status == 0, command);
    return printed.text;
  }
};

const std::string kPatch = "patch " + std::string(kLog) + " --config " + kConfig;

TEST_CASE("the four formats say the same, and what they make is the same file") {
  const Desk desk;
  const Json merge = Json::parse(desk.Out(kPatch + " -f merge"));
  CHECK(merge == Json::parse(R"({"epochs": 10, "batch_size_per_gpu": 16, "gradient_accumulation_steps": 3,
      "learn_rate": 5e-5, "div_factor": 25, "save_steps": 400, "warmup_steps": 834})"));
  const Json before = Json::parse(R"({"epochs": 5, "batch_size_per_gpu": 24, "gradient_accumulation_steps": 4,
      "learn_rate": 1e-5, "div_factor": 50, "save_steps": 500, "warmup_steps": 100, "seed": 23333})");
  Json merged = before;
  merged.merge_patch(merge);
  const Json patch = Json::parse(desk.Out(kPatch + " -f json-patch"));
  CHECK(before.patch(patch) == merged);
  CHECK_THROWS_AS(merged.patch(patch), Json::exception);  // its guards refuse a second time
  CHECK(desk.Out(kPatch + " -f cli-flags") ==
        "--epochs 10 --batch_size_per_gpu 16 --gradient_accumulation_steps 3 --learn_rate 5e-5 --div_factor 25 "
        "--save_steps 400 --warmup_steps 834\n");
  desk.Out(kPatch + " -f merge -o merge.json");
  CHECK(Json::parse(desk.Get("merge.json")) == merge);
}

TEST_CASE("git takes the diff, Python reads the file, and the diff is what --apply writes") {
  const Desk desk;
  const std::string old = desk.Get(kConfig);
  for (const char* plan : {"aggressive", "conservative", "gradual"}) {
    const std::string command = kPatch + " --plan " + plan;
    desk.Out(command + " -f diff -o change.diff");
    std::string by_git;
    if (HasProgram("git")) {
      const Printed git = RunShell("git apply --check change.diff && git apply change.diff", desk.path(), "C");
      CHECK_MESSAGE(git.status == 0, git.text);
      by_git = desk.Get(kConfig);
      desk.Put(kConfig, old);
    }
    desk.Out(command + " --apply");
    const std::string applied = desk.Get(kConfig);
    CHECK(applied != old);
    CHECK_MESSAGE((by_git.empty() || by_git == applied), plan);
    desk.Out("undo " + std::string(kConfig));
    CHECK(desk.Get(kConfig) == old);
  }
}

TEST_CASE("Python sees the new values and nothing else") {
  if (!HasProgram("python3")) {
    MESSAGE("skipped: there is no python3");
    return;
  }
  const Desk desk;
  desk.Out(kPatch + " --apply");
  const std::string show =
      "cd samples/stuck-sft && python3 -c 'import config as c, json; f = lambda k: {n: v for n, v in vars(k).items() "
      "if "
      "not n.startswith(\"_\") and isinstance(v, (int, float))}; print(json.dumps([f(c.TrainConfig), "
      "f(c.TrainConfigSFT)]))'";
  const Json seen = Json::parse(RunShell(show, desk.path(), "C").text);
  CHECK(seen[0]["epochs"] == 8);
  CHECK(seen[0]["learn_rate"] == 1e-4);
  CHECK(seen[1] == Json::parse(R"({"epochs": 10, "batch_size_per_gpu": 16, "learn_rate": 5e-5, "div_factor": 25,
      "gradient_accumulation_steps": 3, "warmup_steps": 834, "logging_steps": 50, "save_steps": 400,
      "keep_latest_n_ckp": 5, "seed": 23333, "dataloader_buffer_size": 50000, "max_seq_len": 256})"));
}

TEST_CASE("applying twice changes nothing; a comment that states the old value stays") {
  const Desk desk;
  desk.Out(kPatch + " --apply");
  const std::string once = desk.Get(kConfig);
  CHECK(once.find("# two GPUs: 24 * 2 * 4 = 192") != std::string::npos);
  const std::string again = desk.Out(kPatch + " --apply --lang en");
  CHECK(again.find("Nothing to change") != std::string::npos);
  CHECK(desk.Get(kConfig) == once);
  CHECK_FALSE(std::filesystem::exists(desk.path() / (std::string(kConfig) + ".backup.1")));
}

TEST_CASE("without the record of --apply, too, the same log changes nothing twice") {
  if (!HasProgram("git")) {
    MESSAGE("skipped: there is no git");
    return;
  }
  const Desk desk;
  desk.Out(kPatch + " -f diff -o change.diff");
  REQUIRE(RunShell("git apply change.diff", desk.path(), "C").status == 0);
  const Printed again = desk.Run(kPatch + " -f diff");
  CHECK(again.status == 0);
  CHECK(again.text.find("@@") == std::string::npos);
}

TEST_CASE("a config alone, when a plan is named") {
  const Desk desk;
  const std::string named = std::string(kConfig) + ":TrainConfigSFT --plan aggressive --rows 80000 --ranks 2";
  CHECK(desk.Out("patch --config " + named + " -f merge") == desk.Out(kPatch + " -f merge"));
  CHECK(desk.Run("patch --config " + std::string(kConfig) + ":TrainConfigSFT").status == 2);
  const Printed which = desk.Run("patch --plan aggressive --config " + std::string(kConfig));
  CHECK(which.status == 2);
  CHECK(which.text.find("--config samples/stuck-sft/config.py:TrainConfigSFT") != std::string::npos);
}

TEST_CASE("a file has no colour, whatever the terminal has") {
  FakeWorld world;
  world.files["config.py"] = ReadText(kSourceDirectory / kConfig);
  world.terminals = {Stream::kOut, Stream::kErr};
  world.environment = {{"TERM", "xterm"}, {"LANG", "C.UTF-8"}};
  PatchOptions options;
  options.config = "config.py:TrainConfigSFT";
  options.plan = "aggressive";
  options.rows = 80'000;
  options.ranks = 2;
  options.format = "text";
  RunPatch(options, world);
  CHECK(world.out.find('\x1B') != std::string::npos);
  options.output = "patch.txt";
  RunPatch(options, world);
  CHECK(world.files["patch.txt"].find("learn_rate") != std::string::npos);
  CHECK(world.files["patch.txt"].find('\x1B') == std::string::npos);
}

TEST_CASE("what cannot be done is status 2, and nothing is written") {
  const Desk desk;
  desk.Put("broken.py", "class TrainConfigSFT:\n    epochs = (5\n    batch_size_per_gpu = 24\n    learn_rate = 1e-5\n");
  desk.Put("other.py", "x = 1\n");
  for (const char* arguments :
       {"--config broken.py", "--config other.py", "--config gone.py", "--config samples",
        "--config samples/stuck-sft/config.py --plan agressive", "--config -",
        "--config samples/stuck-sft/config.py --step 2", "--config samples/stuck-sft/config.py:TrainConfigSFTT"}) {
    const Printed printed = desk.Run("patch " + std::string(kLog) + " --apply " + arguments);
    CHECK_MESSAGE(printed.status == 2, arguments << ": " << printed.text);
    CHECK_MESSAGE(printed.text.find("help: ") != std::string::npos, printed.text);
  }
  CHECK(desk.Run("undo " + std::string(kConfig)).status == 2);
  CHECK_FALSE(std::filesystem::exists(desk.path() / (std::string(kConfig) + ".backup")));
}

TEST_CASE("state that a trainer would resume from is named, and left alone") {
  const Desk desk;
  std::string config = desk.Get(kConfig);
  desk.Put(kConfig, With(With(config, "PROJECT_ROOT + '/model_save/sft/train_latest_state_sft'", "'./my state'"),
                         "epochs: int = 8", "epochs: int = 8"));
  CHECK(desk.Out(kPatch + " --lang en").find("my state") == std::string::npos);
  desk.Put("my state/optimizer.bin", "x");
  const std::string out = desk.Out(kPatch + " --lang en");
  CHECK_MESSAGE(out.find("mv './my state' './my state.before-patch'") != std::string::npos, out);
  CHECK(desk.Get("my state/optimizer.bin") == "x");
}

TEST_CASE("killed at any moment, the config is the old or the new one") {
  const Desk desk;
  const std::string config = kConfig, old = desk.Get(config);
  const std::string command =
      "sftdoctor patch --plan aggressive --rows 80000 --ranks 2 --apply --config " + config + ":TrainConfigSFT";
  const auto started = std::chrono::steady_clock::now();
  RunShell(command, desk.path(), "C");
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - started;
  const std::string changed = desk.Get(config);
  REQUIRE(changed != old);
  int olds = 0, news = 0;
  constexpr int kRounds = 10;
  for (int round = 0; round < kRounds; ++round) {
    desk.Put(config, old);
    std::filesystem::remove(desk.path() / (config + ".sftdoctor.json"));
    std::filesystem::remove(desk.path() / (config + ".backup"));
    const double seconds = whole.count() * (0.4 + 0.9 * round / kRounds);
    RunShell(fmt::format("timeout -s KILL {:.4f} {} >/dev/null", seconds, command), desk.path(), "C");
    const std::string now = desk.Get(config);
    (now == old ? olds : news) += 1;
    if (now != old && now != changed) FAIL_CHECK("round " << round << " left a torn file");
    const bool kept = std::filesystem::exists(desk.path() / (config + ".backup"));
    if (kept && desk.Get(config + ".backup") != old) FAIL_CHECK("round " << round << " left a torn backup");
    if (now == changed && !kept) FAIL_CHECK("round " << round << " left no backup");
  }
  MESSAGE(olds << " times the old file, " << news << " times the new one");
}

}  // namespace
}  // namespace sftdoctor::tests
