// The slow, obvious versions of what src/trends computes: two passes, no windows kept, no closed forms reused.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <vector>

namespace sftdoctor::oracle {

using Values = std::vector<double>;

inline double Median(Values v) {
  if (v.empty()) return 0;
  std::sort(v.begin(), v.end());
  const std::size_t n = v.size();
  return n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

inline double Mean(const Values& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum / static_cast<double>(v.size());
}

inline Values RunningMedian(const Values& v, std::size_t width) {
  Values out;
  for (std::size_t i = 0; i < v.size(); ++i) {
    Values window;
    for (std::size_t j = 0; j < v.size(); ++j) {
      if (j + width / 2 >= i && j <= i + width / 2) window.push_back(v[j]);
    }
    out.push_back(Median(window));
  }
  return out;
}

inline Values PairSlopes(const Values& x, const Values& y) {
  Values slopes;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (x[i] != x[j]) slopes.push_back((y[i] - y[j]) / (x[i] - x[j]));
    }
  }
  std::sort(slopes.begin(), slopes.end());
  return slopes;
}

/// Mann-Kendall z of independent values; ties counted value by value.
inline double MannKendall(const Values& y) {
  const auto n = static_cast<double>(y.size());
  double s = 0, ties = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = i + 1; j < y.size(); ++j) s += y[j] > y[i] ? 1 : y[j] < y[i] ? -1 : 0;
    const auto t = static_cast<double>(std::count(y.begin(), y.end(), y[i]));
    ties += (t - 1) * (2 * t + 5);  // each of the t members adds its part of t (t - 1) (2t + 5)
  }
  const double variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
  return variance <= 0 || s == 0 ? 0 : (s > 0 ? s - 1 : s + 1) / std::sqrt(variance);
}

/// Ordinary least squares, refitted for every length of tail.
inline std::size_t CountWithoutDecrease(const Values& y, double ceiling) {
  std::size_t longest = 0;
  for (std::size_t back = 3; back <= y.size(); ++back) {
    Values px, py;
    for (std::size_t i = y.size() - back; i < y.size(); ++i) {
      if (y[i] > ceiling) continue;
      px.push_back(static_cast<double>(i));
      py.push_back(y[i]);
    }
    if (px.size() < 3 || y[y.size() - back] > ceiling) continue;
    const double mx = Mean(px), my = Mean(py);
    double xx = 0, xy = 0, rest = 0;
    for (std::size_t i = 0; i < px.size(); ++i) {
      xx += (px[i] - mx) * (px[i] - mx);
      xy += (px[i] - mx) * (py[i] - my);
    }
    const double slope = xy / xx;
    for (std::size_t i = 0; i < px.size(); ++i) rest += std::pow(py[i] - my - slope * (px[i] - mx), 2);
    const double error = std::sqrt(rest / static_cast<double>(px.size() - 2) / xx);
    const double falls = error > 0 ? 0.5 * std::erfc(slope / error / std::numbers::sqrt2) : slope < 0 ? 1 : 0;
    if (falls < 0.51) longest = back;
  }
  return longest;
}

/// |sum y e^(-i w t)|^2 for frequency k of n, term by term.
inline double Power(const Values& y, std::size_t k) {
  std::complex<double> sum = 0;
  const auto n = static_cast<double>(y.size());
  for (std::size_t t = 0; t < y.size(); ++t) {
    sum += y[t] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k) * static_cast<double>(t) / n);
  }
  return std::norm(sum);
}

/// Fisher's series, binomials multiplied out in long double.
inline double FisherP(double g, std::size_t count) {
  long double p = 0;
  const auto m = static_cast<long double>(count);
  for (std::size_t j = 1; j <= count && static_cast<double>(j) * g < 1; ++j) {
    long double term = 1;
    for (std::size_t i = 1; i <= j; ++i) {
      term *= (m - static_cast<long double>(i) + 1) / static_cast<long double>(i);
    }
    term *= std::pow(1 - static_cast<long double>(j) * static_cast<long double>(g), m - 1);
    p += j % 2 == 1 ? term : -term;
  }
  return static_cast<double>(p);
}

/// Least squares sequence that never rises, by the min-max formula over all pairs of ends.
inline Values NeverRising(const Values& v) {
  Values out;
  for (std::size_t i = 0; i < v.size(); ++i) {
    double least = INFINITY;
    for (std::size_t from = 0; from <= i; ++from) {
      double most = -INFINITY, sum = 0;
      for (std::size_t to = from; to < v.size(); ++to) {
        sum += v[to];
        if (to >= i) most = std::max(most, sum / static_cast<double>(to - from + 1));
      }
      least = std::min(least, most);
    }
    out.push_back(least);
  }
  return out;
}

}  // namespace sftdoctor::oracle
