// Configurations judged alone: the seed's case, healthy ones that must stay quiet, and what notes say and mend.
#include <doctest/doctest.h>

#include "findings/config_choice.h"
#include "findings/finding.h"
#include "tests/support/fake_world.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

const std::string kSeed = R"(from os.path import abspath, dirname
PROJECT_ROOT: str = dirname(abspath(__file__))


class TrainConfigSFT:
    epochs: int = 5
    batch_size_per_gpu: int = 24

    learn_rate: float = 1e-5
    div_factor: int = 50

    mixed_precision: str = "bf16"
    gradient_accumulation_steps: int = 4        # 24 * 2 * 4
    warmup_steps: int = 100

    train_file: str = PROJECT_ROOT + '/data/sft_train_dataset.parquet'
    finetune_from_ckp_file = PROJECT_ROOT + '/model_save/chat_small_t5.best.bin'
    train_state_dir: str = PROJECT_ROOT + '/model_save/sft/train_latest_state_sft'
    logging_steps: int = 50
    save_steps: int = 500
)";

ConfigFile Read(const std::string& path, const std::string& text) {
  return ReadConfig(path, text, LanguageOf(path, text).value());
}

Facts FactsWith(std::optional<double> rows, std::optional<double> ranks) {
  Facts facts;
  facts.rows = rows;
  facts.ranks = ranks;
  return facts;
}

/// The diagnosis of the only training section of a file, which must outlive it.
Diagnosis JudgeOnly(const ConfigFile& file, const Facts& facts, World* world = nullptr) {
  const std::vector<TrainingConfig> configs = TrainingConfigs(file, ShippedCatalog());
  REQUIRE(configs.size() == 1);
  return JudgeConfig({configs.front(), facts, world}, ShippedCatalog(), {});
}

const Finding* FindingOf(const Diagnosis& diagnosis, const std::string& id) {
  for (const Finding& finding : diagnosis.findings) {
    if (finding.check->id == id) return &finding;
  }
  return nullptr;
}

std::string ReasonOf(const Diagnosis& diagnosis, const std::string& id) {
  for (const NotChecked& item : diagnosis.not_checked) {
    if (item.id == id) return item.reason.en;
  }
  return "";
}

/// "error config/learn-rate-too-low learn_rate 9:25", one a finding.
std::vector<std::string> Lines(const Diagnosis& diagnosis) {
  std::vector<std::string> lines;
  for (const Finding& finding : diagnosis.findings) {
    lines.push_back(SeverityNames()[static_cast<std::size_t>(finding.severity)] + " " + finding.check->id + " " +
                    finding.key + " " + std::to_string(finding.place.line) + ":" +
                    std::to_string(finding.place.column));
  }
  return lines;
}

