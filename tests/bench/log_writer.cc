#include "tests/bench/log_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string_view>

#include "tests/support/random.h"

namespace sftdoctor::bench {
namespace {

constexpr std::string_view kWords[] = {"bucket",  "cache",     "checkpoint", "collate",  "decoder",    "device",
                                       "encoder", "epoch",     "gather",     "gradient", "loader",     "loss",
                                       "memory",  "optimizer", "queue",      "rank",     "sampler",    "shard",
                                       "step",    "tensor",    "tokenizer",  "train",    "validation", "worker"};

class Writer {
 public:
  explicit Writer(const std::string& kind) : kind_(kind), loss_share_(kind == "noisy" ? 0.12 : 0.91) {}

  bool Line(std::string& out) {
    milliseconds_ += 50 + static_cast<std::int64_t>(random_.Uniform() * 400);
    const bool loss = random_.Uniform() < loss_share_;
    loss ? Loss(out) : Other(out);
    return loss;
  }

 private:
  std::string Stamp() const {
    const std::int64_t s = milliseconds_ / 1000, day = 27 + s / 86400 % 2;
    return fmt::format("2026-01-{:02} {:02}:{:02}:{:02}.{:03}", day, s / 3600 % 24, s / 60 % 60, s % 60,
                       milliseconds_ % 1000);
  }
  void Log(std::string& out, std::string_view level, std::string_view text) const {
    fmt::format_to(std::back_inserter(out), "[{}] [{}]: {}\n", Stamp(), level, text);
  }

  void Loss(std::string& out) {
    step_ += 50;
    if (step_ >= 20000) step_ = 0, ++epoch_;
    total_ += 50;
    const double loss = 2.1 + 6 * std::exp(-static_cast<double>(total_) / 4e6) + 0.12 * random_.Normal();
    const double rate = 1e-4 * std::exp(-static_cast<double>(total_) / 4e6);
    const auto to = std::back_inserter(out);
    if (kind_ == "hf") {
      fmt::format_to(to, "{{'loss': {:.4f}, 'grad_norm': {}, 'learning_rate': {}, 'epoch': {:.2f}}}\n", loss,
                     static_cast<float>(1 + random_.Uniform()), rate, static_cast<double>(total_) / 20000);
    } else if (kind_ == "jsonl") {
      fmt::format_to(
          to,
          R"({{"time": "{}", "level": "INFO", "epoch": {}, "step": {}, "loss": {}, "lr": {}, "device": "cuda:0"}})"
          "\n",
          Stamp(), epoch_, total_, loss, rate);
    } else if (kind_ == "csv") {
      fmt::format_to(to, "{},{},{},{}\n", epoch_, total_, loss, rate);
    } else {
      Log(out, "INFO", fmt::format("training loss: epoch:{}, step:{}, loss:{}, device:cuda:0", epoch_, step_, loss));
    }
  }

  void Other(std::string& out) {
    const auto number = [&](double most) { return std::round(random_.Uniform() * most * 100) / 100; };
    if (kind_ == "jsonl") {
      fmt::format_to(std::back_inserter(out),
                     R"({{"time": "{}", "level": "INFO", "msg": "saved", "path": "ckpt/step_{}"}})"
                     "\n",
                     Stamp(), total_);
      return;
    }
    if (kind_ == "csv" || kind_ == "hf") return Bar(out);
    switch (static_cast<int>(random_.Uniform() * 8)) {
      case 0:
        return Words(out);
      case 1:
        return Log(out, "INFO",
                   fmt::format("cpu memory available: {} GB, disk space available: {} GB", number(256), number(2000)));
      case 2:
        return Log(out, "WARNING", fmt::format("gradient norm clipped from {} to 1.0 at step {}", number(90), step_));
      case 3:
        return Log(out, "INFO",
                   fmt::format("saved state to model_save/state_{}/model.safetensors, used {} s", step_, number(20)));
      case 4:
        return Traceback(out);
      case 5:
        return Log(out, "INFO",
                   "\xE9\xAA\x8C\xE8\xAF\x81\xE6\xA0\xB7\xE4\xBE\x8B: \xE4\xBD\xA0\xE5\xA5\xBD -> "
                   "\xE6\x82\xA8\xE5\xA5\xBD\xEF\xBC\x8C\xE5\xBE\x88\xE9\xAB\x98\xE5\x85\xB4");
      case 6:
        return Log(out, "DEBUG",
                   fmt::format("nccl: rank {} allreduce bucket {} bytes={} algo=Ring", step_ % 8, step_ % 64, total_));
      default:
        return Bar(out);
    }
  }

  void Words(std::string& out) {
    std::string text;
    for (int i = 0; i < 9; ++i)
      text += std::string(kWords[static_cast<std::size_t>(random_.Uniform() * std::size(kWords))]) + " ";
    Log(out, "INFO", text);
  }
  void Traceback(std::string& out) {
    fmt::format_to(std::back_inserter(out),
                   "Traceback (most recent call last):\n  File \"/srv/train/dataset.py\", line {}, in __getitem__\n    "
                   "row = table.iloc[index]\nKeyError: {}\n",
                   step_ % 400, total_);
  }
  void Bar(std::string& out) {
    for (int i = 0; i < 5; ++i) {
      const int percent = static_cast<int>(random_.Uniform() * 100);
      fmt::format_to(std::back_inserter(out), "\rEpoch {}: {}%|{}{}| {}/20000 [01:12<03:22, {:.2f}it/s]", epoch_,
                     percent, std::string(static_cast<std::size_t>(percent) / 5, '#'),
                     std::string(20 - static_cast<std::size_t>(percent) / 5, ' '), step_, random_.Uniform() * 100);
    }
    out += '\n';
  }

  std::string kind_;
  double loss_share_;
  Random random_{20260127};
  std::int64_t milliseconds_ = 36000000;
  std::uint64_t epoch_ = 0, step_ = 0, total_ = 0;
};

}  // namespace

std::uint64_t WriteLog(const std::string& kind, std::uint64_t bytes, const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) throw std::runtime_error("cannot write " + path);
  Writer writer(kind);
  std::string out = kind == "csv" ? "epoch,step,train_loss,lr\n" : "";
  std::uint64_t written = 0, losses = 0;
  while (written + out.size() < bytes) {
    losses += writer.Line(out);
    if (out.size() < (1u << 20)) continue;
    written += std::fwrite(out.data(), 1, out.size(), file);
    out.clear();
  }
  std::fwrite(out.data(), 1, out.size(), file);
  std::fclose(file);
  return losses;
}

}  // namespace sftdoctor::bench
