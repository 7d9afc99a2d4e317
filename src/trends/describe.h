// series -> features: everything that one curve says about itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runs/curve.h"
#include "trends/features.h"
#include "trends/sketch.h"

namespace sftdoctor {

/// Where the run is meant to end and what it is meant to reach, in the units of the curve.
struct Aim {
  std::optional<double> end_x;   ///< on the axis of Bin::x
  std::optional<double> target;  ///< value wanted there
};

/// A place on the fit of a curve, with the 95 % band of a single record there.
struct CoursePoint {
  double x = 0, value = 0, low = 0, high = 0;
};

/// The fit that the forecast of Describe() is made with (of a curve that should fall), at `count` even places from the
/// end of the start-up to `end_x`, or to the last bin where that is later or there is no end. Empty when nothing fits.
std::vector<CoursePoint> CourseOf(const Curve& curve, std::optional<double> end_x, std::size_t count);

/// Sets the features `<prefix>.points` and so on. Shares are 0..1, places are those that the bins carry. What too few
/// bins, a zero level or a missing aim leave undefined is left out. For Direction::kHigh (BLEU) `rise`, `spike` and
/// `stuck` mean "got worse", while `fall`, `change` and `trend_z` keep the sign of the values. Under 4 ms for a full
/// curve.
void Describe(const std::string& prefix, const Curve& curve, const Aim& aim, Direction better, Features& out);

}  // namespace sftdoctor
