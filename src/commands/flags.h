// Flags beat settings: one place that says which flag stands for which setting.
#pragma once

#include "commands/options.h"
#include "settings/settings.h"

namespace sftdoctor {

/// Lays the flags that were given over the settings: those of the options that a command has.
template <typename Options>
void GiveFlags(const Options& options, Settings& settings) {
  const auto give = [](const auto& given, auto& setting, const char* flag) {
    if constexpr (requires { *given; }) {
      if (given) setting.Give(*given, flag);
    } else {
      if (!given.empty()) setting.Give(given, flag);
    }
  };
  if constexpr (requires { options.target_loss; }) {
    give(options.target_loss, settings.target_loss, "--target-loss");
    give(options.target_bleu, settings.target_bleu, "--target-bleu");
    give(options.planned_epochs, settings.planned_epochs, "--planned-epochs");
  }
  if constexpr (requires { options.rows; }) {
    give(options.rows, settings.rows, "--rows");
    give(options.ranks, settings.ranks, "--ranks");
  }
  if constexpr (requires { options.pretrain_lr; }) give(options.pretrain_lr, settings.pretrain_lr, "--pretrain-lr");
  if constexpr (requires { options.select; }) {
    give(options.select, settings.select, "--select");
    give(options.ignore, settings.ignore, "--ignore");
  }
  if constexpr (requires { options.exclude; }) give(options.exclude, settings.exclude, "--exclude");
  if constexpr (requires { options.fail_on; }) give(options.fail_on, settings.fail_on, "--fail-on");
}

}  // namespace sftdoctor
