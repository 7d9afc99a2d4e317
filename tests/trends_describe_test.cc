#include <doctest/doctest.h>

#include "tests/support/oracle.h"
#include "tests/support/series.h"
#include "trends/describe.h"

namespace sftdoctor {
namespace {

Features Of(const Series& values, const Aim& aim = {}, Direction better = Direction::kLow) {
  Features features;
  Describe("loss", CurveOf(values), aim, better, features);
  return features;
}

// Value of a feature that must be there.
double At(const Features& features, const char* name) {
  const auto value = features.Value(std::string("loss.") + name);
  REQUIRE_MESSAGE(value, name);
  return *value;
}

bool Has(const Features& features, const char* name) { return features.Find(std::string("loss.") + name) != nullptr; }

Series Decay(std::size_t count, double noise, std::uint64_t seed = 1) {
  return Noisy(
      count, noise, [](double u) { return 2 + 5 * std::exp(-6 * u); }, seed);
}

}  // namespace

TEST_CASE("Any number of bins is described without a NaN") {
  for (const double level : {0.0, 3.0, -2.0, 1e12, 1e-4}) {
    for (const std::size_t n : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 9u, 10u, 15u, 20u, 21u, 64u, 1023u, 1024u}) {
      for (const double noise : {0.0, 0.3 * level}) {
        for (const Direction better : {Direction::kLow, Direction::kHigh}) {
          const Features features = Of(Flat(n, level, noise, n + 1), {{20.0 * static_cast<double>(n)}, {1.5}}, better);
          CHECK(At(features, "points") == static_cast<double>(n));
          for (const auto& entry : features.all()) {
            const Feature& feature = entry.second;
            CHECK_MESSAGE(std::isfinite(feature.value), entry.first);
            CHECK_MESSAGE((feature.line == kNoLine || feature.line < 100 * n), entry.first);
          }
        }
      }
    }
  }
}

TEST_CASE("Levels are medians of the ends and the best of the running median") {
  const Series values = Decay(200, 0.1);
  const Features f = Of(values);
  CHECK(At(f, "first") == values.front());
  CHECK(At(f, "last") == values.back());
  CHECK(At(f, "start") == doctest::Approx(oracle::Median({values.begin(), values.begin() + 10})));
  CHECK(At(f, "level") == doctest::Approx(oracle::Median({values.end() - 20, values.end()})));
  const Series smooth = oracle::RunningMedian(values, 11);
  const auto best = std::min_element(smooth.begin(), smooth.end());
  CHECK(At(f, "best") == doctest::Approx(*best));
  CHECK(f.Find("loss.best")->line == static_cast<std::uint64_t>(100 * (best - smooth.begin())));
  CHECK(At(f, "noise") == doctest::Approx(0.1).epsilon(0.2));
  CHECK(At(f, "fall_sigma") == doctest::Approx(At(f, "fall") / At(f, "noise")));
}

TEST_CASE("A noisy fall is healthy in every respect") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Features f = Of(Decay(400, 0.3, seed));
    CHECK(At(f, "trend_z") < -10);
    CHECK(At(f, "change_high") < 0);
    CHECK(At(f, "stuck_share") < 0.5);
    CHECK(At(f, "rise_sigma") < 1);
    CHECK(At(f, "spikes") == 0);
    CHECK(At(f, "waves") == 0);
    CHECK(At(f, "change_points") == 0);
    CHECK_FALSE((At(f, "swing_p") < 1e-3 && At(f, "swing_amplitude") > 0.15));
    CHECK(At(f, "fit_kind") == 2);
  }
}

TEST_CASE("Flat noise has no trend and is stuck") {
  int significant = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Features f = Of(RedNoise(300, 4.8, 0.15, 0.8, seed));
    significant += std::abs(At(f, "trend_z")) > 1.96;
    CHECK(At(f, "change_low") <= At(f, "change_high"));
  }
  CHECK(significant <= 5);  // 5 % and a little
  const Features f = Of(Flat(400, 4.8, 0.15));
  CHECK(At(f, "stuck_robust_share") > 0.6);
  CHECK(At(f, "plateau_share") > 0.9);
}

TEST_CASE("A fall that turns into a rise") {
  const Features f = Of(Noisy(200, 0.05, [](double u) { return u < 0.4 ? 4 - 4 * u : 2.4 + 3 * (u - 0.4); }));
  CHECK(At(f, "rise") == doctest::Approx(1.65).epsilon(0.1));
  CHECK(At(f, "rise_z") > 3);
  CHECK(At(f, "rise_sigma") > 10);
  CHECK(At(f, "best_at") == doctest::Approx(0.4).epsilon(0.1));
  CHECK(At(f, "rise_span") == doctest::Approx(1 - At(f, "best_at")));
  CHECK(At(f, "rise_of_fall") > 1);
  CHECK(At(f, "end_over_best") > 1.6);
  CHECK(At(f, "waves") == 0);  // one rise is a divergence, not a swing
}

TEST_CASE("For BLEU, rise is loss of the best value and stuck is no increase") {
  const Series up = Noisy(40, 0.002, [](double u) { return 0.2 * u; });
  const Features good = Of(up, {}, Direction::kHigh);
  CHECK(At(good, "rise_sigma") < 2);
  CHECK(At(good, "trend_z") > 3);  // signs of changes stay those of the values
  CHECK(At(good, "fall") < 0);
  CHECK(At(good, "stuck_share") < 0.3);
  const Features bad =
      Of(Noisy(40, 0.002, [](double u) { return 0.2 - 0.15 * std::max(0.0, u - 0.3); }), {}, Direction::kHigh);
  CHECK(At(bad, "rise") == doctest::Approx(0.1).epsilon(0.2));
  CHECK(At(bad, "rise_z") > 3);
  CHECK(At(bad, "stuck_share") > 0.6);
}