TEST_CASE("the seed's configuration has the seed's four root causes, and nothing else") {
  const ConfigFile file = Read("config.py", kSeed);
  const Diagnosis diagnosis = JudgeOnly(file, FactsWith(80'000, 2));
  CHECK(Lines(diagnosis) == std::vector<std::string>{"error config/learn-rate-too-low learn_rate 9:25",
                                                     "error config/warmup-too-short warmup_steps 14:25",
                                                     "warning config/effective-batch-too-large batch_size_per_gpu 7:31",
                                                     "info config/too-few-epochs epochs 6:19"});
  CHECK(diagnosis.schedule.effective_batch == 192);
  CHECK(diagnosis.schedule.steps_per_epoch == 417);
  CHECK(diagnosis.schedule.total_steps == 2085);
  CHECK(*diagnosis.schedule.warmup_ratio == doctest::Approx(100.0 / 2085));
  CHECK(FindingOf(diagnosis, "config/warmup-too-short")->message.en.starts_with("Warmup takes 4.8 % of"));
  CHECK(diagnosis.verdict == Verdict::kWatch);
  CHECK(diagnosis.log == nullptr);
  for (const Finding& finding : diagnosis.findings) CHECK(finding.place.file == "config.py");
}

TEST_CASE("what is not known is not checked, with the option that would tell") {
  const ConfigFile file = Read("config.py", kSeed);
  const Diagnosis diagnosis = JudgeOnly(file, {});
  CHECK(ReasonOf(diagnosis, "config/effective-batch-too-large") == "the number of ranks is not known: give --ranks");
  CHECK(ReasonOf(diagnosis, "config/warmup-too-short") == "the number of ranks is not known: give --ranks");
  const Diagnosis ranked = JudgeOnly(file, FactsWith(std::nullopt, 2));
  CHECK(FindingOf(ranked, "config/effective-batch-too-large") != nullptr);
  CHECK(ReasonOf(ranked, "config/warmup-too-short") == "the number of training rows is not known: give --rows");
  CHECK(ReasonOf(ranked, "config/paths").find("--no-filesystem") != std::string::npos);
  CHECK(ReasonOf(ranked, "config/log-mismatch").find("diagnose LOG --config CONFIG") != std::string::npos);
  const ConfigFile unknown = Read("config.py",
                                  "class TrainConfigSFT:\n    learn_rate = rate()\n    epochs = 9\n"
                                  "    batch_size_per_gpu = 16\n");
  CHECK(ReasonOf(JudgeOnly(unknown, {}), "config/learn-rate-too-low") ==
        "the configuration does not tell learn_rate_ratio");
}

struct Healthy {
  const char *name, *file, *text;
  double rows, ranks;
};

// What people train with, in the forms in which they write it: none of these may warn.
const Healthy kHealthy[] = {
    {"Hugging Face SFT", "train.py", R"(
training_args = TrainingArguments(
    output_dir="./out/sft", num_train_epochs=3, per_device_train_batch_size=4, gradient_accumulation_steps=8,
    learning_rate=2e-5, lr_scheduler_type="cosine", warmup_ratio=0.1, weight_decay=0.0, bf16=True, logging_steps=10,
    save_strategy="epoch", eval_strategy="no", report_to="none", save_total_limit=2)
)",
     52'000, 2},
    {"Hugging Face tutorial", "train.py", R"(
args = TrainingArguments(output_dir="my_model", eval_strategy="epoch", save_strategy="epoch", learning_rate=2e-5,
    per_device_train_batch_size=16, per_device_eval_batch_size=16, num_train_epochs=2, weight_decay=0.01,
    load_best_model_at_end=True, push_to_hub=True)
)",
     25'000, 1},
    {"TRL", "sft.py", R"(
from peft import LoraConfig
peft = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear")
config = trl.SFTConfig(output_dir="out", max_length=1024, packing=True, learning_rate=2e-4, num_train_epochs=1,
    per_device_train_batch_size=2, gradient_accumulation_steps=8, warmup_ratio=0.03, logging_steps=25)
)",
     10'000, 1},
    {"LLaMA-Factory LoRA", "lora.yaml", R"(### model
model_name_or_path: meta-llama/Meta-Llama-3-8B-Instruct
trust_remote_code: true
stage: sft
do_train: true
finetuning_type: lora
lora_rank: 8
lora_target: all
dataset: identity,alpaca_en_demo
template: llama3
cutoff_len: 2048
max_samples: 1000
overwrite_cache: true
preprocessing_num_workers: 16
output_dir: saves/llama3-8b/lora/sft
logging_steps: 10
save_steps: 500
plot_loss: true
overwrite_output_dir: true
per_device_train_batch_size: 1
gradient_accumulation_steps: 8
learning_rate: 1.0e-4
num_train_epochs: 3.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
bf16: true
ddp_timeout: 180000000
)",
     100'000, 1},
    {"LLaMA-Factory full", "full.yaml", R"(model_name_or_path: Qwen/Qwen2.5-7B
stage: sft
finetuning_type: full
deepspeed: examples/deepspeed/ds_z3_config.json
template: qwen
cutoff_len: 2048
output_dir: saves/full
per_device_train_batch_size: 1
gradient_accumulation_steps: 2
learning_rate: 1.0e-5
num_train_epochs: 3.0
warmup_ratio: 0.1
bf16: true
)",
     100'000, 8},
    {"axolotl", "qlora.yml", R"(base_model: NousResearch/Llama-3.2-1B
load_in_4bit: true
datasets:
  - path: teknium/GPT4-LLM-Cleaned
    type: alpaca
val_set_size: 0.1
output_dir: ./outputs/qlora-out
adapter: qlora
sequence_len: 2048
sample_packing: true
lora_r: 32
lora_alpha: 16
lora_dropout: 0.05
lora_target_linear: true
gradient_accumulation_steps: 4
micro_batch_size: 2
num_epochs: 1
optimizer: adamw_bnb_8bit
lr_scheduler: cosine
learning_rate: 0.0002
bf16: auto
tf32: false
gradient_checkpointing: true
logging_steps: 1
flash_attention: true
warmup_steps: 10
evals_per_epoch: 4
saves_per_epoch: 1
weight_decay: 0.0
)",
     50'000, 1},
    {"nanoGPT from scratch", "train_gpt2.py", R"(
wandb_log = True
wandb_project = 'owt'
batch_size = 12
block_size = 1024
gradient_accumulation_steps = 5 * 8
max_iters = 600000
lr_decay_iters = 600000
learning_rate = 6e-4
min_lr = 6e-5
warmup_iters = 2000
eval_interval = 1000
eval_iters = 200
log_interval = 10
weight_decay = 1e-1
)",
     9'000'000, 8},
    {"nanoGPT finetune", "finetune_shakespeare.py", R"(
import time
out_dir = 'out-shakespeare'
eval_interval = 5
eval_iters = 40
wandb_log = False
dataset = 'shakespeare'
init_from = 'gpt2-xl'
always_save_checkpoint = False
batch_size = 1
gradient_accumulation_steps = 32
max_iters = 20
learning_rate = 3e-5
decay_lr = False
)",
     1000, 1},
    {"DeepSpeed", "ds_config.json", R"({
  "train_batch_size": "auto", "train_micro_batch_size_per_gpu": "auto", "gradient_accumulation_steps": "auto",
  "gradient_clipping": "auto", "zero_allow_untested_optimizer": true,
  "fp16": {"enabled": "auto", "loss_scale": 0, "initial_scale_power": 16},
  "bf16": {"enabled": "auto"},
  "zero_optimization": {"stage": 2, "allgather_partitions": true, "overlap_comm": true, "reduce_bucket_size": 5e8}
})",
     50'000, 8},
    {"DeepSpeed with numbers", "ds.json", R"({
  "train_micro_batch_size_per_gpu": 32, "gradient_accumulation_steps": 1, "steps_per_print": 100,
  "optimizer": {"type": "AdamW", "params": {"lr": 1e-4, "betas": [0.9, 0.95], "eps": 1e-8, "weight_decay": 0.1}},
  "scheduler": {"type": "WarmupDecayLR", "params": {"warmup_num_steps": 1000, "total_num_steps": 50000}},
  "bf16": {"enabled": true}, "gradient_clipping": 1.0
})",
     1'600'000, 8},
    {"Accelerate", "accelerate.yaml", R"(compute_environment: LOCAL_MACHINE
debug: false
distributed_type: MULTI_GPU
downcast_bf16: 'no'
gpu_ids: all
machine_rank: 0
main_training_function: main
mixed_precision: bf16
num_machines: 1
num_processes: 2
rdzv_backend: static
same_network: true
use_cpu: false
)",
     80'000, 2},
    {"chat_trainer pretraining", "config.py", R"(
class TrainConfig:
    epochs: int = 8
    batch_size_per_gpu: int = 16
    learn_rate: float = 0.0001
    div_factor: int = 50
    mixed_precision: str = "bf16"
    gradient_accumulation_steps: int = 8
    warmup_steps: int = 1024
    logging_steps: int = 50
    save_steps: int = 10000
    keep_latest_n_ckp: int = 8
    seed: int = 23333
    dataloader_buffer_size: int = 50000
    max_seq_len: int = 256
)",
     9'000'000, 2},
    {"a small script", "main.py", "LR = 1e-3\nBATCH_SIZE = 64\nEPOCHS = 20\nSEED = 42\n", 60'000, 1},
};

