// Lines of a chat_trainer log, for tests about runs.
#pragma once

#include <fmt/format.h>

#include <string>

#include "catalog/catalog.h"
#include "runs/read_log.h"
#include "tests/support/fake_world.h"

namespace sftdoctor {

constexpr char kStamp[] = "[2026-01-27 10:00:00.123] [INFO]: ";

inline std::string LossLine(int epoch, int step, const std::string& loss, int rank = 0) {
  return fmt::format("{}training loss: epoch:{}, step:{}, loss:{}, device:cuda:{}\n", kStamp, epoch, step, loss, rank);
}
inline std::string LossLine(int epoch, int step, double loss, int rank = 0) {
  return LossLine(epoch, step, fmt::format("{}", loss), rank);
}
inline std::string EpochLine(int epoch, double mean, double bleu) {
  return fmt::format("{}epoch log: epoch:{}, avg_loss:{}, cur_bleu4:{}, best_bleu4:{}, best_epoch:{}\n", kStamp, epoch,
                     mean, bleu, bleu, epoch);
}
inline std::string StartLine(bool keep) {
  return fmt::format("{}operation: finetune, keep training: {}, loading datasets ...\n", kStamp,
                     keep ? "True" : "False");
}

/// The catalog as built in, read once.
inline const Catalog& BuiltIn() {
  static FakeWorld world;
  static const Catalog catalog = LoadCatalog(world, {});
  return catalog;
}

inline Log LogOf(const std::string& text, const std::string& format = "chat_trainer", unsigned threads = 1) {
  FakeWorld world;
  world.files["run.log"] = text;
  return ReadLog(world, BuiltIn(), "run.log", {format, Engine::kProgram, threads});
}

/// The curve of a metric of a run; without points when there is none.
inline Curve CurveIn(const Run& run, const char* metric) {
  const Series* series = run.Find(*BuiltIn().metrics.Find(metric));
  return series ? series->ToCurve() : Curve();
}

}  // namespace sftdoctor
