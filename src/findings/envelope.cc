#include "findings/envelope.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sftdoctor {
namespace {

/// For the mean loss of an epoch counted from 1; nothing before the first limit.
std::optional<double> EpochLimit(const Envelope& envelope, double epoch) {
  std::optional<double> limit;
  for (const Envelope::Limit& from : envelope.epochs) {
    if (from.at <= epoch) limit = from.loss;
  }
  return limit;
}

/// Median of the bins whose x lies within a quarter of `x`; nothing when there is none.
std::optional<double> LevelAround(const Curve& curve, double x) {
  std::vector<double> near;
  for (const Bin& bin : curve.bins) {
    if (std::abs(bin.x - x) <= x / 4) near.push_back(bin.y);
  }
  if (near.empty()) return std::nullopt;
  std::nth_element(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(near.size() / 2), near.end());
  return near[near.size() / 2];
}

}  // namespace

void SetEnvelope(Observation& observation, const Run& run, const Curve& epoch_means, const Envelope& envelope) {
  double worst = -HUGE_VAL;
  Features& features = observation.features;
  const auto consider = [&](double observed, double limit, double epoch, double step, std::uint64_t line) {
    if (observed - limit <= worst) return;
    worst = observed - limit;
    features.Set("envelope.excess", worst, line);
    features.Set("envelope.observed", observed);
    features.Set("envelope.limit", limit);
    features.Set("envelope.epoch", epoch);
    features.Set("envelope.step", step);
  };
  if (run.counts_steps) {
    for (const Envelope::Limit& limit : envelope.steps) {
      if (const auto level = LevelAround(observation.loss, limit.at))
        consider(*level, limit.loss, 1, limit.at, kNoLine);
    }
  }
  for (std::size_t i = 0; i < epoch_means.bins.size(); ++i) {
    const double epoch = static_cast<double>(i + 1);
    if (const auto limit = EpochLimit(envelope, epoch))
      consider(epoch_means.bins[i].y, *limit, epoch, 0, epoch_means.bins[i].line);
  }
}

}  // namespace sftdoctor
