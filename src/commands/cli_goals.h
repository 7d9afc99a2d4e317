// Options of the commands that judge runs: what a run should reach, and how it was set up.
#pragma once

#include <CLI/CLI.hpp>

namespace sftdoctor {

/// The configuration of a run, and what it does not say itself.
template <typename Options>
void AddConfig(CLI::App& app, Options& options) {
  CLI::Option* config =
      app.add_option("--config", options.config, "The run's configuration: judged as well, and together with the log")
          ->type_name("CONFIG[:CLASS]");
  app.add_option("--rows", options.rows, "Training rows (default: what the log says)")
      ->check(CLI::PositiveNumber)
      ->needs(config);
  app.add_option("--ranks", options.ranks, "Processes that train (default: what the log says)")
      ->check(CLI::PositiveNumber)
      ->needs(config);
  app.add_option("--pretrain-lr", options.pretrain_lr, "Peak learning rate of the pretraining (default 1e-4)")
      ->check(CLI::PositiveNumber)
      ->needs(config);
  app.add_flag("--no-filesystem", options.no_filesystem, "Do not look at the files that the configuration names")
      ->needs(config);
}

template <typename Options>
void AddGoals(CLI::App& app, Options& options) {
  app.add_option("--target-loss", options.target_loss, "Loss that the run should reach, nats per token (default 1.5)")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--target-bleu", options.target_bleu, "BLEU that the run should reach, as a fraction (default 0.15)")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--planned-epochs", options.planned_epochs, "Epochs the run is meant to take, for the forecast")
      ->check(CLI::PositiveNumber);
  AddConfig(app, options);
}

}  // namespace sftdoctor
