#include "trends/slope.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sftdoctor {
namespace {

// n(n-1)(2n+5)/18 for n untied values.
double UntiedVariance(double n) { return n * (n - 1) * (2 * n + 5) / 18; }

double KendallVariance(std::span<const double> y) {
  std::vector<double> sorted(y.begin(), y.end());
  std::sort(sorted.begin(), sorted.end());
  double variance = UntiedVariance(static_cast<double>(sorted.size()));
  for (auto from = sorted.begin(); from != sorted.end();) {
    const auto to = std::upper_bound(from, sorted.end(), *from);
    variance -= UntiedVariance(static_cast<double>(to - from));
    from = to;
  }
  return variance;
}

}  // namespace

Points Grouped(std::span<const double> x, std::span<const double> y, std::size_t most) {
  const std::size_t n = x.size(), group = std::max<std::size_t>(1, (n + most - 1) / std::max<std::size_t>(1, most));
  if (group == 1) return {{x.begin(), x.end()}, {y.begin(), y.end()}};
  Points grouped;
  for (std::size_t from = 0; from < n; from += group) {
    const std::size_t count = std::min(group, n - from);
    const auto mean = [&](std::span<const double> values) {
      const auto part = values.subspan(from, count);
      return std::accumulate(part.begin(), part.end(), 0.0) / static_cast<double>(count);
    };
    grouped.x.push_back(mean(x));
    grouped.y.push_back(mean(y));
  }
  return grouped;
}

double MannKendall(std::span<const double> y, double correlation_time) {
  if (y.size() < 4) return 0;
  long s = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = i + 1; j < y.size(); ++j) s += (y[j] > y[i]) - (y[j] < y[i]);
  }
  const double deviation = std::sqrt(KendallVariance(y) * correlation_time);
  if (s == 0 || deviation == 0) return 0;
  return static_cast<double>(s > 0 ? s - 1 : s + 1) / deviation;  // one off for continuity, as S moves in steps of two
}

std::optional<Trend> FindTrend(std::span<const double> x, std::span<const double> y, double correlation_time) {
  const std::size_t n = x.size();
  if (n < 4 || !(x.back() > x.front())) return std::nullopt;
  std::vector<double> slopes;
  slopes.reserve(n * (n - 1) / 2);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      if (x[j] > x[i]) slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
    }
  }
  // Ranks of the band: half of the 95 % range of S on either side of the middle pair.
  const double middle = static_cast<double>(slopes.size() - 1) / 2;
  const double reach = 1.96 * std::sqrt(KendallVariance(y) * correlation_time) / 2;
  const auto rank = [&](double place) {
    return slopes.begin() + static_cast<std::ptrdiff_t>(std::clamp(std::round(place), 0.0, 2 * middle));
  };
  const auto centre = slopes.begin() + static_cast<std::ptrdiff_t>(middle);
  std::nth_element(slopes.begin(), centre, slopes.end());
  Trend trend;
  trend.z = MannKendall(y, correlation_time);
  trend.slope = slopes.size() % 2 == 1 ? *centre : (*centre + *std::min_element(centre + 1, slopes.end())) / 2;
  // What lies below the centre and above it is apart now, so each end of the band is sought in its own half.
  const auto low = rank(middle - reach), high = rank(middle + reach);
  if (low < centre) std::nth_element(slopes.begin(), low, centre);
  if (high > centre) std::nth_element(centre + 1, high, slopes.end());
  trend.slope_low = *low;
  trend.slope_high = *high;
  return trend;
}

}  // namespace sftdoctor
