#include "trends/difference.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "trends/fit.h"
#include "trends/robust.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kFewest = 4;
constexpr double kTrim = 0.1;
constexpr std::size_t kMostFitted = 128;  ///< a smooth curve has no more to tell
constexpr double kLoneShare = 0.05;       ///< of the stretch: how far apart two lone points may stand

struct Place {
  std::size_t begin = 0, end = 0;
  std::size_t size() const { return end - begin; }
};

Place Within(const Points& points, double from, double to) {
  const auto at = [&](auto found) { return static_cast<std::size_t>(found - points.x.begin()); };
  return {at(std::lower_bound(points.x.begin(), points.x.end(), from)),
          at(std::upper_bound(points.x.begin(), points.x.end(), to))};
}

/// The curve's value at x, which lies near its point i, on the line to the neighbour on that side.
double Between(const Points& points, std::size_t i, double x) {
  const bool after = x > points.x[i];
  if (x == points.x[i] || (after ? i + 1 == points.size() : i == 0)) return points.y[i];
  const std::size_t j = after ? i + 1 : i - 1;
  const double gap = points.x[j] - points.x[i];
  return gap == 0 ? points.y[i] : points.y[i] + (points.y[j] - points.y[i]) * (x - points.x[i]) / gap;
}

double MedianGap(const Points& points, const Place& part) {
  std::vector<double> gaps;
  for (std::size_t i = part.begin + 1; i < part.end; ++i) gaps.push_back(points.x[i] - points.x[i - 1]);
  return Median(std::move(gaps));
}

/// Half-way to the neighbours; at an end as far as on the other side, and where there is none `lone`.
std::pair<double, double> CellOf(const Points& points, std::size_t i, double lone) {
  const double x = points.x[i];
  const double left = i > 0 ? (x - points.x[i - 1]) / 2 : -1;
  const double right = i + 1 < points.size() ? (points.x[i + 1] - x) / 2 : -1;
  if (left < 0 && right < 0) return {x - lone, x + lone};
  return {x - (left < 0 ? right : left), x + (right < 0 ? left : right)};
}

/// Pairs with `a` for the sparse curve.
std::vector<PairedValue> PairSparse(const Points& sparse, const Points& dense, double from, double to) {
  const Place places = Within(sparse, from, to), others = Within(dense, from, to);
  const double gap = MedianGap(dense, others);
  const double lone = gap > 0 ? gap / 2 : kLoneShare * (to - from);
  std::vector<PairedValue> pairs;
  for (std::size_t i = places.begin; i < places.end; ++i) {
    const auto [left, right] = CellOf(sparse, i, lone);
    double x = 0, y = 0, count = 0;
    const auto first = std::lower_bound(dense.x.begin() + static_cast<std::ptrdiff_t>(others.begin),
                                        dense.x.begin() + static_cast<std::ptrdiff_t>(others.end), left);
    for (auto k = static_cast<std::size_t>(first - dense.x.begin()); k < others.end; ++k) {
      // A cell owns its left edge, so that no point is taken twice; a point right on the sparse one is always its own.
      if (dense.x[k] >= right && dense.x[k] != sparse.x[i]) break;
      x += dense.x[k];
      y += dense.y[k];
      ++count;
    }
    if (count > 0) pairs.push_back({x / count, Between(sparse, i, x / count), y / count});
  }
  return pairs;
}

/// Which curve is the sparse one; the same answer when they are swapped.
bool FirstIsSparse(const Points& a, const Points& b, double from, double to) {
  const Place in_a = Within(a, from, to), in_b = Within(b, from, to);
  if (in_a.size() != in_b.size()) return in_a.size() < in_b.size();
  return std::lexicographical_compare(a.x.begin(), a.x.end(), b.x.begin(), b.x.end());
}

}  // namespace

std::vector<PairedValue> PairUp(const Points& a, const Points& b, double from, double to) {
  if (FirstIsSparse(a, b, from, to)) return PairSparse(a, b, from, to);
  std::vector<PairedValue> pairs = PairSparse(b, a, from, to);
  for (PairedValue& pair : pairs) std::swap(pair.a, pair.b);
  return pairs;
}

std::optional<Difference> MeanDifference(std::span<const double> differences, double least_time) {
  if (differences.size() < kFewest) return std::nullopt;
  std::vector<double> sorted(differences.begin(), differences.end());
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  const auto cut = static_cast<std::size_t>(kTrim * n);
  const double kept = n - 2 * static_cast<double>(cut);
  const double least = sorted[cut], most = sorted[sorted.size() - 1 - cut];
  const auto from = sorted.begin() + static_cast<std::ptrdiff_t>(cut),
             to = sorted.end() - static_cast<std::ptrdiff_t>(cut);
  Difference out;
  out.pairs = sorted.size();
  out.value = std::accumulate(from, to, 0.0) / kept;
  for (double& value : sorted) value = std::clamp(value, least, most);  // Winsor's sample, which tells the variance
  const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
  double squares = 0;
  for (const double value : sorted) squares += (value - mean) * (value - mean);
  out.correlation_time = std::max(CorrelationTime(differences), least_time);
  const double error = std::sqrt(squares / (n - 1) * n * out.correlation_time) / kept;
  const double reach = StudentBound(kept / out.correlation_time - 1) * error;
  out.low = out.value - reach;
  out.high = out.value + reach;
  return out;
}

double CorrelationTimeAboutCurve(const std::vector<PairedValue>& pairs) {
  std::vector<double> x, differences, jumps;
  for (const PairedValue& pair : pairs) {
    if (!differences.empty()) jumps.push_back(pair.b - pair.a - differences.back());
    x.push_back(pair.x);
    differences.push_back(pair.b - pair.a);
  }
  const Points points = Grouped(x, differences, kMostFitted);
  const auto fit = FitCurve(points.x, points.y, RobustSigma(jumps, 0) / std::numbers::sqrt2);
  return fit ? CorrelationTime(fit->Residuals(x, differences)) : 1;
}

double StudentBound(double freedom) {
  constexpr double z = 2.5758293035489004;  // of the normal distribution
  constexpr double z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z, z9 = z7 * z * z;
  const double u = 1 / std::max(freedom, 3.0);
  return z + u * ((z3 + z) / 4 + u * ((5 * z5 + 16 * z3 + 3 * z) / 96 +
                                      u * ((3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384 +
                                           u * (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / 92160)));
}

}  // namespace sftdoctor
