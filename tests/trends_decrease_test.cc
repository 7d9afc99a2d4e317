#include <doctest/doctest.h>

#include "tests/support/oracle.h"
#include "tests/support/series.h"
#include "trends/decrease.h"
#include "trends/robust.h"

namespace sftdoctor {

TEST_CASE("Backward count agrees with refitting every tail") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Series values = Noisy(
        80, 0.4, [](double u) { return 3 - u; }, seed);
    if (seed % 2 == 0) values[70] = 50;
    const double ceiling = Quantile(values, 0.9);
    CHECK(CountWithoutDecrease(values, INFINITY) == oracle::CountWithoutDecrease(values, INFINITY));
    CHECK(CountWithoutDecrease(values, ceiling) == oracle::CountWithoutDecrease(values, ceiling));
  }
}

TEST_CASE("A noisy fall is not stuck; flat and rising curves are") {
  const auto share = [](const Series& values) {
    return static_cast<double>(CountWithoutDecrease(values, INFINITY)) / static_cast<double>(values.size());
  };
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CHECK(share(Noisy(
              400, 0.2, [](double u) { return 4 - 2 * u; }, seed)) < 0.3);
    CHECK(share(Noisy(
              400, 0.2, [](double u) { return 3 + u; }, seed)) > 0.9);
  }
  CHECK(share(Flat(100, 3, 0)) == 1);
  CHECK(share(Noisy(100, 0, [](double u) { return -u; })) == 0);
}

TEST_CASE("Left out: values above the ceiling, so a late spike does not make a fall look stuck") {
  Series values = Noisy(100, 0.02, [](double u) { return 3 - u; });
  values[95] = 60;
  CHECK(CountWithoutDecrease(values, INFINITY) > 60);
  CHECK(CountWithoutDecrease(values, Quantile(values, 0.9)) < 20);
}

TEST_CASE("Huge values keep their precision") {
  Series values = Noisy(100, 0.1, [](double u) { return 3 - u; });
  const std::size_t plain = CountWithoutDecrease(values, INFINITY);
  for (double& value : values) value = 1e12 + 1e6 * value;
  CHECK(CountWithoutDecrease(values, INFINITY) == plain);
  CHECK(CountWithoutDecrease(Series{}, INFINITY) == 0);
  CHECK(CountWithoutDecrease(Series{1, 2}, INFINITY) == 0);
}

}  // namespace sftdoctor