TEST_CASE("healthy configurations stay free of warnings") {
  for (const Healthy& healthy : kHealthy) {
    CAPTURE(healthy.name);
    const ConfigFile file = Read(healthy.file, healthy.text);
    const Diagnosis diagnosis = JudgeOnly(file, FactsWith(healthy.rows, healthy.ranks));
    for (const Finding& finding : diagnosis.findings) {
      if (finding.severity > Severity::kInfo) FAIL_CHECK(finding.check->id << ": " << finding.message.en);
    }
  }
}

TEST_CASE("files that set up no training are left alone") {
  const std::pair<const char*, const char*> kOthers[] = {
      {"settings.py",
       "DEBUG = True\nALLOWED_HOSTS = []\nINSTALLED_APPS = ['django.contrib.admin']\nDATABASES = {'default': "
       "{'ENGINE': 'sqlite3', 'NAME': 'db'}}\nSTATIC_URL = 'static/'\nEMAIL_TIMEOUT = 30\n"},
      {"conftest.py", "import pytest\nimport torch\n\n@pytest.fixture\ndef batch_size():\n    return 4\n\nSEED = 1\n"},
      {"config.json", R"({"architectures": ["T5ForConditionalGeneration"], "d_model": 768, "dropout_rate": 0.1,
        "model_type": "t5", "num_layers": 10, "vocab_size": 29298, "max_position_embeddings": 512})"},
      {"tokenizer_config.json", R"({"model_max_length": 1024, "tokenizer_class": "T5Tokenizer", "eos_token": "</s>"})"},
      {"package.json", R"({"name": "x", "version": "1.0.0", "scripts": {"test": "jest"}, "dependencies": {}})"},
      {"docker-compose.yml",
       "services:\n  web:\n    image: nginx\n    ports: ['80:80']\n    deploy:\n      replicas: 2\n"},
      {".github/ci.yml", "on: push\njobs:\n  build:\n    steps:\n      - run: make test\n    timeout-minutes: 30\n"},
      {"config.py",
       "class InferConfig:\n    max_seq_len: int = 320\n    mixed_precision: str = 'bf16'\n    model_dir: str "
       "= 'model_save/'\n    tokenizer_dir: str = 'model_save/'\n\nclass T5ModelConfig:\n    d_ff: int = 3072\n"
       "    d_model: int = 768\n    num_heads: int = 12\n"},
      {"model.py",
       "class ModelArgs:\n    dim: int = 4096\n    n_layers: int = 32\n    max_batch_size: int = 32\n    "
       "max_seq_len: int = 2048\n    norm_eps: float = 1e-5\n"},
      {"empty.yaml", ""},
      {"empty.py", "# nothing\n"},
  };
  for (const auto& other : kOthers) {
    CAPTURE(other.first);
    const ConfigFile file = Read(other.first, other.second);
    for (const TrainingConfig& config : TrainingConfigs(file, ShippedCatalog())) {
      FAIL_CHECK(config.section->name << " was taken for " << config.framework->id);
    }
  }
}

