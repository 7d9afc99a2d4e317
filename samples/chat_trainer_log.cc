#include "chat_trainer_log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace samples {

ChatTrainerLog::ChatTrainerLog(const Setup& setup, Shape loss, double noise, std::uint64_t seed)
    : setup_(setup), loss_(loss), noise_(noise), random_(seed), now_(static_cast<double>(setup.start)) {}

void ChatTrainerLog::Restart(const Setup& setup) {
  setup_ = setup;
  sum_ = best_bleu_ = 0;
  count_ = best_epoch_ = 0;
}

void ChatTrainerLog::Line(const std::string& message) {
  const auto milliseconds = static_cast<std::int64_t>(std::floor(now_ * 1000));
  text_ += fmt::format("[{:%Y-%m-%d %H:%M:%S}.{:03}] [INFO]: {}\n",
                       fmt::gmtime(static_cast<std::time_t>(milliseconds / 1000)), milliseconds % 1000, message);
  now_ += 0.001;
}

void ChatTrainerLog::Header(bool keep_training) {
  Line("cpu memory available: 52.10 GB, disk space available: 44.79 GB, keep dataset in memory: True.");
  Line(fmt::format("operation: finetune, keep training: {}, loading datasets ...", keep_training ? "True" : "False"));
  now_ += 3.332;
  Line("using device: cuda:0 ");
  now_ += 0.333;
  Line("可训练参数: 103,028,736 / 总参数: 210,189,312 (49.02%)");
  now_ += 0.212;
  Line(fmt::format(
      "train dataset size: {}, steps per epoch:{}; validation dataset size: {}, steps per validation: {}; "
      "datalodater num_workers: 0.",
      setup_.rows, setup_.StepsPerEpoch(), setup_.rows / 8, setup_.rows / 8 / (setup_.batch_per_gpu * setup_.ranks)));
  now_ += 5.099;
}

void ChatTrainerLog::Train(int epoch, int from, int to) {
  const int end = to > 0 ? to : setup_.StepsPerEpoch();
  std::vector<double> scatter;
  double mean = 0;
  for (int step = from; step < end; step += setup_.logging_steps) {
    for (int rank = 0; rank < setup_.ranks; ++rank) mean += scatter.emplace_back(random_.Scatter());
  }
  mean = setup_.exact_means ? mean / static_cast<double>(scatter.size()) : 0;
  auto next = scatter.begin();
  for (int step = from; step < end; step += setup_.logging_steps) {
    for (int rank = 0; rank < setup_.ranks; ++rank) {
      const double expected = loss_(epoch * static_cast<double>(setup_.StepsPerEpoch()) + step, rank);
      const double loss = expected * (1 + noise_ * (*next++ - mean));
      Line(fmt::format("training loss: epoch:{}, step:{}, loss:{}, device:{}cuda:{}", epoch, step, PythonItem(loss),
                       setup_.fork ? " " : "", rank));
      sum_ += loss;
      ++count_;
    }
    now_ += setup_.seconds_per_step * setup_.logging_steps * (0.98 + 0.04 * random_.Uniform());
  }
}

std::string ChatTrainerLog::Bleu(double value, bool measured) const {
  const std::string number = PythonNumber(Rounded(value, 4));
  return setup_.fork && measured ? "np.float64(" + number + ")" : number;
}

void ChatTrainerLog::EpochLine(int epoch, double bleu) {
  const bool measured = bleu >= 0;
  if (bleu > best_bleu_) {
    best_bleu_ = bleu;
    best_epoch_ = epoch;
  }
  Line(fmt::format("epoch log: epoch:{}, avg_loss:{}, {}_bleu4:{}, best_bleu4:{}, best_epoch:{}", epoch,
                   PythonNumber(Rounded(sum_ / count_, 4)), setup_.fork ? "curr" : "cur",
                   Bleu(measured ? bleu : 0, measured), Bleu(best_bleu_, best_bleu_ > 0), best_epoch_));
  sum_ = 0;
  count_ = 0;
}

void ChatTrainerLog::Evaluated(int epoch, double bleu) {
  now_ += setup_.evaluation_seconds;
  EpochLine(epoch, bleu);
}

void ChatTrainerLog::Skipped(int epoch) {
  Line(fmt::format("Skipping evaluate at epoch {} (will eval at even epochs and last epoch)", epoch));
  EpochLine(epoch, -1);
}

void ChatTrainerLog::Epoch(int epoch, double bleu) {
  Train(epoch);
  if (bleu < 0) {
    Skipped(epoch);
  } else {
    Evaluated(epoch, bleu);
  }
}

void ChatTrainerLog::Test(double bleu) {
  now_ += setup_.evaluation_seconds;
  Line(fmt::format("test_dataset_size: {}, avg_bleu4_score:{}.", setup_.rows / 8, Bleu(bleu, true)));
}

}  // namespace samples
