#include "hugging_face_log.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "made_up.h"

namespace samples {
namespace {

constexpr double kSecondsPerStep = 2.9;

/// Linear: up over the first 5 % of the steps, then down to nothing.
double LearningRate(const HuggingFaceRun& run, int step) {
  const double done = static_cast<double>(step) / run.steps;
  return run.learning_rate * (done < 0.05 ? done / 0.05 : (1 - done) / 0.95);
}

struct Row {
  int step = 0;
  bool eval = false;
  double loss = 0, grad_norm = 0, learning_rate = 0, epoch = 0;
};

std::vector<Row> History(const HuggingFaceRun& run) {
  Random random(run.seed);
  std::vector<Row> rows;
  for (int step = run.logging_steps; step <= run.steps; step += run.logging_steps) {
    const double epoch = static_cast<double>(step) * run.epochs / run.steps;
    rows.push_back({step, false, Rounded(run.train(step) * (1 + run.noise * random.Scatter()), 4),
                    0.9 + 0.12 * random.Scatter(), LearningRate(run, step), epoch});
    if (step % run.eval_steps != 0) continue;
    // An evaluation averages over many batches: a tenth of the scatter.
    rows.push_back({step, true, run.eval(step) * (1 + 0.1 * run.noise * random.Scatter()), 0, 0, epoch});
  }
  return rows;
}

std::string Clock(double seconds) {
  const int whole = static_cast<int>(seconds);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{:02}:{:02}", whole / 60, whole % 60);
}

/// A frame of tqdm's bar: ten cells, the last one in eighths.
std::string Bar(int step, int steps) {
  static constexpr std::array<const char*, 8> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int eighths = static_cast<int>(80.0 * step / steps);
  std::string cells;
  for (int i = 0; i < eighths / 8; ++i) cells += "█";
  cells += kEighths[static_cast<std::size_t>(eighths % 8)];
  cells += std::string(static_cast<std::size_t>(10 - eighths / 8 - (eighths % 8 > 0 ? 1 : 0)), ' ');
  return fmt::format("\r{:3}%|{}| {}/{} [{}<{}, {:5.2f}s/it]", 100 * step / steps, cells, step, steps,
                     Clock(step * kSecondsPerStep), Clock((steps - step) * kSecondsPerStep), kSecondsPerStep);
}

}  // namespace

std::string HuggingFaceConsole(const HuggingFaceRun& run) {
  std::string out = Bar(0, run.steps);
  for (const Row& row : History(run)) {
    if (row.eval) {
      out += fmt::format(
          "\r{:>40}\r{{'eval_loss': {}, 'eval_runtime': 21.4173, 'eval_samples_per_second': 46.69, "
          "'eval_steps_per_second': 5.836, 'epoch': {}}}\n",
          "", PythonItem(row.loss), PythonNumber(Rounded(row.epoch, 2)));
    } else {
      out += Bar(row.step - 1, run.steps) + Bar(row.step, run.steps);
      out +=
          fmt::format("{{'loss': {}, 'grad_norm': {}, 'learning_rate': {}, 'epoch': {}}}\n", PythonNumber(row.loss),
                      PythonItem(row.grad_norm), PythonNumber(row.learning_rate), PythonNumber(Rounded(row.epoch, 2)));
    }
  }
  out += fmt::format(
      "{{'train_runtime': {}, 'train_samples_per_second': 11.034, 'train_steps_per_second': 0.345, 'train_loss': "
      "1.2407, 'epoch': {}}}\n",
      PythonNumber(Rounded(run.steps * kSecondsPerStep, 4)), PythonNumber(run.epochs));
  return out + Bar(run.steps, run.steps) + "\n";
}

std::string HuggingFaceState(const HuggingFaceRun& run) {
  std::string rows;
  double best = 1e9;
  int best_step = 0;
  for (const Row& row : History(run)) {
    rows += rows.empty() ? "    {\n" : ",\n    {\n";
    rows += fmt::format("      \"epoch\": {},\n", PythonNumber(Rounded(row.epoch, 2)));
    if (row.eval) {
      rows += fmt::format("      \"eval_loss\": {},\n      \"eval_runtime\": 18.2651,\n", PythonItem(row.loss));
      rows += "      \"eval_samples_per_second\": 54.75,\n      \"eval_steps_per_second\": 6.844,\n";
      if (row.loss < best) best = row.loss, best_step = row.step;
    } else {
      rows += fmt::format("      \"grad_norm\": {},\n      \"learning_rate\": {},\n      \"loss\": {},\n",
                          PythonItem(row.grad_norm), PythonNumber(row.learning_rate), PythonNumber(row.loss));
    }
    rows += fmt::format("      \"step\": {}\n    }}", row.step);
  }
  std::string out = fmt::format("{{\n  \"best_metric\": {},\n", PythonItem(best));
  out += fmt::format("  \"best_model_checkpoint\": \"output/checkpoint-{}\",\n", best_step);
  out += fmt::format("  \"epoch\": {},\n  \"eval_steps\": {},\n", PythonNumber(run.epochs), run.eval_steps);
  out += fmt::format("  \"global_step\": {},\n  \"is_hyper_param_search\": false,\n", run.steps);
  out += "  \"is_local_process_zero\": true,\n  \"is_world_process_zero\": true,\n";
  out += "  \"log_history\": [\n" + rows + "\n  ],\n";
  out += fmt::format("  \"logging_steps\": {},\n  \"max_steps\": {},\n  \"num_input_tokens_seen\": 0,\n",
                     run.logging_steps, run.steps);
  out += fmt::format("  \"num_train_epochs\": {},\n  \"save_steps\": {},\n", run.epochs, run.eval_steps);
  return out +
         "  \"total_flos\": 2.1874093768704e+16,\n  \"train_batch_size\": 8,\n  \"trial_name\": null,\n"
         "  \"trial_params\": null\n}\n";
}

}  // namespace samples
