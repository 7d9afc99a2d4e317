// Charts in cells: against slow and obvious drawing, ticks, smoothing.
#include "view/chart.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/random.h"
#include "view/dots.h"
#include "view/scale.h"

namespace sftdoctor::tests {
namespace {

std::vector<ChartPoint> AnyPoints(Random& random, std::size_t count) {
  std::vector<ChartPoint> points;
  double x = -2;
  for (std::size_t i = 0; i < count; ++i) {
    x += random.Uniform() * 104 / static_cast<double>(count);
    points.push_back({x, random.Uniform() < 0.02 ? std::numeric_limits<double>::quiet_NaN() : random.Normal()});
  }
  return points;
}

TEST_CASE("columns hold first, last, least and greatest of their points") {
  Random random(11);
  const Scale scale(0, 100, false);
  for (const std::size_t count : {0u, 1u, 7u, 300u, 5000u}) {
    const std::vector<ChartPoint> points = AnyPoints(random, count);
    const int width = 1 + static_cast<int>(random.Bits() % 120);
    const std::vector<ColumnSpan> columns = ColumnsOf(points, scale, width);
    REQUIRE(columns.size() == static_cast<std::size_t>(width));
    for (int column = 0; column < width; ++column) {
      std::vector<double> inside;
      for (const ChartPoint& point : points) {
        const bool here = std::lround(point.x / 100 * (width - 1)) == column && point.x >= 0 && point.x <= 100;
        if (here && !std::isnan(point.y)) inside.push_back(point.y);
      }
      const ColumnSpan& span = columns[static_cast<std::size_t>(column)];
      REQUIRE(span.any == !inside.empty());
      if (inside.empty()) continue;
      CHECK(span.first == inside.front());
      CHECK(span.last == inside.back());
      CHECK(span.low == *std::min_element(inside.begin(), inside.end()));
      CHECK(span.high == *std::max_element(inside.begin(), inside.end()));
    }
  }
}

std::string RowOf(const Screen& screen, int y) {
  std::string row;
  for (int x = 0; x < screen.columns(); ++x) row += screen.At(x, y).text;
  return row;
}

TEST_CASE("many points are drawn as if every one were joined to the next") {
  Random random(4);
  for (const std::size_t count : {2u, 30u, 1000u, 100'001u}) {
    Chart chart;
    Trace line;
    double y = 0;
    for (std::size_t i = 0; i < count; ++i)
      line.points.push_back({100.0 * static_cast<double>(i) / static_cast<double>(count - 1), y += random.Normal()});
    chart.traces = {line};
    chart.x_high = 100;
    Screen drawn(20, 5), wanted(20, 5);
    REQUIRE(DrawChart(chart, drawn.area(), drawn));
    Dots dots(20, 5);
    const Scale scale = *RangeOf(chart);
    const auto place = [&](const ChartPoint& point) {
      return std::pair(static_cast<int>(std::lround(point.x / 100 * (dots.width() - 1))),
                       static_cast<int>(std::lround((1 - scale.Share(point.y)) * (dots.height() - 1))));
    };
    for (std::size_t i = 1; i < count; ++i) {
      const auto [x0, y0] = place(line.points[i - 1]);
      const auto [x1, y1] = place(line.points[i]);
      dots.Line(x0, y0, x1, y1, 1, Hue::kCyan);
    }
    dots.Show(0, 0, wanted);
    for (int row = 0; row < 5; ++row) CHECK(RowOf(drawn, row) == RowOf(wanted, row));
  }
}

TEST_CASE("a chart has labelled axes, marks at findings, and draws the later curve over the earlier") {
  Chart chart;
  chart.traces = {{{{0, 2}, {100, 4}}, Hue::kOrange}, {{{0, 4}, {100, 2}}, Hue::kCyan}};
  chart.x_high = 100;
  chart.x_unit = "steps";
  chart.marks = {{50, 1, Hue::kRed}};
  Screen screen(44, 12);
  REQUIRE(DrawChart(chart, screen.area(), screen));
  CHECK(RowOf(screen, 0).starts_with("4 ┤"));
  CHECK(RowOf(screen, 8).starts_with("2 ┤"));
  CHECK(RowOf(screen, 9).find("▲") != std::string::npos);
  CHECK(RowOf(screen, 10).find('1') == 23);
  CHECK(RowOf(screen, 11).find("steps") != std::string::npos);
  CHECK(screen.At(23, 4).look.hue == Hue::kCyan);
  CHECK(screen.At(3, 8).look.hue == Hue::kOrange);
}

TEST_CASE("nothing to draw, one point, no room: no harm") {
  Chart chart;
  Screen screen(60, 10);
  CHECK_FALSE(DrawChart(chart, screen.area(), screen));
  chart.traces = {{{{1, std::nan("")}, {2, -1}}}};
  chart.log = true;
  CHECK_FALSE(DrawChart(chart, screen.area(), screen));
  chart.log = false;
  chart.x_low = chart.x_high = 2;
  CHECK(DrawChart(chart, screen.area(), screen));
  for (int columns = 1; columns < 30; ++columns) {
    for (int rows = 1; rows < 9; ++rows) DrawChart(chart, {0, 0, columns, rows}, screen);
  }
}

TEST_CASE("ticks are multiples of 1, 2 or 5, inside the axis, few enough") {
  Random random(5);
  for (int round = 0; round < 3000; ++round) {
    const double low = random.Normal() * std::pow(10, random.Normal() * 2);
    const double high = low + std::pow(10, random.Normal() * 2);
    const int most = 2 + static_cast<int>(random.Bits() % 8);
    const std::vector<double> ticks = Scale(low, high, false).Ticks(most);
    REQUIRE(static_cast<int>(ticks.size()) <= most);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
      CHECK(ticks[i] >= low - 1e-6 * (high - low));
      CHECK(ticks[i] <= high + 1e-6 * (high - low));
      if (i == 0) continue;
      const double step = ticks[i] - ticks[i - 1];
      const double lead = step / std::pow(10, std::floor(std::log10(step) + 1e-4));
      CHECK((std::abs(lead - 1) < 1e-3 || std::abs(lead - 2) < 1e-3 || std::abs(lead - 5) < 1e-3));
    }
  }
  CHECK(Scale(0.5, 2000, true).Ticks(20) == std::vector<double>{0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000});
  CHECK(Scale(0.5, 2000, true).Ticks(4) == std::vector<double>{1, 10, 100, 1000});
  CHECK(Scale(1e-8, 1e8, true).Ticks(4).size() <= 4);
  CHECK(TickLabels({1, 1.5, 2}) == std::vector<std::string>{"1.0", "1.5", "2.0"});
}

TEST_CASE("smoothing is the weighted mean of what came, debiased") {
  Random random(2);
  std::vector<double> values;
  for (int i = 0; i < 60; ++i) values.push_back(i % 17 == 3 ? std::nan("") : random.Normal());
  for (const double weight : {0.0, 0.6, 0.97}) {
    const std::vector<double> smooth = Smoothed(values, weight);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      double sum = 0, weights = 0, now = 1;
      for (std::size_t k = i + 1; k-- > 0;) {
        if (std::isnan(values[k])) continue;
        sum += now * values[k];
        weights += now;
        now *= weight;
      }
      CHECK(smooth[i] == doctest::Approx(sum / weights));
    }
  }
}

}  // namespace
}  // namespace sftdoctor::tests
