// One smooth curve for a whole run: constant, line, exponential or power law, whichever the data can pay for.
#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "trends/separable.h"

namespace sftdoctor {

struct Estimate {
  double value = 0, low = 0, high = 0;
};

/// y = floor + size * basis(x), where with u = (x - x0) / (x1 - x0) over the fitted span the basis is
/// constant: 0; line: u; exponential: exp(-rate u); power: (1 + u / kPowerOnset)^-rate.
struct Fit {
  Shape shape = Shape::kConstant;
  double floor = 0;  ///< where the curve is bound as x grows (line: its value at x0)
  double size = 0;   ///< y above the floor at x0 (line: change over the span)
  double rate = 0;   ///< exponential: time constants within the span; power: the exponent
  double x0 = 0, x1 = 1;
  double sigma = 0;                                      ///< standard deviation of the residuals
  double correlation_time = 1;                           ///< of the residuals, see robust.h
  Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();  ///< of (floor, size, rate), correlation included

  double At(double x) const;
  /// Value at x with a 95 % band for a single record: the uncertainty of the parameters and the residual noise, or the
  /// `noise` of single records where the fitted points were means of several.
  Estimate Forecast(double x, double noise) const;
  /// First x at which the curve is at `target`, before or after the fitted span; nothing if it never is.
  std::optional<double> Reach(double target) const;
  std::vector<double> Residuals(std::span<const double> x, std::span<const double> y) const;
};

/// Separable least squares (Golub & Pereyra 1973): the rate is searched, floor and size are solved for; residuals
/// beyond 1.5 `noise` get Huber (1964) weights. Shapes are compared by AICc (Hurvich & Tsai 1989) on the effective
/// number of points, so autocorrelated waves do not buy parameters. When no y is negative neither is the floor of a
/// falling curve. `noise` is the size of a usual residual and must be above 0. Nothing with fewer than 4 points or no
/// span in x.
std::optional<Fit> FitCurve(std::span<const double> x, std::span<const double> y, double noise);

}  // namespace sftdoctor