TEST_CASE("Swings: a sine, blocks of data, but not a staircase of epochs") {
  const auto sine = [](double u) { return 3 + 0.5 * std::sin(2 * std::numbers::pi * 10 * u); };
  const Features s = Of(Noisy(400, 0.1, sine));
  CHECK(At(s, "swing_p") < 1e-6);
  CHECK(At(s, "swing_amplitude") > 0.2);
  CHECK(At(s, "swing_cycles") == doctest::Approx(10).epsilon(0.1));
  CHECK(At(s, "waves") >= 8);
  const Features blocks = Of(Noisy(600, 0.01, [](double u) { return std::fmod(u, 0.27) < 0.15 ? 2.8 : 2.1; }));
  CHECK(At(blocks, "waves") >= 2);
  CHECK(At(blocks, "wave_height") > 0.25);
  CHECK(At(blocks, "wander") > 0.15);
  const Features stairs = Of(Noisy(600, 0.03, [](double u) {
    const double epoch = std::floor(6 * u);
    return 2 * std::pow(0.6, epoch) * (1 + 0.08 * (6 * u - epoch));
  }));
  CHECK(At(stairs, "waves") == 0);
  CHECK_FALSE((At(stairs, "swing_p") < 1e-3 && At(stairs, "swing_amplitude") > 0.15));
}

TEST_CASE("Spikes and explosions") {
  Series values = Flat(200, 3, 0.05);
  values[150] = 12;
  const Features spike = Of(values);
  CHECK(At(spike, "spikes") == 1);
  CHECK(At(spike, "spike_share") == doctest::Approx(3).epsilon(0.05));
  CHECK(At(spike, "spike_recovery") == 1);
  CHECK(At(spike, "spike_open") == 0);
  CHECK(spike.Find("loss.spike_sigma")->line == 15000);
  for (std::size_t i = 20; i < 200; ++i) values[i] = 6e11;
  const Features explosion = Of(values);
  CHECK(At(explosion, "spike_open") == 1);
  CHECK_FALSE(Has(explosion, "spike_recovery"));
  CHECK(At(explosion, "rise_share") > 1e9);
}

TEST_CASE("A thinned curve counts in records and in the noise of single points") {
  Curve curve = CurveOf(Flat(300, 3, 0.02));
  curve.bin_size = 8;
  curve.points = 2400;
  curve.group_noise = 0.1;
  Random random(9);
  for (Bin& bin : curve.bins) bin.high = bin.y + 0.15 + 0.03 * random.Normal();
  curve.bins[200].high = 9;
  Features f;
  Describe("loss", curve, {}, Direction::kLow, f);
  CHECK(At(f, "noise") == 0.1);
  CHECK(At(f, "spikes") == 1);
  CHECK(At(f, "spike_recovery") == 8);
}

TEST_CASE("The forecast reaches a target or does not") {
  const Series values = Noisy(200, 0.02, [](double u) { return 1 + 3 * std::exp(-2 * u); });
  const Features f = Of(values, {4000.0, 1.2});
  CHECK(At(f, "forecast") == doctest::Approx(1.055).epsilon(0.05));
  CHECK(At(f, "forecast_low") < At(f, "forecast"));
  CHECK(At(f, "reach_share") == doctest::Approx(0.677).epsilon(0.1));
  CHECK_FALSE(Has(Of(values, {4000.0, 0.5}), "reach_share"));
  CHECK_FALSE(Has(Of(values), "forecast"));
  CHECK(At(Of(values, {4000.0, 2.0}), "reach_share") < 0.4);  // reached already
}

TEST_CASE("Quantised and constant losses do not divide by zero noise") {
  Series values = Noisy(100, 0.02, [](double u) { return 4.2 + 6 * std::exp(-8 * u); });
  for (double& value : values) value = std::round(value / 0.025) * 0.025;
  const Features f = Of(values);
  CHECK(At(f, "rise_sigma") < 3);
  CHECK(At(f, "spikes") == 0);
  CHECK(At(Of(Flat(50, 3, 0)), "rise_sigma") == 0);
}

TEST_CASE("Broken values are counted from the curve's tallies") {
  Curve curve = CurveOf(Flat(10, 3, 0.1));
  curve.points = 20;
  curve.nonfinite = curve.nonfinite_tail = 10;
  curve.nonfinite_at = 0.5;
  curve.nonfinite_line = 4711;
  curve.last = NAN;
  Features f;
  Describe("loss", curve, {}, Direction::kLow, f);
  CHECK(At(f, "nonfinite_share") == 0.5);
  CHECK(At(f, "nonfinite_at") == 0.5);
  CHECK(f.Find("loss.nonfinite")->line == 4711);
  CHECK_FALSE(Has(f, "last"));
  Curve absurd = CurveOf({1, 2, 1e200, -1e200, 3});
  Features g;
  Describe("loss", absurd, {}, Direction::kLow, g);
  CHECK_FALSE(Has(g, "level"));
}

}  // namespace sftdoctor
