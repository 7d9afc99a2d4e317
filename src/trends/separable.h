// Least squares for curves that are linear but for one rate: the rate is searched, the rest is solved for.
#pragma once

#include <Eigen/Core>
#include <limits>

namespace sftdoctor {

enum class Shape { kConstant = 0, kLine = 1, kExponential = 2, kPower = 3 };

/// The power law's clock starts one hundredth of the span before the first point: an origin at the point itself would
/// be a pole, and the log's own step zero is not known to be the one the run was trained from.
inline constexpr double kPowerOnset = 0.01;

/// Values of the basis of a shape (see fit.h) over u, which runs from 0 to 1 over the fitted span.
Eigen::ArrayXd Basis(Shape shape, double rate, const Eigen::ArrayXd& u);

struct Data {
  Eigen::ArrayXd u, y, weights;
  double scale = 1;       ///< usual size of a residual, above 0
  bool positive = false;  ///< no y is negative, so neither is the floor of a falling curve
};

struct Solved {
  double floor = 0, size = 0, rate = 0;
  Eigen::ArrayXd residuals;
  double loss = std::numeric_limits<double>::infinity();  ///< Huber's, doubled: a sum of squares but for outliers
};

/// The best floor, size and rate, residuals beyond 1.5 scales weighted down (Huber 1964).
Solved SolveRobustly(Shape shape, Data data);

}  // namespace sftdoctor
