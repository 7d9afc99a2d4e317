#include <doctest/doctest.h>

#include "tests/support/series.h"
#include "trends/changes.h"
#include "trends/events.h"
#include "trends/spikes.h"

namespace sftdoctor {
namespace {

SpikeLimits LimitsFor(double noise) {
  SpikeLimits limits;
  limits.noise = noise;
  limits.noise_floor = 1e-6;
  return limits;
}

}  // namespace

TEST_CASE("A single bad batch is one spike that recovers") {
  Series values = Flat(200, 3, 0.05);
  values[120] = 9;
  const auto spikes = FindSpikes(values, values, LimitsFor(0.05));
  REQUIRE(spikes.size() == 1);
  CHECK(spikes[0].at == 120);
  CHECK(spikes[0].height == doctest::Approx(6).epsilon(0.05));
  CHECK(spikes[0].sigma > 60);
  CHECK(*spikes[0].recovery == 1);
}

TEST_CASE("A step up that stays is one open spike, and its slow decay does not end it") {
  Series values = Flat(200, 3, 0.05);
  for (std::size_t i = 120; i < 200; ++i) values[i] += 60 * std::exp(-0.05 * static_cast<double>(i - 120)) + 20;
  const auto spikes = FindSpikes(values, values, LimitsFor(0.05));
  REQUIRE(spikes.size() == 1);
  CHECK_FALSE(spikes[0].recovery);
  CHECK(spikes[0].at >= 120);
  CHECK(spikes[0].at < 125);
}

TEST_CASE("Noise, falls, heavy tails and the first values are no spikes") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto count = [](const Series& values, double noise) {
      return FindSpikes(values, values, LimitsFor(noise)).size();
    };
    CHECK(count(Flat(1000, 3, 0.4, seed), 0.4) == 0);
    CHECK(count(Noisy(
                    1000, 0.1, [](double u) { return 2 + 9 * std::exp(-20 * u); }, seed),
                0.1) == 0);
    Series tailed = Flat(1000, 3, 0.05, seed);
    Random random(seed);
    for (double& value : tailed) value += -0.2 * std::log(1 - random.Uniform());
    CHECK(count(tailed, 0.1) == 0);
  }
  Series values = Flat(100, 3, 0.01);
  values[1] = 30;
  CHECK(FindSpikes(values, values, LimitsFor(0.01)).empty());
}

TEST_CASE("A spike inside a thinned bin shows in its high value") {
  const Series level = Flat(300, 3, 0.02);
  Series high = level;
  Random random(4);
  for (double& value : high) value += 0.15 + 0.03 * random.Normal();
  high[200] = 8;
  const auto spikes = FindSpikes(high, level, LimitsFor(0.02));
  REQUIRE(spikes.size() == 1);
  CHECK(spikes[0].at == 200);
  CHECK(*spikes[0].recovery == 1);
}

TEST_CASE("Quantised and short series") {
  Series values(100, 4.2);
  for (std::size_t i = 0; i < 100; i += 7) values[i] = 4.175;
  CHECK(FindSpikes(values, values, LimitsFor(0.025)).empty());
  const Series brief{1.1, 0.9, 5, 1, 0.95, 1.05};
  SpikeLimits limits = LimitsFor(0.15);
  limits.startup = 1;
  const auto spikes = FindSpikes(brief, brief, limits);
  REQUIRE(spikes.size() == 1);
  CHECK(*spikes[0].recovery == 1);
  CHECK(FindSpikes(Series{}, Series{}, limits).empty());
  CHECK(FindSpikes(Series{1}, Series{1}, limits).empty());
}

TEST_CASE("A lasting shift is found where it happens; noise, slopes and waves are not shifts") {
  Series shifted = Flat(300, 0, 0.1);
  for (std::size_t i = 180; i < 300; ++i) shifted[i] += 0.6;
  const auto changes = FindChanges(shifted, 0.2);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].at == doctest::Approx(180).epsilon(0.01));
  CHECK(changes[0].shift == doctest::Approx(0.6).epsilon(0.1));
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CHECK(FindChanges(Flat(300, 0, 0.1, seed), 0.2).empty());
    CHECK(FindChanges(Noisy(
                          300, 0.1, [](double u) { return u; }, seed),
                      0.2)
              .empty());
  }
  CHECK(FindChanges(Series{1, 2, 3}, 0.1).empty());
  CHECK(FindChanges(Series(50, 1.0), 0.1).empty());
}

TEST_CASE("Two shifts come in order") {
  const auto changes = FindChanges(Noisy(400, 0.05, [](double u) { return u < 0.3 ? 0.0 : u < 0.7 ? 1.0 : 0.2; }), 0.1);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].at == doctest::Approx(120).epsilon(0.02));
  CHECK(changes[1].at == doctest::Approx(280).epsilon(0.02));
  CHECK(changes[1].shift < 0);
}

}  // namespace sftdoctor
