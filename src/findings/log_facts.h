// What a log tells about the run that its configuration does not: rows, ranks, steps.
#pragma once

#include "config/schedule.h"
#include "runs/read_log.h"

namespace sftdoctor {

/// The facts that were given, and those that the log tells beside them. chat_trainer prints `steps per epoch` = rows //
/// (ranks x batch), so the log tells ranks x batch, and with the config's batch the ranks.
Facts FactsOf(const Run& run, const Metrics& metrics, const TrainingConfig& config, Facts given);

}  // namespace sftdoctor
