// Paired differences against slow and obvious versions, and the band on data whose truth is known.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/support/oracle.h"
#include "tests/support/series.h"
#include "trends/difference.h"

namespace sftdoctor {
namespace {

std::vector<double> Values(const std::vector<PairedValue>& pairs) {
  std::vector<double> differences;
  for (const PairedValue& pair : pairs) differences.push_back(pair.b - pair.a);
  return differences;
}

/// P(T > t) of Student's distribution, by adding up its density.
double StudentTail(double t, double freedom) {
  const double scale =
      std::exp(std::lgamma((freedom + 1) / 2) - std::lgamma(freedom / 2)) / std::sqrt(freedom * std::numbers::pi);
  double sum = 0;
  constexpr double kStep = 1e-3;
  for (double x = kStep / 2; x < t; x += kStep) sum += std::pow(1 + x * x / freedom, -(freedom + 1) / 2) * kStep;
  return 0.5 - scale * sum;
}

TEST_CASE("the bound of Student's t") {
  for (const double freedom : {3.0, 4.0, 5.5, 10.0, 40.0, 1000.0}) {
    const double tail = StudentTail(StudentBound(freedom), freedom);
    CHECK_MESSAGE(tail == doctest::Approx(0.005).epsilon(0.03), freedom);
  }
  CHECK(StudentBound(1) == StudentBound(3));
}

TEST_CASE("points at the same places are paired one by one") {
  const Points a{{0, 1, 2, 3, 4}, {5, 4, 3, 2, 1}}, b{{0, 1, 2, 3, 4}, {6, 6, 6, 6, 6}};
  const auto pairs = PairUp(a, b, 1, 3);
  REQUIRE(pairs.size() == 3);
  CHECK(pairs[0].x == 1);
  CHECK(Values(pairs) == std::vector<double>{2, 3, 4});
}

TEST_CASE("a dense curve is averaged around the points of a sparse one, and a slope is no difference") {
  Points sparse, dense;
  for (double x = 0; x <= 1000; x += 100) sparse.x.push_back(x), sparse.y.push_back(10 - 0.005 * x);
  for (double x = 3; x <= 1000; x += 7) dense.x.push_back(x), dense.y.push_back(10 - 0.005 * x);
  for (const auto& pairs : {PairUp(sparse, dense, 0, 1000), PairUp(dense, sparse, 0, 1000)}) {
    CHECK(pairs.size() == sparse.size());
    for (const double difference : Values(pairs)) CHECK(std::abs(difference) < 0.02);
  }
}

TEST_CASE("no dense point is used twice, and each pair is the mean of its cell") {
  Points sparse{{10, 20, 40}, {0, 0, 0}}, dense;
  for (double x = 0; x <= 60; ++x) dense.x.push_back(x), dense.y.push_back(x == 15 ? 100 : 0);
  const auto pairs = PairUp(sparse, dense, 0, 60);
  double sum = 0;
  for (const PairedValue& pair : pairs) sum += pair.b > 0;
  CHECK(sum == 1);
}

TEST_CASE("swapping the curves turns the signs and nothing else") {
  Random random(7);
  Points a, b;
  for (int i = 0; i < 50; ++i) a.x.push_back(i + random.Uniform()), a.y.push_back(random.Normal());
  for (int i = 0; i < 50; ++i) b.x.push_back(i + random.Uniform()), b.y.push_back(random.Normal());
  const auto forth = PairUp(a, b, 5, 45), back = PairUp(b, a, 5, 45);
  REQUIRE(forth.size() == back.size());
  for (std::size_t i = 0; i < forth.size(); ++i) {
    CHECK(forth[i].a == back[i].b);
    CHECK(forth[i].b == back[i].a);
  }
}

TEST_CASE("lone points pair only when they stand close together") {
  const Points five{{1, 2, 3, 4, 5}, {1, 1, 1, 1, 1}};
  CHECK(PairUp({{5}, {2}}, five, 0, 5).size() == 1);
  CHECK(PairUp({{5}, {2}}, {{1}, {1}}, 0, 5).empty());
  CHECK(PairUp({}, five, 0, 5).empty());
}

TEST_CASE("the trimmed mean and its band by hand") {
  std::vector<double> values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1000};  // one cut at each end; 1 and 1000 count as 2 and 9
  const auto found = MeanDifference(values);
  REQUIRE(found.has_value());
  CHECK(found->value == doctest::Approx(5.5));
  const std::vector<double> winsorized = {2, 2, 3, 4, 5, 6, 7, 8, 9, 9};
  const double mean = oracle::Mean(winsorized);
  double squares = 0;
  for (const double value : winsorized) squares += std::pow(value - mean, 2);
  const double error = std::sqrt(squares / 9) / (0.8 * std::sqrt(10.0)) * std::sqrt(found->correlation_time);
  CHECK(found->high - found->value == doctest::Approx(StudentBound(8 / found->correlation_time - 1) * error));
  CHECK_FALSE(MeanDifference(std::vector<double>{1, 2, 3}).has_value());
}

/// Share of bands that miss the true mean 0.
double MissShare(std::size_t count, double r, double least_time) {
  int missed = 0;
  constexpr int kTrials = 400;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto found = MeanDifference(RedNoise(count, 0, 1, r, static_cast<std::uint64_t>(trial) + 1), least_time);
    missed += found->low > 0 || found->high < 0;
  }
  return static_cast<double>(missed) / kTrials;
}

TEST_CASE("the band keeps what it promises, also on correlated noise") {
  CHECK(MissShare(8, 0, 1) <= 0.02);
  CHECK(MissShare(100, 0, 1) <= 0.02);
  CHECK(MissShare(100, 0.5, 1) <= 0.02);
  CHECK(MissShare(100, 0.8, 1) <= 0.05);
  CHECK(MissShare(100, 0.9, 19) <= 0.02);
}

TEST_CASE("waves longer than the end of a stretch are seen in the whole of it") {
  std::vector<PairedValue> pairs;
  const std::vector<double> waves = RedNoise(600, 0, 1, 0.97, 3);
  for (std::size_t i = 0; i < waves.size(); ++i) pairs.push_back({static_cast<double>(i), 0, waves[i]});
  CHECK(CorrelationTimeAboutCurve(pairs) > 10);
  const std::vector<double> noise = Noisy(
      600, 0.1, [](double x) { return 2 * (1 - std::exp(-4 * x)); }, 5);
  for (std::size_t i = 0; i < noise.size(); ++i) pairs[i].b = noise[i];
  CHECK(CorrelationTimeAboutCurve(pairs) < 3);  // a gap that opens is no wave
  pairs.resize(3);
  CHECK(CorrelationTimeAboutCurve(pairs) == 1);
}

}  // namespace
}  // namespace sftdoctor
