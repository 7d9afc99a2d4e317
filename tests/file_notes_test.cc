// Files that a configuration names, seen from where it was named.
#include <doctest/doctest.h>

#include "tests/support/case_config.h"

namespace sftdoctor {
namespace {

constexpr char kRooted[] =
    "from os.path import abspath, dirname\nROOT = dirname(abspath(__file__))\n\nclass TrainConfigSFT:\n"
    "    epochs = 10\n    batch_size_per_gpu = 16\n    learn_rate = 5e-5\n    train_file = ROOT + '/train.json'\n"
    "    finetune_from_ckp_file = 'best.bin'\n";

/// The current directory is there under its own name too; files may be large without holding anything.
class HereWorld final : public FakeWorld {
 public:
  std::uint64_t bytes = 800'000'000;
  std::optional<FileFacts> Stat(const std::string& path) override {
    if (path == ".") return FileFacts{0, 0, 0755, true};
    auto facts = FakeWorld::Stat(path.starts_with("./") && path.size() > 2 ? path.substr(2) : path);
    if (path == "./") facts = FileFacts{0, 0, 0755, true};
    if (facts && !facts->directory) facts->bytes = bytes;
    return facts;
  }
};

/// The messages of config/paths about a config of this name.
std::vector<std::string> Notes(const std::string& path, const HereWorld& world) {
  HereWorld copy = world;
  const ConfigFile file = ReadConfig(path, kRooted, Language::kPython);
  const std::vector<TrainingConfig> configs = TrainingConfigs(file, BuiltIn());
  REQUIRE(configs.size() == 1);
  std::vector<std::string> notes;
  for (const Finding& finding : JudgeConfig({configs.front(), {}, &copy}, BuiltIn(), {}).findings) {
    if (finding.check->id == "config/paths") notes.push_back(finding.message.en);
  }
  return notes;
}

TEST_CASE("a config is the same one by either name of its directory") {
  HereWorld world;
  world.files["config.py"] = kRooted;
  world.files["best.bin"] = "x";
  REQUIRE(Notes("./config.py", world).size() == 1);
  CHECK(Notes("./config.py", world).front().find("./train.json") != std::string::npos);
  REQUIRE(Notes("config.py", world).size() == 1);
  CHECK(Notes("config.py", world).front().find("train.json") != std::string::npos);
  world.files["train.json"] = "x";
  CHECK(Notes("./config.py", world).empty());
  CHECK(Notes("config.py", world).empty());
}

TEST_CASE("sizes of checkpoints are written as people write them") {
  HereWorld world;
  world.files["best.bin"] = world.files["train.json"] = "x";
  world.bytes = 280'123'456'789;
  REQUIRE(Notes("config.py", world).size() == 1);
  CHECK(Notes("config.py", world).front() ==
        "finetune_from_ckp_file is a file of 280.1 GB; the whole model in fp32 takes about 0.8 GB.");
}

}  // namespace
}  // namespace sftdoctor
