// What both kinds of made-up logs need: repeatable noise, a clock, numbers as Python prints them.
#pragma once

#include <cstdint>
#include <string>

namespace samples {

/// SplitMix64 (Steele, Lea & Flood 2014): a few lines, and the same numbers on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// In [0, 1).
  double Uniform() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }

  /// Scatter of one micro-batch's loss: mean 0, standard deviation 1, within -2.29 and 3.59. Hard batches stand out
  /// more than easy ones, hence the squares; bounded, so that a story cannot grow a spike that nobody wrote.
  double Scatter() {
    const double one = Uniform(), two = Uniform(), three = Uniform();
    constexpr double kMean = 7.0 / 18, kDeviation = 0.17033;  // of (u + v² + w²) / 3
    return ((one + two * two + three * three) / 3 - kMean) / kDeviation;
  }

 private:
  std::uint64_t state_;
};

/// As Python's str(float): shortest digits that give the number back, and always a point.
std::string PythonNumber(double value);

/// A loss as a trainer prints it: a 32-bit tensor's item() has that precision, in 64-bit digits.
inline std::string PythonItem(double value) { return PythonNumber(static_cast<double>(static_cast<float>(value))); }

/// As Python's round(value, digits).
double Rounded(double value, int digits);

}  // namespace samples
