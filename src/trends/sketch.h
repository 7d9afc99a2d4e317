// What most features start from: levels, smooth curve and noise of one curve.
#pragma once

#include <cstddef>
#include <vector>

#include "runs/curve.h"

namespace sftdoctor {

enum class Direction { kLow, kHigh };  ///< which values are good ones

/// Everything is in the units of the curve and as it was printed, except `worse*`: there a greater value is always a
/// worse one (the sign of a curve that should be high is turned).
struct Sketch {
  std::vector<double> x, y;
  std::vector<double> smooth;  ///< running median over 5 % of the bins, at least five (three for short curves)
  std::vector<double> worse, worse_high, worse_smooth;
  double sign = 1;           ///< worse = sign * value
  std::size_t window = 1;    ///< bins that the running median looks at
  std::size_t startup = 0;   ///< bins at the start that trends leave out: 5 %, at least 3, never above a quarter
  std::size_t best = 0;      ///< bin where the smooth curve is best; the last of equals
  std::size_t end_bins = 1;  ///< bins that make the level
  double start = 0, level = 0, best_level = 0;
  double noise = 0;        ///< standard deviation of single printed points about the smooth curve; 0 for a constant
  double least_unit = 0;   ///< noise of a curve that seems to have none: a quantisation step or 1e-6 |level|
  double unit = 0;         ///< what to divide by to count in noise: noise, but at least that
  double blur = 0;         ///< standard deviation of `smooth` that the noise, its tails included, accounts for
  double least_level = 0;  ///< a tenth of |start|: jumps and swings are shares of the level there, but at least of
                           ///< this, as a memorised run that flickers between 0.001 and 0.002 does not swing
  double floor = 0;        ///< what to divide by for a share of the level: |level|, but at least a quantisation step

  std::size_t size() const { return y.size(); }
  /// Share (0..1) of the run's steps that lie before a bin.
  double ShareAt(std::size_t bin) const;
};

/// Needs at least one bin.
Sketch Outline(const Curve& curve, Direction better);

/// a / b, NaN ("could not be computed") where b is 0.
double Ratio(double a, double b);

}  // namespace sftdoctor
