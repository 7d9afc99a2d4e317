// What the user wants of a run and knows beyond its log.
#pragma once

#include <optional>
#include <vector>

namespace sftdoctor {

/// The course of a healthy finetune as upper limits of its loss, in nats per token. The numbers here are what the first
/// case's owner expects of a small T5 on Chinese question-answer pairs; the settings can hold other ones.
struct Envelope {
  struct Limit {
    double at, loss;
  };
  std::vector<Limit> steps = {{50, 4.0}, {100, 3.5}, {200, 2.8}, {400, 2.2}};  ///< at micro-steps of the first epoch
  std::vector<Limit> epochs = {{1, 2.5}, {2, 1.8}, {5, 1.2}};  ///< epoch means, from this epoch (counted from 1) on
  bool own = false;  ///< set by the user: holds whatever trainer wrote the log
};

struct Goals {
  double target_loss = 1.5;   ///< nats per token; the first case's own aim
  double target_bleu = 0.15;  ///< fraction
  std::optional<double> planned_epochs;
  Envelope envelope;
  std::optional<double> config_epochs = {};  ///< what the configuration says; counts where the log says nothing
};

}  // namespace sftdoctor
