// Writes what the Hugging Face Trainer leaves behind: its console output, and trainer_state.json.
#pragma once

#include <cstdint>
#include <string>

namespace samples {

/// Expected loss at an optimizer step.
using StepShape = double (*)(double step);

struct HuggingFaceRun {
  StepShape train = nullptr;
  StepShape eval = nullptr;
  int steps = 0;
  int epochs = 0;
  int logging_steps = 0;
  int eval_steps = 0;
  double learning_rate = 2e-5;
  double noise = 0.03;  ///< of a logged loss, as a share of it
  std::uint64_t seed = 1;
};

/// Standard output and standard error in one file, as `python train.py > train.log 2>&1` has it: each dict is glued
/// behind a frame of the progress bar.
std::string HuggingFaceConsole(const HuggingFaceRun& run);

/// trainer_state.json as Trainer.save_state() writes it: keys in order, two blanks of indent.
std::string HuggingFaceState(const HuggingFaceRun& run);

}  // namespace samples