/// What the first finding of a check says, and the file after its fix.
std::pair<std::string, std::string> Said(const std::string& path, const std::string& text, const std::string& id) {
  const ConfigFile file = Read(path, text);
  const Diagnosis diagnosis = JudgeOnly(file, {});
  const Finding* finding = FindingOf(diagnosis, id);
  if (!finding) return {};
  return {finding->message.en, finding->fix ? ApplyEdits(file.text, finding->fix->edits) : ""};
}

TEST_CASE("what notes say, and what their fixes write") {
  const std::string tail = "    batch_size_per_gpu: int = 16\n    epochs: int = 9\n    div_factor: int = 25\n";
  auto [said, fixed] = Said("c.py", "class SFT:\n    learn_rat: float = 5e-5  # low\n" + tail, "config/unknown-key");
  CHECK(said == "learn_rat is no setting of this framework; learn_rate was probably meant.");
  CHECK(fixed == "class SFT:\n    learn_rate: float = 5e-5  # low\n" + tail);
  std::tie(said, fixed) = Said("c.py", "class SFT:\n    learn_rate: float = '5e-5'\n" + tail, "config/bad-value");
  CHECK(said == "learn_rate is '5e-5', but must be a number.");
  CHECK(fixed == "class SFT:\n    learn_rate: float = 5e-5\n" + tail);
  // What is a number to the schedule is one here, and is written as every language reads it.
  std::tie(said, fixed) = Said("c.py", "class SFT:\n    learn_rate: float = ' +5e-5'\n" + tail, "config/bad-value");
  CHECK(said == "learn_rate is ' +5e-5', but must be a number.");
  CHECK(fixed == "class SFT:\n    learn_rate: float = 5e-5\n" + tail);
  std::tie(said, fixed) =
      Said("c.py", "class SFT:\n    learn_rate = 5e-5\n    save_steps = '010'\n" + tail, "config/bad-value");
  CHECK(fixed == "class SFT:\n    learn_rate = 5e-5\n    save_steps = 10\n" + tail);
  std::tie(said, fixed) = Said("c.py", "class SFT:\n    learn_rate = -1\n" + tail, "config/bad-value");
  CHECK(said == "learn_rate is -1, but must be above 0.");
  CHECK(fixed.empty());
  std::tie(said, fixed) = Said("c.py", "class SFT:\n" + tail, "config/missing-key");
  CHECK(said.starts_with("learn_rate is missing, which chat_trainer"));
  const std::string yaml = "base_model: m\nmicro_batch_size: 2\nnum_epochs: 3\nsequence_len: 512\nlearning_rate: ";
  std::tie(said, fixed) = Said("a.yaml", yaml + "2e-4  # QLoRA\n", "config/yaml-float");
  CHECK(said == "learning_rate: 2e-4 is a text to PyYAML, not a number; write 2.0e-4.");
  CHECK(fixed == yaml + "2.0e-4  # QLoRA\n");
  CHECK(Said("a.yaml", fixed, "config/yaml-float").first.empty());
  CHECK(Said("a.yaml", yaml + "+2e-4\n", "config/bad-value").first.empty());
  CHECK(Said("a.yaml", yaml + "+-2e-4\n", "config/bad-value").first.ends_with("must be a number."));
  std::tie(said, fixed) = Said("a.yaml", yaml + "1.5E4\n", "config/yaml-float");
  CHECK(fixed == yaml + "1.5e+4\n");
}

