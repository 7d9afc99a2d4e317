// A long series in constant memory: what it keeps against what a reader of the whole would keep.
#include "runs/series.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/random.h"

namespace sftdoctor {
namespace {

std::vector<double> Noisy(std::size_t n) {
  Random random(7);
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i)
    values.push_back(2 + 3 * std::exp(-static_cast<double>(i) / 5e4) + 0.1 * random.Normal());
  return values;
}

Series SeriesOf(const std::vector<double>& values) {
  Series series(kFirstSeriesId);
  for (std::size_t i = 0; i < values.size(); ++i) series.Append(static_cast<double>(i), values[i], i + 1);
  return series;
}

/// The obvious way: medians of eight neighbours, then plain means over `groups` of them.
std::vector<double> SlowLevels(const std::vector<double>& values, std::size_t groups) {
  std::vector<double> medians, levels;
  for (std::size_t i = 0; i + 8 <= values.size(); i += 8) {
    std::vector<double> group(values.begin() + static_cast<std::ptrdiff_t>(i),
                              values.begin() + static_cast<std::ptrdiff_t>(i) + 8);
    std::sort(group.begin(), group.end());
    medians.push_back((group[3] + group[4]) / 2);
  }
  for (std::size_t i = 0; i + groups <= medians.size(); i += groups) {
    double sum = 0;
    for (std::size_t j = 0; j < groups; ++j) sum += medians[i + j];
    levels.push_back(sum / static_cast<double>(groups));
  }
  return levels;
}

TEST_CASE("a short series keeps every point") {
  const std::vector<double> values = Noisy(kMostBins);
  const Curve curve = SeriesOf(values).ToCurve();
  REQUIRE(curve.bins.size() == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(curve.bins[i].y == values[i]);
}

TEST_CASE("a long one keeps the levels that the slow way finds") {
  const std::vector<double> values = Noisy(300000);
  const Curve curve = SeriesOf(values).ToCurve();
  CHECK(curve.bins.size() <= kMostBins);
  CHECK(curve.bins.size() >= kMostBins / 2);
  const std::vector<double> slow = SlowLevels(values, curve.bin_size / 8);
  for (std::size_t i = 0; i < slow.size(); ++i) CHECK(curve.bins[i].y == doctest::Approx(slow[i]).epsilon(1e-9));
  CHECK(curve.group_noise == doctest::Approx(0.1).epsilon(0.2));
}

TEST_CASE("extremes and their lines survive the thinning") {
  std::vector<double> values = Noisy(100000);
  values[54321] = 99;
  values[60000] = -5;
  const Curve curve = SeriesOf(values).ToCurve();
  const auto highest = std::max_element(curve.bins.begin(), curve.bins.end(),
                                        [](const Bin& a, const Bin& b) { return a.high < b.high; });
  CHECK(highest->high == 99);
  CHECK(highest->line == 54322);
  CHECK(highest->y < 6);
  CHECK(curve.max == 99);
  CHECK(curve.min == -5);
}

TEST_CASE("tallies count what the curve leaves out") {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const Curve curve = SeriesOf({nan, 3, inf, 2, 0, 0}).ToCurve();
  CHECK(curve.points == 6);
  CHECK(std::isnan(curve.first));
  CHECK(curve.nonfinite == 2);
  CHECK(curve.nonfinite_at == 0);
  CHECK(curve.nonfinite_tail == 0);
  CHECK(curve.zero_tail == 2);
  CHECK(curve.bins.size() == 4);
  const Curve dead = SeriesOf({3, nan, nan}).ToCurve();
  CHECK(dead.nonfinite_tail == 2);
  CHECK(dead.nonfinite_line == 2);
}

TEST_CASE("x never falls") {
  Series series(kFirstSeriesId);
  series.Append(10, 1, 1);
  series.Append(5, 2, 2);
  const Curve curve = series.ToCurve();
  CHECK(curve.bins[1].x == 10);
}

TEST_CASE("truncating forgets the curve from there on, however long it is") {
  for (const std::size_t n : {100u, 5000u, 50000u}) {
    Series series = SeriesOf(Noisy(n));
    series.TruncateFrom(static_cast<double>(n / 2));
    const Curve curve = series.ToCurve();
    CHECK(curve.points == n);
    REQUIRE_FALSE(curve.bins.empty());
    CHECK(curve.bins.back().x < static_cast<double>(n / 2));
    series.Append(static_cast<double>(n / 2), 42, n + 1);
    CHECK(series.ToCurve().bins.back().high == 42);
  }
}

TEST_CASE("a perplexity becomes a loss by its logarithm") {
  Series series = SeriesOf({std::exp(3.0), std::exp(2.0)});
  series.Become(kFirstSeriesId + 1, true);
  const Curve curve = series.ToCurve();
  CHECK(curve.first == doctest::Approx(3));
  CHECK(curve.bins[1].y == doctest::Approx(2));
  CHECK(series.metric() == kFirstSeriesId + 1);
}

}  // namespace
}  // namespace sftdoctor
