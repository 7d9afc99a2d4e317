// A log and its configuration judged together: facts that the log tells, the class that fits, contradictions, verdicts.
#include <doctest/doctest.h>

#include "findings/config_choice.h"
#include "findings/finding.h"
#include "findings/log_facts.h"
#include "tests/support/chat_log.h"
#include "tests/support/random.h"

namespace sftdoctor {
namespace {

std::string Class(const std::string& name, int batch, double rate, int epochs, const std::string& rest = "") {
  return fmt::format(
      "class {}:\n    epochs: int = {}\n    batch_size_per_gpu: int = {}\n    learn_rate: float = {}\n"
      "    div_factor: int = 50\n    gradient_accumulation_steps: int = 4\n    warmup_steps: int = 100\n{}\n",
      name, epochs, batch, rate, rest);
}

/// A finetune of some epochs over two ranks, 80,000 rows in 1,666 steps, whose loss falls from `start` to `end`.
std::string ChatLog(double start, double end, int epochs, const std::string& operation = "finetune") {
  std::string text = fmt::format("{}operation: {}, keep training: False, loading datasets ...\n", kStamp, operation);
  text += fmt::format(
      "{}train dataset size: 80000, steps per epoch:1666; validation dataset size: 10000, steps per validation: 208; "
      "datalodater num_workers: 0.\n",
      kStamp);
  Random random(1);
  const int records = epochs * 34;
  for (int i = 0; i < records; ++i) {
    const double level = start + (end - start) * (1 - std::exp(-0.2 * i));
    for (const int rank : {0, 1}) text += LossLine(i / 34, i % 34 * 50, level + 0.03 * random.Normal(), rank);
    if (i % 34 == 33) text += EpochLine(i / 34, level, 0.1 + 0.02 * i / 34);
  }
  return text;
}

ConfigFile Python(const std::string& text) { return ReadConfig("config.py", text, Language::kPython); }

Diagnosis JudgeBoth(const Log& log, const ConfigFile& file, const std::string& section = "") {
  const Run& run = log.runs.back();
  const TrainingConfig config = ChooseConfig(file, section, BuiltIn(), log, run, {});
  return Judge(log, run, ConfigCase{config, {}, nullptr}, BuiltIn(), {}, {});
}

bool Has(const Diagnosis& diagnosis, const std::string& id) {
  return std::any_of(diagnosis.findings.begin(), diagnosis.findings.end(),
                     [&](const Finding& finding) { return finding.check->id == id; });
}

TEST_CASE("the log tells rows and ranks") {
  const Log log = LogOf(ChatLog(7, 4.8, 5));
  const ConfigFile file = Python(Class("TrainConfigSFT", 24, 1e-5, 5));
  const Diagnosis diagnosis = JudgeBoth(log, file);
  CHECK(diagnosis.facts.rows == 80'000);
  CHECK(diagnosis.facts.ranks == 2);
  CHECK(diagnosis.facts.steps_per_epoch == 1666);
  CHECK(diagnosis.schedule.effective_batch == 192);
  CHECK(diagnosis.schedule.total_steps == 2085);
  const Features& features = diagnosis.observation.features;
  CHECK(features.Value("plan.epochs") == 5);  // the log does not say
  CHECK(features.Value("config.optimizer_steps") == 2078);
  CHECK_FALSE(Has(diagnosis, "config/log-mismatch"));
  for (const char* id : {"config/learn-rate-too-low", "config/warmup-too-short", "config/effective-batch-too-large",
                         "config/too-few-epochs"}) {
    CHECK_MESSAGE(Has(diagnosis, id), id);
  }
}

TEST_CASE("what the user says counts before what the log says") {
  const Log log = LogOf(ChatLog(7, 4.8, 2));
  const ConfigFile file = Python(Class("TrainConfigSFT", 24, 1e-5, 5));
  const TrainingConfig config = TrainingConfigs(file, BuiltIn()).at(0);
  Facts given;
  given.rows = 1000;
  given.ranks = 8;
  const Facts facts = FactsOf(log.runs.back(), BuiltIn().metrics, config, given);
  CHECK(facts.rows == 1000);
  CHECK(facts.ranks == 8);
}

TEST_CASE("one rank that prints is one rank in this trainer") {
  std::string text = StartLine(false);
  for (int i = 0; i < 40; ++i) text += LossLine(0, 50 * i, 3.0);
  const Log log = LogOf(text);
  const ConfigFile file = Python(Class("TrainConfigSFT", 24, 1e-5, 5));
  const TrainingConfig config = TrainingConfigs(file, BuiltIn()).at(0);
  CHECK(FactsOf(log.runs.back(), BuiltIn().metrics, config, {}).ranks == 1);
}

TEST_CASE("the class that fits the log is taken") {
  const ConfigFile file = Python(Class("TrainConfig", 16, 1e-4, 8) + "\n" + Class("TrainConfigSFT", 24, 1e-5, 5));
  const Log finetune = LogOf(ChatLog(7, 4.8, 2)), pretraining = LogOf(ChatLog(10, 4.8, 2, "pretrain"));
  CHECK(JudgeBoth(finetune, file).config->section->name == "TrainConfigSFT");
  const ConfigFile batches = Python(Class("SmallSFT", 16, 1e-5, 5) + "\n" + Class("LargeSFT", 24, 1e-5, 5));
  CHECK(JudgeBoth(finetune, batches).config->section->name == "LargeSFT");
  const ConfigFile epochs = Python(Class("ShortSFT", 24, 1e-5, 1) + "\n" + Class("LongSFT", 24, 1e-5, 5));
  CHECK(JudgeBoth(finetune, epochs).config->section->name == "LongSFT");
  CHECK(JudgeBoth(finetune, batches, "SmallSFT").config->section->name == "SmallSFT");
}

TEST_CASE("classes that fit as well are not chosen among, and files without any say so") {
  const Log log = LogOf(ChatLog(7, 4.8, 2));
  const auto complaint = [&](const std::string& text) -> std::string {
    const ConfigFile file = Python(text);
    try {
      JudgeBoth(log, file);
      return "";
    } catch (const Error& error) {
      return error.place().file + ": " + error.what() + " | " + error.hint();
    }
  };
  CHECK(complaint(Class("OneSFT", 24, 1e-5, 5) + "\n" + Class("TwoSFT", 24, 3e-5, 8)) ==
        "config.py: holds several training configurations: OneSFT, TwoSFT | name the one of this run: --config "
        "config.py:OneSFT");
  CHECK(complaint("DEBUG = True\n").starts_with("config.py: holds no configuration of a training run"));
}

TEST_CASE("contradictions are said, once each") {
  const Log log = LogOf(ChatLog(7, 4.8, 3));
  const ConfigFile stale = Python(Class("TrainConfigSFT", 16, 1e-5, 5));
  const Diagnosis diagnosis = JudgeBoth(log, stale);
  REQUIRE(Has(diagnosis, "config/log-mismatch"));
  for (const Finding& finding : diagnosis.findings) {
    if (finding.check->id != "config/log-mismatch") continue;
    CHECK(finding.message.en ==
          "The log's steps per epoch mean 48 rows a micro-batch over all ranks; the config has 16 x 2.");
    CHECK(finding.key == "batch_size_per_gpu");
    CHECK(finding.place.line == 3);
  }
  const ConfigFile shorter = Python(Class("TrainConfigSFT", 24, 1e-5, 2));
  CHECK(Has(JudgeBoth(log, shorter), "config/log-mismatch"));
  const ConfigFile pretraining = Python(Class("PretrainConfig", 24, 1e-4, 8));
  CHECK(Has(JudgeBoth(log, pretraining), "config/log-mismatch"));
}

TEST_CASE("a doubtful configuration does not make a good run critical") {
  const Log log = LogOf(ChatLog(3, 1.1, 5));
  CHECK(Judge(log, log.runs.back(), BuiltIn(), {}, {}).verdict == Verdict::kHealthy);
  const ConfigFile file = Python(Class("TrainConfigSFT", 24, 1e-5, 5));
  const Diagnosis diagnosis = JudgeBoth(log, file);
  CHECK(Has(diagnosis, "config/learn-rate-too-low"));
  CHECK(diagnosis.verdict == Verdict::kWatch);
}

TEST_CASE("the loss speaks before the configuration") {
  const Log log = LogOf(ChatLog(10.4, 7, 3));
  const ConfigFile file = Python(Class("TrainConfigSFT", 24, 1e-5, 5));
  const Diagnosis diagnosis = JudgeBoth(log, file);
  REQUIRE(Has(diagnosis, "loss/high-start"));
  CHECK(diagnosis.findings.front().check->id == "loss/high-start");
  CHECK(diagnosis.verdict == Verdict::kCritical);
}

TEST_CASE("the purpose comes from the log where the config does not tell") {
  const ConfigFile file = Python(Class("Settings", 24, 1e-5, 5));
  const Log finetune = LogOf(ChatLog(7, 4.8, 2));
  CHECK(Has(JudgeBoth(finetune, file), "config/learn-rate-too-low"));
  const Log pretraining = LogOf(ChatLog(7, 4.8, 2, "pretrain"));
  CHECK_FALSE(Has(JudgeBoth(pretraining, file), "config/learn-rate-too-low"));
}

}  // namespace
}  // namespace sftdoctor