TEST_CASE("names that a script defines for itself are no typing errors") {
  const std::string parser = R"(
import argparse
p = argparse.ArgumentParser()
p.add_argument("--per_device_train_batch_size", type=int, default=8)
p.add_argument("--num_train_epochs", type=int, default=3)
p.add_argument("--eval_step", type=int, default=100)
)";
  CHECK(Said("args.py", parser, "config/unknown-key").first.empty());
  const std::string own = "class Args:\n    num_train_epochs = 3\n    save_total_limit = 2\n    eval_step = 100\n";
  CHECK(Said("args.py", own, "config/unknown-key").first.empty());
  const std::string call = "a = TrainingArguments('out', num_train_epochs=3, save_total_limit=2, eval_step=100)\n";
  CHECK_FALSE(Said("args.py", call, "config/unknown-key").first.empty());
}

TEST_CASE("a dict in Python is a configuration as well") {
  const ConfigFile file = Read("ds.py",
                               "ds = {'train_micro_batch_size_per_gpu': 4, 'optimizer': {'type': 'AdamW', "
                               "'params': {'lr': 1e-5}}, 'bf16': {'enabled': True}}\n");
  const std::vector<TrainingConfig> configs = TrainingConfigs(file, ShippedCatalog());
  REQUIRE(configs.size() == 1);
  CHECK(configs[0].framework->id == "deepspeed");
  CHECK(configs[0].Number("learn_rate") == 1e-5);
}

