// Sections seen through frameworks, and the arithmetic of a schedule, on sections made by hand.
#include "config/training_config.h"

#include <doctest/doctest.h>

#include <cmath>

#include "config/schedule.h"
#include "tests/support/records.h"
#include "tests/support/small_catalog.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

Setting Given(const std::string& key, Json value) {
  Setting setting;
  setting.key = key;
  setting.literal.value = std::move(value);
  return setting;
}

Setting Unknown(const std::string& key) {
  Setting setting;
  setting.key = key;
  setting.literal.unknown = "calls abspath()";
  return setting;
}

ConfigFile FileWith(const std::string& section, std::vector<Setting> settings) {
  ConfigFile file;
  file.path = "config.py";
  Section& only = file.sections.emplace_back();
  only.name = section;
  only.settings = std::move(settings);
  return file;
}

/// The settings of the seed case.
std::vector<Setting> SeedSettings() {
  return {Given("epochs", 5),         Given("batch_size_per_gpu", 24),         Given("learn_rate", 1e-5),
          Given("div_factor", 50),    Given("gradient_accumulation_steps", 4), Given("warmup_steps", 100),
          Unknown("train_state_dir"), Unknown("finetune_from_ckp_file"),       Given("mixed_precision", "bf16")};
}

std::string FrameworkOf(const std::string& section, std::vector<Setting> settings) {
  const ConfigFile file = FileWith(section, std::move(settings));
  const auto configs = TrainingConfigs(file, ShippedCatalog());
  return configs.empty() ? "" : configs.front().framework->id;
}

TEST_CASE("the seed's configuration, in numbers") {
  const ConfigFile file = FileWith("TrainConfigSFT", SeedSettings());
  const auto configs = TrainingConfigs(file, ShippedCatalog());
  REQUIRE(configs.size() == 1);
  CHECK(configs[0].framework->id == "chat_trainer");
  CHECK(configs[0].IsFinetune() == true);
  CHECK_FALSE(configs[0].IsLora());
  Facts facts;
  facts.rows = 80'000;
  facts.ranks = 2;
  const Schedule schedule = MakeSchedule(configs[0], facts);
  CHECK(schedule.effective_batch == 192);
  CHECK(schedule.steps_per_epoch == 417);
  CHECK(schedule.total_steps == 2085);
  CHECK(schedule.warmup_steps == 100);
  CHECK(*schedule.warmup_ratio == doctest::Approx(0.04796).epsilon(0.001));
  CHECK(schedule.peak_lr == 1e-5);
  CHECK(*schedule.start_lr == doctest::Approx(2e-7));
  CHECK(schedule.final_lr == 0);
  Features features;
  SetConfigFeatures(configs[0], facts, features);
  CHECK(*features.Value("config.learn_rate_ratio") == doctest::Approx(0.1));
  CHECK(features.Value("config.effective_batch") == 192);
  CHECK(features.Value("config.epochs") == 5);
  CHECK(features.Value("config.bf16") == 1);
  CHECK(features.Value("config.fp16") == 0);
}

TEST_CASE("what is not known is absent") {
  const ConfigFile file = FileWith("TrainConfigSFT", SeedSettings());
  const TrainingConfig config = TrainingConfigs(file, ShippedCatalog()).at(0);
  Facts facts;
  CHECK_FALSE(MakeSchedule(config, facts).effective_batch);
  facts.ranks = 2;
  CHECK(MakeSchedule(config, facts).effective_batch == 192);
  CHECK_FALSE(MakeSchedule(config, facts).total_steps);
  facts.ranks.reset();
  facts.steps_per_epoch = 1666;  // micro-batches: 1666 / 4
  CHECK(MakeSchedule(config, facts).total_steps == 2085);
  CHECK(config.Find("train_state_dir") != nullptr);
  CHECK_FALSE(config.Number("train_state_dir"));
  CHECK(config.Find("weight_decay") == nullptr);
}

