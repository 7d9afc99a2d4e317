#include "trends/sketch.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "trends/robust.h"

namespace sftdoctor {
namespace {

std::size_t Share(std::size_t n, double share) {
  return static_cast<std::size_t>(std::ceil(share * static_cast<double>(n)));
}

double MedianOf(std::span<const double> values) { return Median({values.begin(), values.end()}); }

std::size_t SmoothingWindow(std::size_t n) {
  if (n < 5) return 1;
  if (n < 15) return 3;  // five of ten points would smooth a divergence away
  return std::max<std::size_t>(5, Share(n, 0.05) | 1);
}

void MeasureNoise(const Curve& curve, Sketch& sketch) {
  std::vector<double> rough(sketch.size());
  for (std::size_t i = 0; i < rough.size(); ++i) rough[i] = sketch.y[i] - sketch.smooth[i];
  const double bulk = RobustSigma(rough, 0);
  // Single points scatter more than bins do once a series is thinned; their spread inside the bins is told by the
  // curve.
  sketch.noise = std::max(bulk, curve.group_noise);
  const double step = SmallestStep(sketch.y);
  sketch.least_unit = std::max(step, 1e-6 * std::abs(sketch.level));
  sketch.unit = std::max(sketch.noise, sketch.least_unit);
  sketch.floor = std::max(std::abs(sketch.level), step);
  // A median of w values has a standard error of 1.25 / sqrt(w). Early records are often noisier than most: the tenth
  // furthest out has its say.
  for (double& value : rough) value = std::abs(value);
  const double tail = Quantile(std::move(rough), 0.9) / 1.645;
  sketch.blur = 1.25 * std::max(bulk, tail) / std::sqrt(static_cast<double>(sketch.window));
}

void Measure(const Curve& curve, Sketch& sketch) {
  const std::size_t n = sketch.size();
  const std::span<const double> y = sketch.y;
  sketch.start = MedianOf(y.first(std::min(std::max<std::size_t>(3, Share(n, 0.05)), std::max<std::size_t>(1, n / 3))));
  sketch.end_bins = std::min(std::max<std::size_t>(5, Share(n, 0.1)), std::max<std::size_t>(1, n / 2));
  sketch.level = MedianOf(y.last(sketch.end_bins));
  sketch.startup = std::min(std::max<std::size_t>(3, Share(n, 0.05)), n / 4);
  for (std::size_t i = 0; i < n; ++i) {
    if (sketch.worse_smooth[i] <= sketch.worse_smooth[sketch.best]) sketch.best = i;
  }
  sketch.best_level = sketch.smooth[sketch.best];
  MeasureNoise(curve, sketch);
  sketch.least_level = 0.1 * std::abs(sketch.start);
}

}  // namespace

double Sketch::ShareAt(std::size_t bin) const {
  const double span = x.back() - x.front();
  if (span > 0) return (x[bin] - x.front()) / span;
  return size() < 2 ? 1 : static_cast<double>(bin) / static_cast<double>(size() - 1);
}

Sketch Outline(const Curve& curve, Direction better) {
  Sketch sketch;
  sketch.sign = better == Direction::kLow ? 1 : -1;
  for (const Bin& bin : curve.bins) {
    sketch.x.push_back(bin.x);
    sketch.y.push_back(bin.y);
    sketch.worse.push_back(sketch.sign * bin.y);
    sketch.worse_high.push_back(better == Direction::kLow ? bin.high : -bin.low);
  }
  sketch.window = SmoothingWindow(sketch.size());
  sketch.smooth = RunningMedian(sketch.y, sketch.window);
  for (const double value : sketch.smooth) sketch.worse_smooth.push_back(sketch.sign * value);
  Measure(curve, sketch);
  return sketch;
}

double Ratio(double a, double b) { return b == 0 ? std::numeric_limits<double>::quiet_NaN() : a / b; }

}  // namespace sftdoctor
