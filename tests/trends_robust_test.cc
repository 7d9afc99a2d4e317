#include <doctest/doctest.h>

#include "tests/support/oracle.h"
#include "tests/support/series.h"
#include "trends/robust.h"

namespace sftdoctor {

TEST_CASE("Median and quantiles agree with sorting") {
  Random random(7);
  for (std::size_t n = 1; n < 40; ++n) {
    Series values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(std::floor(20 * random.Uniform()));  // with ties
    CHECK(Median(values) == doctest::Approx(oracle::Median(values)));
    SortedWindow window;
    for (const double value : values) window.Insert(value);
    for (const double share : {0.0, 0.1, 0.5, 0.9, 1.0}) {
      CHECK(Quantile(values, share) == doctest::Approx(window.Quantile(share)));
    }
  }
  CHECK(Median({}) == 0);
  CHECK(Quantile({1, 2, 3, 4}, 0.25) == doctest::Approx(1.75));
}

TEST_CASE("Running median agrees with sorting each window") {
  for (const std::size_t n : {0u, 1u, 2u, 5u, 30u, 101u}) {
    const Series values = Flat(n, 3, 1, n + 1);
    for (const std::size_t width : {1u, 3u, 5u, 21u}) {
      const Series fast = RunningMedian(values, width), slow = oracle::RunningMedian(values, width);
      REQUIRE(fast.size() == slow.size());
      for (std::size_t i = 0; i < n; ++i) CHECK(fast[i] == doctest::Approx(slow[i]));
    }
  }
}

TEST_CASE("Robust sigma estimates the bulk and is not zero for quantised values") {
  Series values = Flat(4000, 0, 2);
  for (std::size_t i = 0; i < values.size(); i += 50) values[i] = 1000;
  CHECK(RobustSigma(values, 0) == doctest::Approx(2).epsilon(0.1));
  CHECK(RobustSigma(Series{4.2, 4.2, 4.2, 4.2, 4.175}, 4.2) == doctest::Approx(1.2533 * 0.005));
  CHECK(RobustSigma(Series{3, 3, 3}, 3) == 0);
  CHECK(SmallestStep(Series{4.2, 4.175, 4.2, 4.25}) == doctest::Approx(0.025));
  CHECK(SmallestStep(Series{3, 3}) == 0);
}

TEST_CASE("Correlation time is 1 for white noise and (1 + r) / (1 - r) for red") {
  double white = 0, half = 0, strong = 0;
  constexpr int kRepeats = 20;
  for (std::uint64_t seed = 1; seed <= kRepeats; ++seed) {
    white += CorrelationTime(RedNoise(1000, 0, 1, 0, seed)) / kRepeats;
    half += CorrelationTime(RedNoise(1000, 0, 1, 0.5, seed)) / kRepeats;
    strong += CorrelationTime(RedNoise(1000, 0, 1, 0.9, seed)) / kRepeats;
  }
  CHECK(white == doctest::Approx(1.1).epsilon(0.15));
  CHECK(half == doctest::Approx(3).epsilon(0.2));
  CHECK(strong == doctest::Approx(19).epsilon(0.25));
  CHECK(CorrelationTime(Steps(100)) == 20);  // a fifth of the values: a bare trend
  CHECK(CorrelationTime(Series{1, 2}) == 1);
  CHECK(CorrelationTime(Flat(50, 3, 0)) == 1);
}

}  // namespace sftdoctor
