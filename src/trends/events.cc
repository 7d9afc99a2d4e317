#include "trends/events.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "trends/changes.h"
#include "trends/monotone.h"
#include "trends/oscillation.h"
#include "trends/robust.h"
#include "trends/spikes.h"

namespace sftdoctor {
namespace {

constexpr double kChangeShare = 0.01;  // of the level: below, a "change" of a very smooth curve changes nothing

// What a fall and a later rise leave over, relative to the level at each place: noise and swings grow with the loss,
// and early ones of a curve that falls from 10 to 0.1 must not count against 0.1.
std::vector<double> RelativeRest(const Sketch& s, const std::vector<double>& values) {
  const auto part = std::span(values).subspan(s.startup);
  std::vector<double> rest = FallThenRise(part, s.best > s.startup ? s.best - s.startup : 0);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    rest[i] = Ratio(part[i] - rest[i], std::max(std::abs(rest[i]), s.least_level));
  }
  return rest;
}

}  // namespace

void TellSpikes(const Sketch& s, const Teller& t) {
  if (s.size() < 5 || s.unit <= 0) return;
  SpikeLimits limits;
  limits.startup = std::min(std::max<std::size_t>(3, s.size() / 100), s.size() / 4);
  limits.noise = s.unit;
  limits.noise_floor = s.least_unit;
  limits.least_level = s.least_level;
  const std::vector<Spike> spikes = FindSpikes(s.worse_high, s.worse, limits);
  t.Tell("spikes", static_cast<double>(spikes.size()));
  if (spikes.empty()) return;
  const Spike& tallest = *std::max_element(spikes.begin(), spikes.end(),
                                           [](const Spike& a, const Spike& b) { return a.height < b.height; });
  t.Tell("spike_sigma", tallest.sigma, tallest.at);
  t.Tell("spike_share", Ratio(tallest.height, std::abs(tallest.before)), tallest.at);
  if (tallest.recovery) {
    t.Tell("spike_recovery", static_cast<double>(*tallest.recovery * t.curve().bin_size), tallest.at);
  }
  t.Tell("spike_open", spikes.back().recovery ? 0 : 1, spikes.back().at);
}

void TellChanges(const Sketch& s, const Fit& fit, const Teller& t) {
  if (s.size() < 10) return;
  const auto part = [&](const std::vector<double>& all) { return std::span(all).subspan(s.startup); };
  const std::vector<LevelChange> changes =
      FindChanges(fit.Residuals(part(s.x), part(s.y)), std::max(2 * s.unit, kChangeShare * s.floor));
  t.Tell("change_points", static_cast<double>(changes.size()));
  if (changes.empty()) return;
  const LevelChange& largest = *std::max_element(
      changes.begin(), changes.end(),
      [](const LevelChange& a, const LevelChange& b) { return std::abs(a.shift) < std::abs(b.shift); });
  t.Tell("shift", largest.shift / s.unit, s.startup + largest.at);
}

void TellSwing(const Sketch& s, const Teller& t) {
  if (s.size() < 20 || s.least_level <= 0) return;
  const std::vector<double> slow = RelativeRest(s, s.worse_smooth);
  t.Tell("wander", Quantile(slow, 0.95) - Quantile(slow, 0.05));
  WaveLimits limits;
  limits.least = 6 * s.blur;
  limits.least_level = s.least_level;
  const Waves waves = CountWaves(std::span(s.worse_smooth).subspan(s.startup), limits);
  t.Tell("waves", static_cast<double>(waves.count));
  t.Tell("wave_height", waves.height);

  std::vector<double> rough = RelativeRest(s, s.worse);
  const double sigma = RobustSigma(rough, 0), reach = 4 * sigma;
  for (double& value : rough) value = std::clamp(value, -reach, reach);  // a spike has every frequency
  const std::optional<Swing> swing = FindSwing(rough);
  if (!swing) return;
  t.Tell("swing_p", swing->p);
  t.Tell("swing_period", swing->period);
  t.Tell("swing_cycles", swing->cycles);
  t.Tell("swing_amplitude", swing->amplitude);
  t.Tell("swing_sigma", Ratio(swing->amplitude, sigma));
}

}  // namespace sftdoctor
