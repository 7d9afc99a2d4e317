// The boundary between runs and everything that judges them: what one training run printed.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "catalog/format.h"
#include "runs/series.h"

namespace sftdoctor {

/// How often an event was printed, and where first.
struct EventTally {
  std::uint64_t count = 0;
  std::uint64_t first_line = 0;
  std::uint64_t last_line = 0;
};

/// A step back inside the run that went on from an earlier checkpoint; the curve is stitched there.
struct Resume {
  std::uint64_t line = 0;
  double step = 0;  ///< as printed; NaN when the log prints none
};

/// What one rank printed of the judged loss.
struct RankTally {
  std::string name;
  std::uint64_t points = 0;
  double last_x = 0;
  double difference = 0;  ///< sum of (own value - mean of the ranks) over the steps that several ranks printed
  std::uint64_t compared = 0;
};

/// Where on the axis an epoch, as printed, was first seen.
struct EpochMark {
  double epoch = 0;
  double x = 0;
};

/// What one epoch of a run printed. It is over once another one follows.
struct EpochTally {
  double epoch = 0;  ///< as printed; of a log that prints fractions, the number of whole epochs when it is over
  std::uint64_t first_line = 0, last_line = 0;
  double last_step = 0;  ///< as printed; NaN when the log prints none
  double first_x = 0, last_x = 0;
  double loss_sum = 0;  ///< of the finite training losses
  std::uint64_t losses = 0;
  double printed_loss = 0, eval_loss = 0, bleu = 0, rate = 0;  ///< the last ones; NaN when none was printed
};

/// Epochs that a run remembers, the latest.
inline constexpr std::size_t kMostEpochTallies = 256;

/// One training run of one log. Series and positions are as printed; `x` of the curves is the run's monotone step axis.
struct Run {
  std::size_t id = 0;                           ///< from 1 within its log
  std::uint64_t first_line = 0, last_line = 0;  ///< lines of its first and last record
  double started = 0, ended = 0;                ///< seconds since 1970; NaN when the log prints no time
  std::vector<Series> series;                   ///< in order of first appearance
  std::map<MetricId, double> facts;             ///< last value of rows, total steps, and other constants of the run
  std::array<EventTally, kEvents> events{};
  std::vector<Resume> resumes;
  std::vector<RankTally> ranks;
  std::vector<EpochTally> tallies;    ///< at most kMostEpochTallies; empty when the log prints no epochs
  double longest_pause = 0;           ///< seconds between the times of neighbouring records
  std::uint64_t records = 0;          ///< records with a position or a value
  std::uint64_t driving = 0;          ///< records with a training loss (or, without any, an evaluation)
  std::uint64_t after_last_loss = 0;  ///< records of training steps after the last training loss
  std::uint64_t duplicates = 0;       ///< points printed again for a step already seen, or late; not in the curves
  std::uint64_t skipped_evaluations = 0;
  double first_epoch = 0, last_epoch = 0;  ///< NaN when the log prints none
  std::vector<EpochMark> epochs;           ///< epoch and x rise; thinned where epochs are printed as fractions
  double first_step = 0, last_step = 0;    ///< as printed
  double last_x = 0;
  bool counts_steps = false;  ///< x counts steps; otherwise it only counts records

  const Series* Find(MetricId metric) const;
  const EventTally& event(Event event) const { return events[static_cast<std::size_t>(event)]; }
};

}  // namespace sftdoctor