TEST_CASE("the pretraining beside the finetune is not judged by the rows of the finetune") {
  const ConfigFile file = Read("config.py",
                               "class TrainConfig:\n    epochs = 8\n    batch_size_per_gpu = 16\n"
                               "    learn_rate = 1e-4\n    div_factor = 50\n"
                               "    gradient_accumulation_steps = 8\n    warmup_steps = 1024\n");
  CHECK(Lines(JudgeOnly(file, FactsWith(80'000, 2))).empty());
}

TEST_CASE("several findings of one check, each at its place") {
  const ConfigFile file = Read("config.py",
                               "class TrainConfigSFT:\n    epochs = 0\n    batch_size_per_gpu = -4\n"
                               "    learn_rate = 5e-5\n    gradient_accumulation_steps = 0\n");
  CHECK(Lines(JudgeOnly(file, {})) ==
        std::vector<std::string>{"error config/bad-value epochs 2:14", "error config/bad-value batch_size_per_gpu 3:26",
                                 "error config/bad-value gradient_accumulation_steps 5:35"});
}

TEST_CASE("files are looked up beside the config, and strangers' machines are left alone") {
  const ConfigFile file = Read("job/config.py", kSeed);
  FakeWorld world;
  CHECK(ReasonOf(JudgeOnly(file, {}, &world), "config/paths") == "the files that it names are not on this machine");
  world.files["job/data/sft_train_dataset.parquet"] = "x";
  world.files["job/model_save/chat_small_t5.best.bin"] = "small";
  const Diagnosis diagnosis = JudgeOnly(file, {}, &world);
  const Finding* finding = FindingOf(diagnosis, "config/paths");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == Severity::kWarning);
  CHECK(finding->message.en ==
        "finetune_from_ckp_file is a file of 5e-09 GB; the whole model in fp32 takes about 0.8 GB.");
  world.files.erase("job/model_save/chat_small_t5.best.bin");
  world.files["job/model_save/other.bin"] = "";
  const Diagnosis missing = JudgeOnly(file, {}, &world);
  REQUIRE(FindingOf(missing, "config/paths") != nullptr);
  CHECK(FindingOf(missing, "config/paths")->key == "finetune_from_ckp_file");
  CHECK(FindingOf(missing, "config/paths")->severity == Severity::kError);
}

/// A world in which the config was changed after the state was saved.
class LaterWorld : public FakeWorld {
 public:
  std::optional<FileFacts> Stat(const std::string& path) override {
    auto facts = FakeWorld::Stat(path);
    if (!facts) return facts;
    facts->modified = path.ends_with(".py") ? 200 : 100;
    facts->bytes = 750'000'000;
    return facts;
  }
};

TEST_CASE("a state that is older than the config is stale") {
  const ConfigFile file = Read("config.py", kSeed);
  LaterWorld world;
  world.files["config.py"] = kSeed;
  world.files["data/sft_train_dataset.parquet"] = "x";
  world.files["model_save/chat_small_t5.best.bin"] = "x";
  world.files["model_save/sft/train_latest_state_sft/optimizer.bin"] = "x";
  const Diagnosis diagnosis = JudgeOnly(file, {}, &world);
  REQUIRE(FindingOf(diagnosis, "config/paths") != nullptr);
  CHECK(FindingOf(diagnosis, "config/paths")->key == "train_state_dir");
}

TEST_CASE("named sections") {
  const ConfigFile file = Read("config.py", kSeed + "\n\nclass InferConfig:\n    max_seq_len = 320\n");
  const Catalog& catalog = ShippedCatalog();
  CHECK(ConfigsNamed(file, "", catalog).size() == 1);
  CHECK(ConfigsNamed(file, "TrainConfigSFT", catalog).size() == 1);
  const auto complaint = [&](const std::string& name) -> std::string {
    try {
      ConfigsNamed(file, name, catalog);
      return "";
    } catch (const Error& error) {
      return error.what() + (" | " + error.hint());
    }
  };
  CHECK(complaint("TrainConfigSTF") == "has no section \"TrainConfigSTF\" | did you mean config.py:TrainConfigSFT?");
  CHECK(complaint("InferConfig") == "sets up no training in \"InferConfig\" | name one of: TrainConfigSFT");
}

}  // namespace
}  // namespace sftdoctor
