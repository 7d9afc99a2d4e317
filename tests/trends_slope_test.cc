#include <doctest/doctest.h>

#include "tests/support/oracle.h"
#include "tests/support/series.h"
#include "trends/slope.h"

namespace sftdoctor {

TEST_CASE("Slope and z agree with all pairs") {
  Random random(3);
  for (std::size_t n = 4; n < 60; n += 5) {
    Series x, y;
    for (std::size_t i = 0; i < n; ++i) {
      x.push_back(std::floor(static_cast<double>(i) / 2));  // x repeats
      y.push_back(std::floor(5 * random.Normal() - 0.2 * static_cast<double>(i)));
    }
    const auto trend = FindTrend(x, y, 1);
    REQUIRE(trend);
    const Series slopes = oracle::PairSlopes(x, y);
    CHECK(trend->slope == doctest::Approx(oracle::Median(slopes)));
    CHECK(trend->z == doctest::Approx(oracle::MannKendall(y)));
    CHECK(std::binary_search(slopes.begin(), slopes.end(), trend->slope_low));
    CHECK(std::binary_search(slopes.begin(), slopes.end(), trend->slope_high));
    CHECK(trend->slope_low <= trend->slope);
    CHECK(trend->slope <= trend->slope_high);
  }
}

TEST_CASE("The 95 % band holds the true slope in 95 % of runs") {
  int held = 0;
  const Series x = Steps(60);
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const auto trend = FindTrend(x,
                                 Noisy(
                                     60, 1, [](double u) { return -1.8 * u; }, seed),
                                 1);
    held += trend->slope_low <= -0.03 && -0.03 <= trend->slope_high;
  }
  CHECK(held > 370);
  CHECK(held < 395);
}

TEST_CASE("Correlation widens the band and lowers z") {
  const Series x = Steps(100), y = Noisy(100, 0.5, [](double u) { return -u; });
  const auto white = FindTrend(x, y, 1), red = FindTrend(x, y, 9);
  CHECK(red->z == doctest::Approx(white->z / 3));
  CHECK(red->slope == white->slope);
  CHECK(red->slope_low < white->slope_low);
  CHECK(red->slope_high > white->slope_high);
}

TEST_CASE("A constant has no trend and too little has none either") {
  const auto flat = FindTrend(Steps(50), Flat(50, 3, 0), 1);
  REQUIRE(flat);
  CHECK(flat->z == 0);
  CHECK(flat->slope == 0);
  CHECK(flat->slope_high == 0);
  CHECK_FALSE(FindTrend(Steps(3), Flat(3, 1, 1), 1));
  CHECK_FALSE(FindTrend(Series(10, 5.0), Flat(10, 1, 1), 1));
}

TEST_CASE("Grouping keeps means and the number of points down") {
  const Points grouped = Grouped(Steps(1000), Steps(1000), 512);
  CHECK(grouped.size() == 500);
  CHECK(grouped.x[0] == doctest::Approx(0.5));
  CHECK(grouped.y[499] == doctest::Approx(998.5));
  CHECK(Grouped(Steps(512), Steps(512), 512).size() == 512);
  CHECK(Grouped(Steps(5), Steps(5), 2).size() == 2);
  CHECK(Grouped(Series{}, Series{}, 512).size() == 0);
}

}  // namespace sftdoctor
