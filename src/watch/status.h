// The numbers of one line about a run: where it stands and where it is going.
#pragma once

#include <limits>

namespace sftdoctor {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// NaN for what is not known. Losses are in the unit of the observation (nats where the log's unit is known).
struct RunStatus {
  double epoch = kUnknown, step = kUnknown;  ///< as printed
  double loss = kUnknown;                    ///< judged: mean of the epoch at the end of one, else the level
  double eval_loss = kUnknown;               ///< latest
  double bleu = kUnknown;                    ///< latest, as a fraction
  double rate = kUnknown;                    ///< learning rate, latest
  double slope = kUnknown;                   ///< change of the loss in an epoch, over the last half of the run
  double slope_low = kUnknown, slope_high = kUnknown;  ///< its 95 % band
  double steps_per_second = kUnknown;
  double seconds_left = kUnknown;                            ///< to the planned end
  double done = kUnknown;                                    ///< share of the plan, 0..1
  double forecast = kUnknown;                                ///< of the loss at the planned end
  double forecast_low = kUnknown, forecast_high = kUnknown;  ///< its 95 % band
};

}  // namespace sftdoctor
