#include "trends/robust.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace sftdoctor {
namespace {

// Cuts what lies beyond three sigma of the middle, so that one spike does not pass for correlation.
std::vector<double> Winsorized(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  const double middle = Median(copy);
  const double reach = 3 * RobustSigma(values, middle);
  for (double& value : copy) value = std::clamp(value, middle - reach, middle + reach);
  return copy;
}

double SortedQuantile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = place - static_cast<double>(below);
  return sorted[below] + part * (sorted[above] - sorted[below]);
}

}  // namespace

double Median(std::vector<double> values) { return Quantile(std::move(values), 0.5); }

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(values.size() - 1);
  const auto below = values.begin() + static_cast<std::ptrdiff_t>(place);
  std::nth_element(values.begin(), below, values.end());
  const double part = place - std::floor(place);
  if (part == 0) return *below;
  const double above = *std::min_element(below + 1, values.end());
  return *below + part * (above - *below);
}

double RobustSigma(std::span<const double> values, double centre) {
  if (values.empty()) return 0;
  std::vector<double> distances(values.size());
  std::transform(values.begin(), values.end(), distances.begin(), [&](double v) { return std::abs(v - centre); });
  const double mean = std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(distances.size());
  const double mad = Median(std::move(distances));
  constexpr double kMeanToSigma = 1.2533;  // sqrt(pi / 2), for a normal sample
  return mad > 0 ? kMadToSigma * mad : kMeanToSigma * mean;
}

std::vector<double> RunningMedian(std::span<const double> values, std::size_t width) {
  const std::size_t n = values.size(), half = width / 2;
  std::vector<double> medians(n);
  SortedWindow window;
  std::size_t end = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (; end < std::min(n, i + half + 1); ++end) window.Insert(values[end]);
    if (i > half) window.Erase(values[i - half - 1]);
    medians[i] = window.Quantile(0.5);
  }
  return medians;
}

double SmallestStep(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  double least = 0;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const double step = sorted[i] - sorted[i - 1];
    if (step > 0 && (least == 0 || step < least)) least = step;
  }
  return least;
}

double CorrelationTime(std::span<const double> residuals) {
  const std::size_t n = residuals.size();
  const double most = std::max(1.0, static_cast<double>(n) / 5);
  if (n < 6) return 1;  // no lag has enough pairs
  std::vector<double> values = Winsorized(residuals);
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(n);
  for (double& value : values) value -= mean;
  const double power = std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
  if (power <= 0) return 1;
  constexpr double kWindowInTimes = 5;  // Sokal: stop once the lag passes five times the sum so far
  double time = 1, first_order = 1;
  for (std::size_t lag = 1; lag < n / 2 && static_cast<double>(lag) <= kWindowInTimes * time; ++lag) {
    const auto shifted = values.begin() + static_cast<std::ptrdiff_t>(lag);
    const double r = std::inner_product(shifted, values.end(), values.begin(), 0.0) / power;
    // A sample's correlations are too low by about (1 + 3r) / n, as its own mean was taken off (Kendall 1954).
    const double unbiased = std::min(r + (1 + 3 * std::max(r, 0.0)) / static_cast<double>(n), 0.999);
    if (lag == 1) first_order = (1 + unbiased) / (1 - unbiased);
    time += 2 * unbiased;
    if (time >= most) return most;
  }
  return std::clamp(std::max(time, first_order), 1.0, most);
}

void SortedWindow::Insert(double value) {
  values_.insert(std::upper_bound(values_.begin(), values_.end(), value), value);
}

void SortedWindow::Erase(double value) { values_.erase(std::lower_bound(values_.begin(), values_.end(), value)); }

double SortedWindow::Quantile(double share) const { return SortedQuantile(values_, share); }

}  // namespace sftdoctor