TEST_CASE("the arithmetic against the slow way: count the steps") {
  for (const int rows : {1, 7, 95, 96, 97, 1000, 79'999}) {
    for (const int batch : {1, 5, 24}) {
      const ConfigFile file = FileWith("TrainConfigSFT", {Given("batch_size_per_gpu", batch), Given("learn_rate", 1e-4),
                                                          Given("gradient_accumulation_steps", 2), Given("epochs", 3)});
      Facts facts;
      facts.rows = rows;
      facts.ranks = 2;
      const Schedule schedule = MakeSchedule(TrainingConfigs(file, ShippedCatalog()).at(0), facts);
      int steps = 0;
      for (int left = rows; left > 0; left -= batch * 2 * 2) ++steps;
      CHECK(schedule.steps_per_epoch == steps);
      CHECK(schedule.total_steps == 3 * steps);
    }
  }
}

TEST_CASE("Hugging Face: defaults, texts, ratios, max_steps") {
  ConfigFile file =
      FileWith("TrainingArguments", {Given("learning_rate", "2e-5"), Given("num_train_epochs", 3.0),
                                     Given("per_device_train_batch_size", 4), Given("warmup_ratio", 0.03)});
  const TrainingConfig config = TrainingConfigs(file, ShippedCatalog()).at(0);
  CHECK(config.framework->id == "hf_trainer");
  CHECK(config.Number("learn_rate") == 2e-5);
  CHECK(config.Number("gradient_accumulation_steps") == 1);
  CHECK(config.Number("max_grad_norm") == 1.0);
  CHECK(config.Spelling("batch_size_per_gpu") == "per_device_train_batch_size");
  CHECK(config.Spelling("epochs") == "num_train_epochs");
  CHECK(config.Spelling("div_factor").empty());
  Facts facts;
  CHECK(*MakeSchedule(config, facts).warmup_ratio == 0.03);
  facts.rows = 1000;
  facts.ranks = 1;
  CHECK(MakeSchedule(config, facts).total_steps == 750);
  CHECK(MakeSchedule(config, facts).warmup_steps == 23);
  file.sections[0].settings.push_back(Given("max_steps", 100));
  file.sections[0].settings.push_back(Given("warmup_steps", 10));
  CHECK(MakeSchedule(config, facts).total_steps == 100);
  CHECK(*MakeSchedule(config, facts).warmup_ratio == 0.1);
  file.sections[0].settings.back() = Given("warmup_steps", 0.2);
  CHECK(*MakeSchedule(config, facts).warmup_ratio == 0.2);
  file.sections[0].settings.front() = Given("learning_rate", nullptr);
  CHECK(config.Number("learn_rate") == 5e-5);
  file.sections[0].settings.front() = Unknown("learning_rate");
  CHECK_FALSE(config.Number("learn_rate"));
  file.sections[0].settings.front() = Given("learning_rate", "fast");
  CHECK_FALSE(config.Number("learn_rate"));
}

TEST_CASE("nanoGPT divides accumulation among the ranks; one-cycle starts at the rate") {
  const ConfigFile file =
      FileWith("<module>", {Given("batch_size", 12), Given("gradient_accumulation_steps", 40),
                            Given("max_iters", 600'000), Given("warmup_iters", 2000), Given("learning_rate", 6e-4),
                            Given("min_lr", 6e-5), Given("init_from", "scratch")});
  const TrainingConfig config = TrainingConfigs(file, ShippedCatalog()).at(0);
  CHECK(config.framework->id == "nanogpt");
  CHECK(config.IsFinetune() == false);
  Facts facts;
  facts.ranks = 8;
  const Schedule schedule = MakeSchedule(config, facts);
  CHECK(schedule.effective_batch == 480);
  CHECK(schedule.total_steps == 600'000);
  CHECK(schedule.final_lr == 6e-5);
  Framework upstream = *ShippedCatalog().FindFramework("chat_trainer");
  upstream.schedule = "one-cycle";
  const ConfigFile seed = FileWith("TrainConfig", SeedSettings());
  const Schedule cycle = MakeSchedule({&seed, &seed.sections[0], &upstream}, facts);
  CHECK(*cycle.peak_lr == doctest::Approx(5e-4));
  CHECK(cycle.start_lr == 1e-5);
  CHECK(cycle.warmup_ratio == 0.3);
}

TEST_CASE("sections go to the framework that knows most of them, and others to none") {
  CHECK(FrameworkOf("TrainConfig", SeedSettings()) == "chat_trainer");
  CHECK(FrameworkOf("<document>", SeedSettings()) == "chat_trainer");
  CHECK(FrameworkOf("transformers.TrainingArguments#2", {Given("num_train_epochs", 1), Given("save_steps", 10)}) ==
        "hf_trainer");
  CHECK(FrameworkOf("trl.SFTConfig", {Given("output_dir", "out"), Given("packing", true)}) == "trl");
  CHECK(FrameworkOf("<document>", {Given("stage", "sft"), Given("finetuning_type", "lora"),
                                   Given("learning_rate", 1e-4), Given("num_train_epochs", 3)}) == "llamafactory");
  CHECK(FrameworkOf("<document>", {Given("train_batch_size", 32), Given("zero_optimization.stage", 2),
                                   Given("fp16.enabled", true)}) == "deepspeed");
  CHECK(FrameworkOf("Config", {Given("lr", 1e-3), Given("batch_size", 32), Given("epochs", 10)}) == "generic");
  CHECK(FrameworkOf("InferConfig", {Given("max_seq_len", 320), Given("mixed_precision", "bf16"),
                                    Given("model_dir", "x"), Given("tokenizer_dir", "y")}) == "");
  CHECK(FrameworkOf("<module>", {Given("DEBUG", true), Given("INSTALLED_APPS", Json::array())}) == "");
  CHECK(FrameworkOf("<document>", {Given("model_type", "t5"), Given("d_model", 768), Given("dropout", 0.1)}) == "");
  CHECK(FrameworkOf("<document>", {Given("version", "3"), Given("services.web.image", "nginx")}) == "");
}

TEST_CASE("purpose: class, keys and paths tell, and a bare TrainConfig pretrains") {
  const auto purpose = [](const std::string& name, std::vector<Setting> settings) {
    const ConfigFile file = FileWith(name, std::move(settings));
    return TrainingConfigs(file, ShippedCatalog()).at(0).IsFinetune();
  };
  const std::vector<Setting> bare = {Given("batch_size_per_gpu", 16), Given("learn_rate", 1e-4), Given("epochs", 8)};
  auto with_checkpoint = bare, with_path = bare;
  with_checkpoint.push_back(Given("finetune_from_ckp_file", "best.bin"));
  with_path.push_back(Given("output_dir", "model_save/SFT"));
  CHECK(purpose("TrainConfig", bare) == false);
  CHECK(purpose("TrainConfig", with_checkpoint) == std::nullopt);  // upstream's has it too, for another command
  CHECK(purpose("MyConfig", with_checkpoint) == true);
  CHECK(purpose("TrainConfig", with_path) == true);
  CHECK(purpose("FineTuneConfig", bare) == true);
  CHECK(purpose("DpoTrainConfig", bare) == std::nullopt);
}

TEST_CASE("names of configs") {
  const auto split = [](const std::string& name) {
    const ConfigName parts = SplitConfigName(name);
    return parts.path + "|" + parts.section;
  };
  CHECK(split("config.py") == "config.py|");
  CHECK(split("a/config.py:TrainConfigSFT") == "a/config.py|TrainConfigSFT");
  CHECK(split("a.py:transformers.TrainingArguments#2") == "a.py|transformers.TrainingArguments#2");
  CHECK(split("10:30/a.yaml") == "10:30/a.yaml|");
  CHECK(split("run 10:30.yaml") == "run 10:30.yaml|");
  CHECK(split("run 10:30.jsonc") == "run 10:30.jsonc|");
  CHECK(split("run 10:30.YML") == "run 10:30.YML|");
  CHECK(split("-:TrainConfig") == "-|TrainConfig");
  CHECK(split("config.py:") == "config.py:|");
}

std::string Complaint(const std::string& path, const std::string& text) {
  const std::string title = R"("title": {"en": "x", "zh": "x"}, )";
  try {
    CatalogWith({{"keys/lr.json", "{" + title + R"("type": "number"})"}, {path, "{" + title + text + "}"}});
    return "";
  } catch (const Error& error) {
    return error.what() + (" (" + error.hint() + ")");
  }
}

TEST_CASE("keys and frameworks: mistakes are pointed at") {
  const std::string rest = R"("schedule": "from-zero", "schedule_note": {"en": "x", "zh": "x"}, )";
  const std::string marks = rest + R"("marks": ["a"], )";
  CHECK(Complaint("frameworks/x.json", marks + R"("keys": {"lr": ["a", "b"]})") == "");
  CHECK(Complaint("frameworks/x.json", marks + R"("keys": {"lrr": "a"})") ==
        "\"keys/lrr\" names the config key \"lrr\", which the catalog does not have (did you mean \"lr\"?)");
  CHECK(Complaint("frameworks/x.json", marks + R"("keys": {"lr": ["a", "a"]})") ==
        "\"keys/lr\" gives \"a\" to a second key; it is lr already ()");
  CHECK(
      Complaint("frameworks/x.json", rest + R"("marks": ["a"], "least": 2, "keys": {})").starts_with("\"marks\" must"));
  CHECK(Complaint("frameworks/x.json", marks + R"("keys": {}, "open": 1)").starts_with("\"open\" must be true"));
  CHECK(Complaint("frameworks/x.json", marks + R"("keys": {}, "purpose": [{"finetune": true}])")
            .starts_with("\"purpose/0\" must hold"));
  CHECK(Complaint("keys/x.json", R"("type": "numbr")").find("did you mean \"number\"?") != std::string::npos);
  CHECK(Complaint("keys/x.json", R"("type": "text", "above": 1)") == "the document has bounds, but is no number ()");
  CHECK(Complaint("keys/x.json", R"("type": "path", "choices": ["a"])") ==
        "the document has choices, but is no text ()");
}

}  // namespace
}  // namespace sftdoctor
