// Plans on configurations: the table of the first case to the digit, and what is right on any other.
#include <doctest/doctest.h>

#include "patches/self_test.h"
#include "tests/support/case_config.h"
#include "tests/support/random.h"

namespace sftdoctor {
namespace {

TEST_CASE("every shipped treatment and plan passes its own tests") {
  for (const SelfTestFailure& failure : TestPatches(BuiltIn(), {})) {
    FAIL_CHECK(failure.place.file << ":" << failure.place.line << ": " << failure.message);
  }
}

TEST_CASE("plan A on the first case") {
  const Prescription prescription = Case(kCaseConfig).Ask("aggressive");
  CHECK(ChangesOf(prescription) ==
        "epochs 5 -> 10\nbatch_size_per_gpu 24 -> 16\ngradient_accumulation_steps 4 -> 3\nlearn_rate 1e-5 -> 5e-5\n"
        "div_factor 50 -> 25\nsave_steps 500 -> 400\nwarmup_steps 100 -> 834\n");
  CHECK(prescription.before.effective_batch == 192);
  CHECK(prescription.before.total_steps == 2085);
  CHECK(prescription.after.effective_batch == 96);
  CHECK(prescription.after.steps_per_epoch == 834);
  CHECK(prescription.after.total_steps == 8340);
}

TEST_CASE("plans B and C on the first case") {
  const Case first(kCaseConfig);
  CHECK(ChangesOf(first.Ask("conservative")) ==
        "epochs 5 -> 8\nbatch_size_per_gpu 24 -> 20\nlearn_rate 1e-5 -> 3e-5\ndiv_factor 50 -> 40\n"
        "warmup_steps 100 -> 400\n");
  const Prescription one = first.Ask("gradual");
  CHECK(ChangesOf(one) == "epochs 5 -> 8\nlearn_rate 1e-5 -> 3e-5\nwarmup_steps 100 -> 334\n");
  const Case second(one.patched->text);
  const Prescription two = second.Ask("gradual");
  CHECK(two.step == 1);
  CHECK(ChangesOf(two) == "batch_size_per_gpu 24 -> 16\ngradient_accumulation_steps 4 -> 3\nwarmup_steps 334 -> 668\n");
  const Prescription three = Case(two.patched->text).Ask("gradual");
  CHECK(three.step == 2);
  CHECK(ChangesOf(three) == "learn_rate 3e-5 -> 5e-5\n");
  CHECK(Case(three.patched->text).Ask("gradual").changes.empty());
}

TEST_CASE("where it departs from the numbers that others write, it says so") {
  const auto says = [](const Prescription& prescription, const std::string& part) {
    return std::any_of(prescription.remarks.begin(), prescription.remarks.end(),
                       [&](const Text& remark) { return remark.en.find(part) != std::string::npos; });
  };
  const Prescription aggressive = Case(kCaseConfig).Ask("aggressive");
  CHECK(says(aggressive, "writes 300 here. That would be 3.6 % of these 8340 steps"));
  CHECK(says(aggressive, "not its number: 834"));
  CHECK(says(Case(kCaseConfig).Ask("conservative"), "That would be 5 % of these 4000 steps"));
}

TEST_CASE("after each plan our own checks are content, and the plan asks for nothing more") {
  for (const char* plan : {"aggressive", "conservative"}) {
    for (const double ranks : {1.0, 2.0, 4.0, 8.0}) {
      CAPTURE(plan);
      CAPTURE(ranks);
      const Case patched(Case(kCaseConfig, CaseFacts(80000, ranks)).Patched(plan), CaseFacts(80000, ranks));
      for (const Finding& finding : patched.diagnosis.findings) {
        if (finding.severity >= Severity::kWarning) FAIL_CHECK(finding.check->id << ": " << finding.message.en);
      }
      CHECK(patched.Ask(plan).changes.empty());
    }
  }
}

TEST_CASE("what was asked for and cannot be done is done by hand, or named") {
  Case exploded(kCaseConfig);
  exploded.Finds("loss/explosion");
  const Prescription prescription = exploded.Ask("");
  const auto has = [](const std::vector<Text>& texts, const std::string& part) {
    return std::any_of(texts.begin(), texts.end(), [&](const Text& t) { return t.en.find(part) != std::string::npos; });
  };
  CHECK(has(prescription.advice, "Clip the gradient norm at 1.0"));
  CHECK(has(prescription.remarks, "learn_rate: left at 1e-05, which is below the bound of this plan, 2e-05"));
}

TEST_CASE("only values change") {
  const std::string text =
      "# 学习率 learn_rate = 1e-5\r\nclass TrainConfigSFT:\r\n    epochs = 5 # 五个, \"epochs = 5\"\r\n"
      "    batch_size_per_gpu=24\r\n    learn_rate: float = (\r\n        1e-5)\r\n    gradient_accumulation_steps = "
      "4\r\n"
      "    warmup_steps = 100  # 100 steps\r\n    keep_latest_n_ckp = 5";
  std::string wanted = With(text, "epochs = 5 #", "epochs = 10 #");
  wanted = With(wanted, "gpu=24", "gpu=16");
  wanted = With(wanted, "        1e-5)", "        5e-5)");
  wanted = With(wanted, "steps = 4\r", "steps = 3\r");
  wanted = With(wanted, "warmup_steps = 100 ", "warmup_steps = 834 ");
  const std::string got = Case(text).Patched("aggressive");
  const bool kept_brackets = got == wanted || got == With(wanted, "(\r\n        5e-5)", "5e-5");
  CHECK_MESSAGE(kept_brackets, got);
}

TEST_CASE("what is not known is left alone, and said") {
  Facts facts;
  facts.rows = 80000;
  const Prescription no_ranks = Case(kCaseConfig, facts).Ask("aggressive");
  CHECK(ChangesOf(no_ranks) == "epochs 5 -> 10\nlearn_rate 1e-5 -> 5e-5\ndiv_factor 50 -> 25\nsave_steps 500 -> 400\n");
  CHECK(no_ranks.remarks.front().en.find("give --ranks") != std::string::npos);
  const Case computed(With(kCaseConfig, "epochs: int = 5", "epochs: int = load()"));
  const Prescription prescription = computed.Ask("aggressive");
  CHECK(ChangesOf(prescription).find("epochs") == std::string::npos);
  CHECK(prescription.remarks.front().en.find("epochs: left as it is") != std::string::npos);
}

TEST_CASE("bounds in rows mean those of all ranks: without their number no batch is fitted") {
  Facts facts;
  facts.rows = 80000;
  for (const char* plan : {"larger-batch", "conservative"}) {
    CAPTURE(plan);
    const Prescription prescription = Case(With(kCaseConfig, "= 24", "= 8"), facts).Ask(plan);
    CHECK(ChangesOf(prescription).find("accumulation") == std::string::npos);
    CHECK(std::any_of(prescription.remarks.begin(), prescription.remarks.end(),
                      [](const Text& remark) { return remark.en.find("give --ranks") != std::string::npos; }));
  }
  // A share of what it was is the same on every rank.
  const Prescription half = Case(kCaseConfig, facts).Ask("fit-memory");
  CHECK(ChangesOf(half) == "batch_size_per_gpu 24 -> 12\ngradient_accumulation_steps 4 -> 8\n");
}

TEST_CASE("frameworks are patched in their own words") {
  Facts facts = CaseFacts(20000, 4);
  const std::string yaml =
      "stage: sft\nfinetuning_type: full\ntemplate: qwen\nlearning_rate: 1.0e-5\nnum_train_epochs: 3.0\n"
      "per_device_train_batch_size: 16\ngradient_accumulation_steps: 4\nwarmup_ratio: 0.03\nlogging_steps: 100\n";
  CHECK(ChangesOf(Case(yaml, facts, "sft.yaml").Ask("aggressive")) ==
        "num_train_epochs 3.0 -> 10.0\nper_device_train_batch_size 16 -> 12\ngradient_accumulation_steps 4 -> 2\n"
        "learning_rate 1.0e-5 -> 5.0e-5\nlogging_steps 100 -> 50\nwarmup_ratio 0.03 -> 0.1\n");
  const std::string call =
      "args = TrainingArguments(\n    output_dir='out',\n    per_device_train_batch_size=48,\n    learning_rate=1e-5,\n"
      "    logging_steps=10,\n)\n";
  CHECK(ChangesOf(Case(call, facts, "train.py").Ask("aggressive")) ==
        "num_train_epochs - -> 10\nper_device_train_batch_size 48 -> 24\nlearning_rate 1e-5 -> 5e-5\n"
        "warmup_steps - -> 209\n");
}

TEST_CASE("DeepSpeed: the product of the batch sizes stays one, nested keys are found") {
  const std::string json =
      "{\n  \"train_batch_size\": 256,\n  \"train_micro_batch_size_per_gpu\": 16,\n"
      "  \"gradient_accumulation_steps\": 4,\n  \"gradient_clipping\": 5.0,\n"
      "  \"optimizer\": {\"type\": \"AdamW\", \"params\": {\"lr\": 1e-3}},\n  \"fp16\": {\"enabled\": true},\n"
      "  \"bf16\": {\"enabled\": false}\n}\n";
  const Case deepspeed(json, CaseFacts(20000, 4), "ds.json");
  CHECK(ChangesOf(deepspeed.Ask("stabilize")) ==
        "optimizer.params.lr 1e-3 -> 1e-4\ngradient_clipping 5.0 -> 1.0\nfp16.enabled true -> false\n"
        "bf16.enabled false -> true\n");
}

TEST_CASE("a length in steps keeps its epochs when each has more steps") {
  const std::string text = With(kCaseConfig, "    warmup_steps", "    max_steps: int = 5000\n    warmup_steps");
  const Prescription prescription = Case(text).Ask("aggressive");  // 5000 of 417 an epoch: 11.99 epochs
  const double steps = *prescription.after.total_steps;
  CHECK(steps == std::ceil(5000.0 / 417 * 834));
  CHECK(ChangesOf(prescription).find("epochs 5") == std::string::npos);
}

/// A value of a config that the case's trainer would take.
std::string RandomConfig(Random& random) {
  const auto below = [&](std::uint64_t end) { return random.Bits() % end; };
  static const char* kRates[] = {"1e-6", "8e-6", "1e-5", "2e-5", "5e-5", "1e-4", "2e-4", "1e-3"};
  std::string text = "class TrainConfigSFT:\n";
  text += fmt::format("    epochs = {}\n    batch_size_per_gpu = {}\n", 1 + below(12), 1 + below(64));
  text += fmt::format("    learn_rate = {}\n    div_factor = {}\n", kRates[below(8)], 1 + below(60));
  text += fmt::format("    gradient_accumulation_steps = {}\n", 1 + below(8));
  if (below(4) > 0) text += fmt::format("    warmup_steps = {}\n", below(3000));
  return text + "    finetune_from_ckp_file = 'x'\n    train_state_dir = './state'\n";
}

TEST_CASE("plans keep their promises on any configuration") {
  Random random(11);
  int patched = 0;
  for (int round = 0; round < 300; ++round) {
    const std::string text = RandomConfig(random);
    const Facts facts = CaseFacts(500 + static_cast<double>(random.Bits() % 100000), std::pow(2, random.Bits() % 5));
    const Case before(text, facts);
    for (const char* plan : {"aggressive", "conservative", "gradual", "last-resort", "stabilize"}) {
      CAPTURE(text);
      CAPTURE(plan);
      Prescription prescription;
      try {
        prescription = before.Ask(plan);
      } catch (const Error& error) {
        if (std::string(error.what()).find("would") != std::string::npos) continue;  // refused by our own checks
        throw;
      }
      if (!prescription.patched) continue;
      ++patched;
      const Case after(prescription.patched->text, facts);
      const TrainingConfig &old = *before.diagnosis.config, &now = *after.diagnosis.config;
      const bool stuck = plan != std::string("stabilize");
      const double rate = *now.Number("learn_rate");
      if (stuck) CHECK(rate <= std::max(*old.Number("learn_rate"), 1e-4));
      if (!stuck) CHECK(rate <= *old.Number("learn_rate"));
      CHECK(*now.Number("epochs") >= *old.Number("epochs"));
      CHECK(*now.Number("batch_size_per_gpu") <= *old.Number("batch_size_per_gpu"));
      CHECK(*now.Number("batch_size_per_gpu") >= 1);
      CHECK(*now.Number("gradient_accumulation_steps") >= 1);
      const Schedule schedule = MakeSchedule(now, facts);
      if (now.Find("warmup_steps") && schedule.total_steps) {
        const double least = std::ceil(0.1 * *schedule.total_steps - 1e-9);
        CHECK(*schedule.warmup_steps >= least);
      }
      if (plan == std::string("aggressive") && MakeSchedule(old, facts).effective_batch >= 64) {
        CHECK(*schedule.effective_batch >= 48);
        CHECK(*schedule.effective_batch <= 96);
      }
    }
  }
  CHECK(patched > 500);
}

}  // namespace
}  // namespace sftdoctor
