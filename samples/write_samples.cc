// Writes the logs of samples/: made-up training runs, one a way in which a finetune can go. Same logs every time.
//   sftdoctor_samples samples
// The table at the end lists the stories; above it stand their curves and what happens in them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "chat_trainer_log.h"
#include "dataset_rows.h"
#include "hugging_face_log.h"

namespace samples {
namespace {

namespace chrono = std::chrono;

constexpr double kSkipped = -1;  // in a list of BLEU scores: this epoch is not evaluated

/// A moment of 2026, as the clock on the wall shows it.
constexpr std::int64_t At(unsigned month, unsigned day, int hour, int minute = 0) {
  const chrono::year_month_day date{chrono::year{2026}, chrono::month{month}, chrono::day{day}};
  return (chrono::sys_days{date}.time_since_epoch() / chrono::seconds{1}) + hour * 3600 + minute * 60;
}

/// From `top` towards `floor`, half way or so after `scale` steps: the usual look of a loss.
double Decay(double step, double top, double floor, double scale) {
  return floor + (top - floor) / std::pow(1 + step / scale, 0.8);
}

/// From 0 to 1 around `middle`, within a few times `width`.
double Ramp(double step, double middle, double width) { return 1 / (1 + std::exp((middle - step) / width)); }

/// A run as planned, from its first line to its last.
std::string Whole(const Setup& setup, Shape loss, double noise, std::uint64_t seed, const std::vector<double>& bleu,
                  double test) {
  ChatTrainerLog log(setup, loss, noise, seed);
  log.Header();
  for (int epoch = 0; epoch < setup.epochs; ++epoch) log.Epoch(epoch, bleu.at(static_cast<std::size_t>(epoch)));
  log.Test(test);
  return log.text();
}

// The case this doctor was first asked about: the loss drops from 7.3 in the warmup and then stays between 4.5 and 5.2
// for five epochs; the last one averages 4.771 with BLEU 0.0494.
double StuckLoss(double step, int) {
  constexpr std::array<double, 5> kLevels = {4.79, 4.8137, 4.762, 4.788, 4.771};  // by epoch: no trend
  const double level = kLevels.at(std::min<std::size_t>(4, static_cast<std::size_t>(step / 1666)));
  return level + 2.55 * std::exp(-step / 140);
}

std::string StuckSft() {
  Setup setup{.start = At(1, 27, 10)};
  setup.exact_means = true;
  return Whole(setup, StuckLoss, 0.03, 16, {0.0311, kSkipped, 0.0427, kSkipped, 0.0494}, 0.0512);
}

double HealthyLoss(double step, int) { return Decay(step, 4.05, 1.0, 120); }

// The same rows with more learning rate, a smaller batch and a checkpoint that had been pretrained.
std::string HealthySft() {
  const Setup setup{.start = At(1, 28, 9, 30), .batch_per_gpu = 16, .epochs = 6, .logging_steps = 60};
  return Whole(setup, HealthyLoss, 0.05, 2, {0.1184, kSkipped, 0.1641, kSkipped, 0.1832, 0.1907}, 0.1934);
}

double NanLoss(double step, int) {
  constexpr double kOverflow = 1666 + 720;
  return step < kOverflow ? Decay(step, 3.6, 1.5, 150) : std::numeric_limits<double>::quiet_NaN();
}

// Half precision without loss scaling: one overflow in the second epoch, and every weight is NaN from then on.
std::string NanFp16() {
  const Setup setup{.start = At(2, 2, 14, 5), .epochs = 3};
  return Whole(setup, NanLoss, 0.05, 3, {0.0712, kSkipped, 0.0}, 0.0);
}

double ExplodingLoss(double step, int) { return Decay(step, 3.5, 1.6, 150) + 9.6 * Ramp(step, 2750, 140); }

// Learning rate 1e-3: the run learns for one and a half epochs, then the loss climbs past 10 and stays there.
std::string Explosion() {
  const Setup setup{.start = At(2, 3, 8, 40), .epochs = 3};
  return Whole(setup, ExplodingLoss, 0.05, 4, {0.0938, kSkipped, 0.0003}, 0.0002);
}

double SwingingLoss(double step, int) {
  const double phase = 2 * std::numbers::pi * step / 620;
  return Decay(step, 3.6, 2.35, 200) + 0.55 * std::sin(phase + 0.4 * std::sin(phase / 3.7)) * Ramp(step, 300, 60);
}

// Batches of 8 at a high learning rate: the loss swings by a third of its level and gets nowhere.
std::string Oscillation() {
  const Setup setup{.start = At(2, 4, 10, 15),
                    .rows = 40000,
                    .batch_per_gpu = 4,
                    .epochs = 2,
                    .logging_steps = 50,
                    .seconds_per_step = 0.6};
  return Whole(setup, SwingingLoss, 0.06, 5, {0.0631, 0.0675}, 0.0668);
}

double PlateauLoss(double step, int) { return 2.46 + 1.25 * std::exp(-step / 380); }

// Falls well in the first epoch, then nothing more for four: stopped at 2.46, above any target.
std::string Plateau() {
  const Setup setup{.start = At(2, 5, 9)};
  return Whole(setup, PlateauLoss, 0.05, 6, {0.0718, kSkipped, 0.0776, kSkipped, 0.0781}, 0.0769);
}

double SpikeLoss(double step, int) {
  constexpr double kBadBatch = 1666 + 900;
  const double spike = step < kBadBatch ? 0 : 5.2 * std::exp(-(step - kBadBatch) / 70);
  return Decay(step, 3.9, 1.0, 130) + spike;
}

// One bad batch throws the loss from 1.3 to 6.5; two hundred steps later it is back, and the run ends well.
std::string Spike() {
  const Setup setup{.start = At(2, 6, 11, 20)};
  return Whole(setup, SpikeLoss, 0.05, 7, {0.1213, kSkipped, 0.1688, kSkipped, 0.1842}, 0.1851);
}

double MemorisingLoss(double step, int) { return 0.22 + 3.0 * std::exp(-step / 520); }

// Twelve passes over 9,600 rows: the loss falls to 0.25 while BLEU sinks from its best in epoch 4 by almost a third.
std::string OverfitBleu() {
  const Setup setup{.start = At(2, 9, 16), .rows = 9600, .epochs = 12, .logging_steps = 20, .evaluation_seconds = 60};
  return Whole(
      setup, MemorisingLoss, 0.06, 8,
      {0.0912, kSkipped, 0.1497, kSkipped, 0.1683, kSkipped, 0.1561, kSkipped, 0.1402, kSkipped, 0.1236, 0.1208},
      0.1187);
}

double FromScratchLoss(double step, int) { return Decay(step, 10.4, 5.2, 320); }

// finetune_from_ckp_file named a file that did not hold the weights: the run starts at ln V like an untrained model.
std::string HighStart() {
  const Setup setup{.start = At(2, 10, 10), .epochs = 3};
  return Whole(setup, FromScratchLoss, 0.03, 9, {0.0021, kSkipped, 0.0063}, 0.0058);
}

constexpr const char* kOutOfMemory =
    R"(Traceback (most recent call last):
  File "/root/ChatLM-mini-Chinese/train.py", line 92, in <module>
    fire.Fire(component=ChatTrainer(train_config=config, model_config=model_config))
  File "/root/ChatLM-mini-Chinese/model/trainer.py", line 346, in train
    outputs = model(input_ids=input_ids, attention_mask=input_mask, labels=target_ids)
  File "/root/miniconda3/lib/python3.10/site-packages/torch/nn/modules/module.py", line 1518, in _wrapped_call_impl
    return self._call_impl(*args, **kwargs)
torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.14 GiB (GPU 1; 23.69 GiB total capacity; 21.02 GiB already allocated; 603.94 MiB free; 22.31 GiB reserved in total by PyTorch)
)";

double RestartedLoss(double step, int) { return Decay(step, 3.8, 1.0, 130); }

// One day in one file. 09:00: batch 48 runs out of memory. 10:05: batch 24, stopped by hand. 10:50: the run that
// counts; its machine goes down at step 800 of the second epoch, and it resumes from the state saved at step 500.
std::string Restarts() {
  Setup setup{.start = At(2, 11, 9), .batch_per_gpu = 48, .epochs = 3, .seconds_per_step = 3.4};
  ChatTrainerLog log(setup, RestartedLoss, 0.05, 10);
  log.Header();
  log.Train(0, 0, 450);
  log.Foreign(kOutOfMemory);
  log.Wait(2400);
  setup.batch_per_gpu = 24;
  setup.seconds_per_step = 1.9;
  log.Restart(setup);
  log.Header();
  log.Train(0, 0, 700);
  log.Wait(1300);
  log.Restart(setup);
  log.Header();
  log.Epoch(0, 0.1192);
  log.Train(1, 0, 800);
  log.Wait(1700);
  log.Restart(setup);
  log.Header(true);
  log.Train(1, 500);
  log.Skipped(1);
  log.Epoch(2, 0.1688);
  log.Test(0.1703);
  return log.text();
}

// A good run that is still going on. The last BLEU in its log is a 0.0 that nobody measured, and the last line is cut.
std::string SkippedEvaluation() {
  const Setup setup{.start = At(2, 12, 13), .epochs = 6, .fork = true};
  ChatTrainerLog log(setup, HealthyLoss, 0.05, 11);
  log.Header();
  log.Epoch(0, 0.1306);
  log.Epoch(1, kSkipped);
  log.Epoch(2, 0.1694);
  log.Epoch(3, kSkipped);
  log.Train(4, 0, 400);
  log.CutLast(33);
  return log.text();
}

double DriftingLoss(double step, int rank) { return Decay(step, 3.8, rank == 0 ? 1.0 : 2.0, 130); }

// The two processes do not exchange gradients, so each trains alone on its own half of the rows; the second half is the
// harder one, and its loss stays a unit above the other. The mean of both looks like a run that is merely slow.
std::string TwoRanksDrift() {
  const Setup setup{.start = At(2, 13, 9, 45)};
  return Whole(setup, DriftingLoss, 0.05, 12, {0.1102, kSkipped, 0.1397, kSkipped, 0.1488}, 0.1476);
}

double ConsoleTrainLoss(double step) { return Decay(step, 2.1, 0.9, 60); }
double ConsoleEvalLoss(double step) { return Decay(step, 2.1, 1.0, 60); }

std::string HfTrainer() {
  return HuggingFaceConsole({.train = ConsoleTrainLoss,
                             .eval = ConsoleEvalLoss,
                             .steps = 600,
                             .epochs = 3,
                             .logging_steps = 10,
                             .eval_steps = 100,
                             .seed = 13});
}

double StateTrainLoss(double step) { return 0.3 + 1.6 * std::exp(-step / 420); }
double StateEvalLoss(double step) { return 1.32 + 0.55 * std::exp(-step / 130) + 0.00034 * std::max(0.0, step - 300); }

// Five epochs over few rows: the evaluation loss turns upwards in the second and ends a quarter above its best.
std::string TrainerState() {
  return HuggingFaceState({.train = StateTrainLoss,
                           .eval = StateEvalLoss,
                           .steps = 1500,
                           .epochs = 5,
                           .logging_steps = 20,
                           .eval_steps = 100,
                           .learning_rate = 5e-5,
                           .seed = 14});
}

struct Story {
  const char* log;  ///< or dataset, below the directory of the samples
  std::string (*write)();
};

constexpr Story kStories[] = {
    {"stuck-sft/logs/chat_trainer-20260127.log", StuckSft},
    {"healthy-sft/logs/chat_trainer-20260128.log", HealthySft},
    {"nan-fp16/logs/chat_trainer-20260202.log", NanFp16},
    {"explosion/logs/chat_trainer-20260203.log", Explosion},
    {"oscillation/logs/chat_trainer-20260204.log", Oscillation},
    {"plateau/logs/chat_trainer-20260205.log", Plateau},
    {"spike/logs/chat_trainer-20260206.log", Spike},
    {"overfit-bleu/logs/chat_trainer-20260209.log", OverfitBleu},
    {"high-start/logs/chat_trainer-20260210.log", HighStart},
    {"restarts/logs/chat_trainer-20260211.log", Restarts},
    {"skipped-evaluation/logs/chat_trainer-20260212.log", SkippedEvaluation},
    {"two-ranks-drift/logs/chat_trainer-20260213.log", TwoRanksDrift},
    {"hf-trainer/train.log", HfTrainer},
    {"trainer-state/output/checkpoint-1500/trainer_state.json", TrainerState},
    {"datasets/train.jsonl", [] { return DatasetRows(true); }},
    {"datasets/valid.jsonl", [] { return DatasetRows(false); }},
};

int WriteAll(const std::filesystem::path& directory) {
  for (const Story& story : kStories) {
    const std::filesystem::path path = directory / story.log;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << story.write();
    if (!std::filesystem::exists(path)) {
      fmt::print(stderr, "cannot write {}\n", path.string());
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: sftdoctor_samples DIRECTORY\n");
    return 2;
  }
  return samples::WriteAll(argv[1]);
}
