#include "view/scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace sftdoctor {
namespace {

constexpr double kSlack = 1e-9;  ///< of a step: what rounding takes from a tick at the very end

}  // namespace

Scale::Scale(double low, double high, bool log) : low_(low), high_(high), log_(log) {}

double Scale::Share(double value) const {
  if (!log_) return (value - low_) / (high_ - low_);
  if (!(value > 0)) return std::numeric_limits<double>::quiet_NaN();
  return std::log(value / low_) / std::log(high_ / low_);
}

std::vector<double> Scale::Ticks(int most) const {
  if (most < 1) return {};
  if (log_ && high_ > 10 * low_) return LogTicks(most);
  const double least = (high_ - low_) / most;
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0}) {
    const double step = factor * power, first = std::ceil(low_ / step - kSlack);
    const double last = std::floor(high_ / step + kSlack);
    if (last - first + 1 > most) continue;
    std::vector<double> ticks;
    for (double i = first; i <= last; ++i) ticks.push_back(i * step + 0.0);
    return ticks;
  }
  return {};
}

std::vector<double> Scale::LogTicks(int most) const {
  static const std::array<std::vector<double>, 2> kWithin = {{{1, 2, 5}, {1}}};
  const double first = std::floor(std::log10(low_)), last = std::floor(std::log10(high_) + kSlack);
  for (const auto& within : kWithin) {
    std::vector<double> ticks;
    for (double power = first; power <= last; ++power) {
      for (const double factor : within) {
        const double tick = factor * std::pow(10, power);
        if (tick >= low_ * (1 - kSlack) && tick <= high_ * (1 + kSlack)) ticks.push_back(tick);
      }
    }
    if (static_cast<int>(ticks.size()) <= most) return ticks;
  }
  const int every = static_cast<int>(std::ceil((last - first + 1) / most));
  std::vector<double> ticks;
  for (double power = std::ceil(std::log10(low_) - kSlack); power <= last; power += every) {
    ticks.push_back(std::pow(10, power));
  }
  return ticks;
}

std::vector<std::string> TickLabels(const std::vector<double>& ticks) {
  std::vector<std::string> labels;
  double step = std::numeric_limits<double>::infinity(), largest = 0;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    if (i > 0) step = std::min(step, ticks[i] - ticks[i - 1]);
    largest = std::max(largest, std::abs(ticks[i]));
  }
  const bool plain = std::isfinite(step) && largest < 1e6 && step > 0.9e-5;
  const int decimals = plain ? std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-6)), 0, 5) : 0;
  for (const double tick : ticks) labels.push_back(plain ? fmt::format("{:.{}f}", tick, decimals) : ShortNumber(tick));
  return labels;
}

std::vector<double> Smoothed(std::vector<double> values, double weight) {
  double mean = 0, left = 1;
  for (double& value : values) {
    if (!std::isfinite(value)) continue;
    mean = weight * mean + (1 - weight) * value;
    left *= weight;
    value = mean / (1 - left);
  }
  return values;
}

}  // namespace sftdoctor
