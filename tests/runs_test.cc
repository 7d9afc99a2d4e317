// records -> runs, on logs as the first trainer writes them.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/chat_log.h"

namespace sftdoctor {
namespace {

std::string Falling(int epoch, int from, int to, double start) {
  std::string text;
  for (int step = from; step <= to; step += 50) text += LossLine(epoch, step, start - 0.001 * step);
  return text;
}

TEST_CASE("ranks of one step are one point, their mean") {
  const Log log =
      LogOf(LossLine(0, 0, 4.0, 0) + LossLine(0, 0, 5.0, 1) + LossLine(0, 50, 3.0, 1) + LossLine(0, 50, 3.5, 0));
  const Run& run = log.runs.at(0);
  const Curve curve = CurveIn(run, "train/loss");
  REQUIRE(curve.bins.size() == 2);
  CHECK(curve.bins[0].y == 4.5);
  CHECK(curve.bins[1].y == 3.25);
  REQUIRE(run.ranks.size() == 2);
  CHECK(run.ranks[0].name == "cuda:0");
  CHECK(run.ranks[1].points == 2);
}

TEST_CASE("ranks may run a few steps apart") {
  const Log log = LogOf(LossLine(0, 0, 4.0, 0) + LossLine(0, 0, 4.0, 1) + LossLine(0, 50, 3.0, 0) +
                        LossLine(0, 100, 2.0, 0) + LossLine(0, 50, 5.0, 1) + LossLine(0, 100, 4.0, 1));
  const Curve curve = CurveIn(log.runs.at(0), "train/loss");
  CHECK(curve.points >= 3);
  CHECK(curve.last == 3.0);
}

TEST_CASE("a start line begins a run") {
  const Log log = LogOf(StartLine(false) + Falling(0, 0, 500, 5) + StartLine(false) + Falling(0, 0, 300, 6));
  REQUIRE(log.runs.size() == 2);
  CHECK(CurveIn(log.runs[0], "train/loss").points == 11);
  CHECK(CurveIn(log.runs[1], "train/loss").first == 6);
  CHECK(log.runs[1].first_line == 13);
}

TEST_CASE("so does a fall back to the first step, without any line that says so") {
  const Log log = LogOf(Falling(0, 0, 500, 5) + Falling(0, 0, 300, 6));
  CHECK(log.runs.size() == 2);
}

TEST_CASE("a resume is stitched where it went on") {
  const Log log = LogOf(StartLine(false) + Falling(0, 0, 1000, 5) + StartLine(true) + Falling(0, 500, 1500, 5));
  REQUIRE(log.runs.size() == 1);
  const Run& run = log.runs[0];
  REQUIRE(run.resumes.size() == 1);
  CHECK(run.resumes[0].step == 500);
  const Curve curve = CurveIn(run, "train/loss");
  CHECK(curve.points == 21 + 21);
  CHECK(curve.bins.size() == 31);
  for (std::size_t i = 1; i < curve.bins.size(); ++i) CHECK(curve.bins[i].x > curve.bins[i - 1].x);
}

TEST_CASE("lines that come twice or late are counted, not drawn") {
  const Log log = LogOf(LossLine(0, 0, 5, 0) + LossLine(0, 50, 4, 0) + LossLine(0, 100, 3, 0), "chat_trainer");
  CHECK(log.runs.at(0).duplicates == 0);
  std::string jsonl;
  for (const int step : {10, 20, 30, 40, 30, 50, 40, 60})
    jsonl += fmt::format("{{\"current_steps\": {}, \"loss\": {}}}\n", step, 3 - step / 100.0);
  const Log twice = LogOf(jsonl, "llamafactory");
  REQUIRE(twice.runs.size() == 1);
  const Curve curve = CurveIn(twice.runs[0], "train/loss");
  CHECK(curve.points == 8);
  CHECK(curve.bins.size() == 6);
  CHECK(twice.runs[0].duplicates == 2);
}

TEST_CASE("a relaunch that goes on is the same run, with what it printed before its first loss") {
  const std::string state = std::string(kStamp) + "training state: epoch:0, step:550, lr:1e-05, grad_norm:0.5\n";
  const Log log = LogOf(StartLine(false) + Falling(0, 0, 500, 5) + StartLine(false) + state + Falling(0, 550, 900, 5));
  REQUIRE(log.runs.size() == 1);
  CHECK(log.runs[0].resumes.size() == 1);
  CHECK(CurveIn(log.runs[0], "train/loss").bins.size() == 19);
  CHECK(CurveIn(log.runs[0], "train/lr").points == 1);
}

TEST_CASE("the BLEU after a skipped evaluation is not a measurement") {
  const Log log =
      LogOf(Falling(0, 0, 200, 5) + EpochLine(0, 4.9, 0.03) + Falling(1, 0, 200, 4) + kStamp +
            "Skipping evaluate at epoch 1 (will eval at even epochs and last epoch)\n" + EpochLine(1, 3.9, 0.0));
  const Curve bleu = CurveIn(log.runs.at(0), "eval/bleu");
  CHECK(bleu.points == 1);
  CHECK(bleu.last == 0.03);
  CHECK(log.runs[0].skipped_evaluations == 1);
}

TEST_CASE("non-finite losses are tallied with their place") {
  const Log log = LogOf(Falling(0, 0, 200, 5) + LossLine(0, 250, "nan") + LossLine(0, 300, "inf"));
  const Curve curve = CurveIn(log.runs.at(0), "train/loss");
  CHECK(curve.nonfinite == 2);
  CHECK(curve.nonfinite_tail == 2);
  CHECK(curve.nonfinite_line == 6);
  CHECK(curve.bins.size() == 5);
}

TEST_CASE("an epoch's mean stands for the loss when no step is logged") {
  const Log log = LogOf(EpochLine(0, 4.9, 0.03) + EpochLine(1, 4.2, 0.05));
  CHECK(CurveIn(log.runs.at(0), "train/loss").points == 2);
}

TEST_CASE("facts of the header belong to the run") {
  const Log log = LogOf(
      StartLine(false) + kStamp +
      "train dataset size: 80000, steps per epoch:1666; validation dataset size: 10000, steps per validation: 208;\n" +
      Falling(0, 0, 100, 5));
  const Run& run = log.runs.at(0);
  CHECK(run.facts.at(*BuiltIn().metrics.Find("position/rows")) == 80000);
  CHECK(run.facts.at(*BuiltIn().metrics.Find("position/steps-per-epoch")) == 1666);
  CHECK(run.facts.at(*BuiltIn().metrics.Find("run/finetune")) == 1);
}

TEST_CASE("a long log whose format is a guess is read whole") {
  std::string text;
  for (int step = 0; step < 200000; ++step)
    text += fmt::format("[worker] step {} loss: {} lr: 0.0001\n", step, 5 - 1e-5 * step);
  const Log log = LogOf(text, "");
  CHECK(log.format->guess);
  CHECK(CurveIn(log.runs.at(0), "train/loss").points == 200000);
}

TEST_CASE("where each epoch began is remembered, also across a resume") {
  const Log log = LogOf(Falling(0, 0, 500, 5) + Falling(1, 0, 500, 4) + Falling(2, 0, 300, 3) + StartLine(true) +
                        Falling(1, 200, 500, 4) + Falling(2, 0, 500, 3));
  REQUIRE(log.runs.size() == 1);
  const std::vector<EpochMark>& marks = log.runs[0].epochs;
  REQUIRE(marks.size() == 3);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    CHECK(marks[i].epoch == static_cast<double>(i));
    if (i > 0) CHECK(marks[i].x > marks[i - 1].x);
  }
}

TEST_CASE("epochs printed as fractions are thinned, and still rise with x") {
  std::string text;
  for (int step = 1; step <= 9000; ++step)
    text += fmt::format("{{'loss': 2.5, 'learning_rate': 1e-05, 'epoch': {:.4f}}}\n", step / 3000.0);
  const Log log = LogOf(text, "hf_trainer");
  const std::vector<EpochMark>& marks = log.runs.at(0).epochs;
  REQUIRE(marks.size() > 500);
  CHECK(marks.size() < 2048);
  CHECK(marks.back().epoch > 2.99);
  for (const EpochMark& mark : marks) CHECK(std::abs(mark.epoch - mark.x / 3000) < 0.01);
}

TEST_CASE("threads and block boundaries change nothing") {
  std::string text = StartLine(false);
  for (int epoch = 0; epoch < 3; ++epoch) {
    for (int step = 0; step < 1000000; step += 50) text += LossLine(epoch, step, 5 - 1e-6 * step + 0.01 * (step % 7));
  }
  const Log one = LogOf(text, "chat_trainer", 1), four = LogOf(text, "chat_trainer", 4);
  CHECK(one.counts.lines == four.counts.lines);
  CHECK(one.counts.recognized == 60001);
  const Curve a = CurveIn(one.runs.at(0), "train/loss"), b = CurveIn(four.runs.at(0), "train/loss");
  REQUIRE(a.bins.size() == b.bins.size());
  CHECK(a.bins.size() <= kMostBins);
  for (std::size_t i = 0; i < a.bins.size(); ++i) {
    CHECK(a.bins[i].y == b.bins[i].y);
    CHECK(a.bins[i].line == b.bins[i].line);
  }
}

}  // namespace
}  // namespace sftdoctor
