// Loss curves made to order, as values and as curves.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

#include "runs/curve.h"
#include "tests/support/random.h"

namespace sftdoctor {

using Series = std::vector<double>;

/// `count` values of a function of the share 0..1 of the run, with normal noise.
template <typename Shape>
Series Noisy(std::size_t count, double noise, Shape shape, std::uint64_t seed = 1) {
  Random random(seed);
  Series values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(shape(static_cast<double>(i) / static_cast<double>(count)) + noise * random.Normal());
  }
  return values;
}

inline Series Flat(std::size_t count, double level, double noise, std::uint64_t seed = 1) {
  return Noisy(
      count, noise, [=](double) { return level; }, seed);
}

/// First-order autoregressive noise with standard deviation `noise` about a level.
inline Series RedNoise(std::size_t count, double level, double noise, double r, std::uint64_t seed = 1) {
  Random random(seed);
  Series values;
  double state = random.Normal();
  for (std::size_t i = 0; i < count; ++i) {
    state = r * state + std::sqrt(1 - r * r) * random.Normal();
    values.push_back(level + noise * state);
  }
  return values;
}

inline Series Steps(std::size_t count) {
  Series x;
  for (std::size_t i = 0; i < count; ++i) x.push_back(static_cast<double>(i));
  return x;
}

/// One bin a value, ten steps and 100 lines apart.
inline Curve CurveOf(const Series& values) {
  Curve curve;
  curve.points = values.size();
  curve.min = curve.max = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < values.size(); ++i) {
    curve.bins.push_back({static_cast<double>(10 * i), values[i], values[i], values[i], 100 * i});
  }
  if (values.empty()) return curve;
  curve.first = values.front();
  curve.last = values.back();
  curve.min = *std::min_element(values.begin(), values.end());
  curve.max = *std::max_element(values.begin(), values.end());
  return curve;
}

}  // namespace sftdoctor
