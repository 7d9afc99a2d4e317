#include "trends/oscillation.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <unsupported/Eigen/FFT>
#include <vector>

#include "trends/robust.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kLeastCycles = 3;   // fewer cannot be told from a bend
constexpr std::size_t kLeastValues = 16;  // below, even a perfect cycle is not significant

// |sum y e^(-i w t)|^2 at w = 2 pi k / n for k up to n / 2; [0] is the mean's and 0.
std::vector<double> Periodogram(std::vector<double> values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  for (double& value : values) value -= mean;
  Eigen::FFT<double> transform;
  std::vector<std::complex<double>> spectrum;
  transform.fwd(spectrum, values);
  std::vector<double> power((values.size() - 1) / 2 + 1);
  for (std::size_t k = 0; k < power.size(); ++k) power[k] = std::norm(spectrum[k]);
  return power;
}

// Lag-1 correlation of what the ordinates other than the peak and its neighbours describe.
double BackgroundCorrelation(const std::vector<double>& power, std::size_t peak, double step) {
  double total = 0, lagged = 0;
  for (std::size_t k = 1; k < power.size(); ++k) {
    if (k + 1 >= peak && k <= peak + 1) continue;
    total += power[k];
    lagged += power[k] * std::cos(step * static_cast<double>(k));
  }
  return total > 0 ? std::clamp(lagged / total, 0.0, 0.99) : 0;
}

// What the ordinates would be without the peak, up to a common factor.
std::vector<double> Background(const std::vector<double>& power, std::size_t peak, double step) {
  const double r = BackgroundCorrelation(power, peak, step);
  std::vector<double> red(power.size());
  double red_total = 0, total = 0;
  for (std::size_t k = kLeastCycles; k < power.size(); ++k) {
    red[k] = 1 / (1 - 2 * r * std::cos(step * static_cast<double>(k)) + r * r);
    if (k == peak) continue;
    red_total += red[k];
    total += power[k];
  }
  // The median of exponential ordinates is ln 2 of their mean. Wide enough to keep the median's own noise low.
  const auto ordinates = std::span(power).subspan(kLeastCycles);
  const std::vector<double> local = RunningMedian(ordinates, std::max<std::size_t>(31, ordinates.size() / 8));
  std::vector<double> background(power.size());
  for (std::size_t k = kLeastCycles; k < power.size(); ++k) {
    background[k] = std::max(red[k] * total / red_total, local[k - kLeastCycles] / std::numbers::ln2);
  }
  return background;
}

}  // namespace

double FisherP(double g, std::size_t count) {
  const double m = static_cast<double>(count);
  if (count == 0 || g <= 1 / m) return 1;
  if (g >= 1) return 0;
  const double first = std::exp(std::log(m) + (m - 1) * std::log1p(-g));
  // Terms of the alternating series grow like first^j / j!: beyond this they cancel to nothing but rounding, and the
  // number of ordinates above g is Poisson by then.
  if (first > 8) return 1 - std::exp(-first);
  double p = 0;
  for (double j = 1; j <= m && j * g < 1; ++j) {
    const double choose = std::lgamma(m + 1) - std::lgamma(j + 1) - std::lgamma(m - j + 1);
    const double term = std::exp(choose + (m - 1) * std::log1p(-j * g));
    p += std::fmod(j, 2) == 1 ? term : -term;
  }
  return std::clamp(p, 0.0, 1.0);
}

std::optional<Swing> FindSwing(std::span<const double> residuals) {
  // An odd length puts no ordinate at half the sampling rate. That one would have a single degree of freedom, which
  // Fisher's test excludes, and a loss that alternates from record to record would sit just there.
  if (residuals.size() % 2 == 0 && !residuals.empty()) residuals = residuals.subspan(1);
  const std::size_t n = residuals.size();
  if (n < kLeastValues) return std::nullopt;
  const std::vector<double> power = Periodogram({residuals.begin(), residuals.end()});
  const double step = 2 * std::numbers::pi / static_cast<double>(n);
  const auto tallest = [](const std::vector<double>& v) {
    return static_cast<std::size_t>(std::max_element(v.begin() + kLeastCycles, v.end()) - v.begin());
  };
  const std::size_t tallest_raw = tallest(power);
  if (!(power[tallest_raw] > 0)) return std::nullopt;
  const std::vector<double> background = Background(power, tallest_raw, step);
  std::vector<double> flat(power.size());
  for (std::size_t k = kLeastCycles; k < power.size(); ++k) {
    // A pure cycle has rounding for a background; g would be 1 all the same.
    flat[k] = power[k] / std::max(background[k], 1e-12 * power[tallest_raw]);
  }
  const std::size_t peak = tallest(flat);
  const double total = std::accumulate(flat.begin() + kLeastCycles, flat.end(), 0.0);
  Swing swing;
  swing.p = FisherP(flat[peak] / total, flat.size() - kLeastCycles);
  swing.cycles = static_cast<double>(peak);
  swing.period = static_cast<double>(n) / swing.cycles;
  swing.amplitude = 4 * std::sqrt(power[peak]) / static_cast<double>(n);  // peak to peak is twice 2 |Y| / n
  return swing;
}

Waves CountWaves(std::span<const double> smooth, const WaveLimits& limits) {
  std::vector<double> climbs;
  double foot = 0, top = 0;
  bool climbing = false;
  for (std::size_t i = 0; i < smooth.size(); ++i) {
    const double value = smooth[i];
    if (i == 0) foot = top = value;
    if (!climbing) foot = std::min(foot, value);
    const double level = std::max(std::abs(foot), limits.least_level);
    const double least = std::max(limits.share * level, limits.least);
    if (!climbing) {
      climbing = least > 0 && value - foot >= least;
      top = value;
    } else if (value > top) {
      top = value;
    } else if (top - value >= least) {
      climbs.push_back((top - foot) / level);
      climbing = false;
      foot = value;
    }
  }
  const std::size_t count = climbs.size();
  return {count, Median(std::move(climbs))};
}

}  // namespace sftdoctor
