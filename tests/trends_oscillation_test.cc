#include <doctest/doctest.h>

#include "tests/support/oracle.h"
#include "tests/support/series.h"
#include "trends/monotone.h"
#include "trends/oscillation.h"

namespace sftdoctor {
namespace {

Series Sine(std::size_t count, double cycles, double amplitude, double noise, std::uint64_t seed = 1) {
  return Noisy(
      count, noise, [=](double u) { return amplitude * std::sin(2 * std::numbers::pi * cycles * u); }, seed);
}

}  // namespace

TEST_CASE("Monotone fits agree with the min-max formula") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Series values = Noisy(
        40, 1, [](double u) { return -2 * u; }, seed);
    const Series fast = NeverRising(values), slow = oracle::NeverRising(values);
    for (std::size_t i = 0; i < values.size(); ++i) CHECK(fast[i] == doctest::Approx(slow[i]));
  }
  CHECK(FallThenRise(Series{5, 3, 4, 2, 1, 3}, 5) == Series{5, 3.5, 3.5, 2, 1, 3});
  CHECK(FallThenRise(Series{1, 2, 3}, 0) == Series{1, 2, 3});
  CHECK(FallThenRise(Series{3, 2, 1}, 99) == Series{3, 2, 1});
  CHECK(FallThenRise(Series{}, 0).empty());
}

TEST_CASE("Fisher's p agrees with its series in long double and with chance") {
  for (const std::size_t count : {5u, 20u, 60u}) {
    for (const double g : {0.1, 0.2, 0.3, 0.5, 0.9}) {
      if (g <= 2.0 / static_cast<double>(count)) continue;
      CHECK(FisherP(g, count) == doctest::Approx(oracle::FisherP(g, count)).epsilon(1e-6));
    }
  }
  Random random(5);
  int above = 0;
  for (int i = 0; i < 4000; ++i) {
    double total = 0, most = 0;
    for (int k = 0; k < 40; ++k) {
      const double ordinate = -std::log(1 - random.Uniform());
      total += ordinate;
      most = std::max(most, ordinate);
    }
    above += most / total >= 0.17;
  }
  CHECK(FisherP(0.17, 40) == doctest::Approx(above / 4000.0).epsilon(0.2));
  CHECK(FisherP(0.01, 100) == 1);
  CHECK(FisherP(1, 100) == 0);
  CHECK(FisherP(0.011, 500) > 0.4);
}

TEST_CASE("A sine is found with its period and amplitude") {
  const Series values = Sine(301, 10, 0.3, 0.2);
  const auto swing = FindSwing(values);
  REQUIRE(swing);
  CHECK(swing->p < 1e-6);
  CHECK(swing->cycles == 10);
  CHECK(swing->period == doctest::Approx(30.1));
  CHECK(swing->amplitude == doctest::Approx(0.6).epsilon(0.1));
  CHECK(swing->amplitude == doctest::Approx(4 * std::sqrt(oracle::Power(values, 10)) / 301));
  CHECK(FindSwing(Sine(301, 10, 1, 0))->p < 1e-12);
  Series alternating;
  for (int i = 0; i < 100; ++i) alternating.push_back(i % 2);
  CHECK(FindSwing(alternating)->period == doctest::Approx(2).epsilon(0.05));
  CHECK(FindSwing(alternating)->p < 1e-6);
}

TEST_CASE("White noise, red noise and short or constant series do not swing") {
  int white = 0, red = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    white += FindSwing(RedNoise(200, 3, 1, 0, seed))->p < 1e-3;
    red += FindSwing(RedNoise(200, 3, 1, 0.9, seed))->p < 1e-3;
  }
  CHECK(white <= 2);
  CHECK(red <= 10);
  CHECK_FALSE(FindSwing(Flat(15, 1, 1)));
  CHECK_FALSE(FindSwing(Flat(100, 0, 0)));
  CHECK_FALSE(FindSwing(Series{}));
}

TEST_CASE("Waves: climbs that come back, not falls, stairs or a last rise") {
  const WaveLimits limits;
  CHECK(CountWaves(Series{3, 2, 1}, limits).count == 0);
  CHECK(CountWaves(Series{3, 3, 2, 2, 1, 1}, limits).count == 0);
  CHECK(CountWaves(Series{3, 1, 5}, limits).count == 0);
  const Waves blocks = CountWaves(Series{2, 2, 2.6, 2.6, 2, 2, 2.6, 2, 2.7}, limits);
  CHECK(blocks.count == 2);
  CHECK(blocks.height == doctest::Approx(0.3));
  CHECK(CountWaves(Series{2, 2.1, 2, 2.1, 2}, limits).count == 0);  // 5 %
  WaveLimits noisy;
  noisy.least = 1;
  CHECK(CountWaves(Series{2, 2.6, 2, 2.6, 2}, noisy).count == 0);
  CHECK(CountWaves(Series{0, 0, 0}, limits).count == 0);
}

}  // namespace sftdoctor
