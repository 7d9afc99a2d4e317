// Writes logs in the format of chat_trainer (ChatLM-mini-Chinese): header, a line a rank and logged step, epoch lines.
#pragma once

#include <cstdint>
#include <string>

#include "made_up.h"

namespace samples {

/// Expected loss of a rank at a micro-step counted over the whole run. NaN is printed as such.
using Shape = double (*)(double step, int rank);

/// How a run is set up; the arithmetic of the log (steps per epoch, pace) follows from it.
struct Setup {
  std::int64_t start = 0;  ///< seconds since 1970, printed as local time
  int rows = 80000;
  int batch_per_gpu = 24;
  int ranks = 2;
  int epochs = 5;
  int logging_steps = 50;
  double seconds_per_step = 1.9;
  double evaluation_seconds = 300;
  bool exact_means = false;  ///< the scatter of each epoch is centred, so that avg_loss is the mean of the shape
  bool fork = false;         ///< spelling of a fork: blank after "device:", curr_bleu4, numpy values

  int StepsPerEpoch() const { return rows / (batch_per_gpu * ranks); }
};

class ChatTrainerLog {
 public:
  ChatTrainerLog(const Setup& setup, Shape loss, double noise, std::uint64_t seed);

  /// The lines that a start of the trainer prints.
  void Header(bool keep_training = false);
  /// Logged steps of an epoch from one micro-step up to, without, another (0: the end of the epoch).
  void Train(int epoch, int from = 0, int to = 0);
  /// The end of an epoch with an evaluation.
  void Evaluated(int epoch, double bleu);
  /// The end of an odd epoch, which is not evaluated.
  void Skipped(int epoch);
  /// A whole epoch: trained, and evaluated or, with a negative BLEU, skipped.
  void Epoch(int epoch, double bleu);
  void Test(double bleu);
  /// Text that is not the logger's own, such as a traceback.
  void Foreign(const std::string& text) { text_ += text; }
  /// Lets time pass; the program may be down meanwhile.
  void Wait(double seconds) { now_ += seconds; }
  /// The program starts anew: averages and the best score are forgotten, also when it resumes.
  void Restart(const Setup& setup);
  /// Takes the last bytes back: the process died, or is still writing.
  void CutLast(std::size_t bytes) { text_.resize(text_.size() - bytes); }

  const std::string& text() const { return text_; }

 private:
  void Line(const std::string& message);
  void EpochLine(int epoch, double bleu);
  std::string Bleu(double value, bool measured) const;

  Setup setup_;
  Shape loss_;
  double noise_;  ///< of one rank's micro-batch, as a share of the loss
  Random random_;
  double now_;
  std::string text_;
  double sum_ = 0;  ///< of the losses logged in this epoch
  int count_ = 0;
  double best_bleu_ = 0;
  int best_epoch_ = 0;
};

}  // namespace samples
