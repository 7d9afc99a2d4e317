#include "trends/fit.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "trends/robust.h"

namespace sftdoctor {
namespace {

using Eigen::ArrayXd;

// Even a curve so smooth that its misfit is all correlation shows its shape: below this count AICc would call every
// evaluation curve of twenty points constant.
constexpr double kLeastEffective = 10;

int Parameters(Shape shape) { return shape == Shape::kConstant ? 1 : shape == Shape::kLine ? 2 : 3; }

double Aicc(const Solved& solved, Shape shape, double n, double effective, double scale) {
  const double k = Parameters(shape) + 1;  // the noise is one more
  if (effective - k - 1 <= 0) return std::numeric_limits<double>::infinity();
  // Residuals far below the noise the caller measured are not evidence: an exact fit must not reach log(0).
  const double variance = std::max(solved.loss / n, 1e-4 * scale * scale);
  return effective * std::log(variance) + 2 * k + 2 * k * (k + 1) / (effective - k - 1);
}

double CorrelationTimeOf(const Solved& solved) {
  return CorrelationTime({solved.residuals.data(), static_cast<std::size_t>(solved.residuals.size())});
}

// How the curve moves with (floor, size, rate).
Eigen::Vector3d Gradient(const Fit& fit, double u) {
  const double basis = Basis(fit.shape, fit.rate, ArrayXd::Constant(1, u))(0);
  double by_rate = 0;
  if (fit.shape == Shape::kExponential) by_rate = -u * fit.size * basis;
  if (fit.shape == Shape::kPower) by_rate = -std::log1p(u / kPowerOnset) * fit.size * basis;
  return {1, fit.shape == Shape::kConstant ? 0 : basis, by_rate};
}

// Inverse of the normal equations over the parameters that the shape has, times the noise of independent points.
Eigen::Matrix3d Covariance(const Fit& fit, const Data& data) {
  Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
  for (Eigen::Index i = 0; i < data.u.size(); ++i) {
    const Eigen::Vector3d gradient = Gradient(fit, data.u(i));
    normal += gradient * gradient.transpose();
  }
  const int k = Parameters(fit.shape);
  // A whiff of ridge: a rate that the data do not determine gets a wide band, not an infinite one.
  for (int i = 0; i < k; ++i) normal(i, i) += 1e-9 * (normal(i, i) + 1e-300);
  Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
  covariance.topLeftCorner(k, k) = normal.topLeftCorner(k, k).inverse() * fit.sigma * fit.sigma * fit.correlation_time;
  return covariance.allFinite() ? covariance : Eigen::Matrix3d::Zero();
}

double Position(const Fit& fit, double x) { return (x - fit.x0) / (fit.x1 - fit.x0); }

}  // namespace

double Fit::At(double x) const {
  const double u = Position(*this, x);
  return floor + size * Basis(shape, rate, ArrayXd::Constant(1, u))(0);
}

Estimate Fit::Forecast(double x, double noise) const {
  const Eigen::Vector3d gradient = Gradient(*this, Position(*this, x));
  const double variance = std::max(0.0, gradient.dot(covariance * gradient)) + std::max(sigma * sigma, noise * noise);
  const double value = At(x), reach = 1.96 * std::sqrt(variance);
  return {value, value - reach, value + reach};
}

std::optional<double> Fit::Reach(double target) const {
  if (shape == Shape::kConstant || size == 0) return std::nullopt;
  const double basis = (target - floor) / size;
  double u = basis;
  if (shape != Shape::kLine) {
    if (basis <= 0) return std::nullopt;
    u = shape == Shape::kExponential ? -std::log(basis) / rate : kPowerOnset * (std::pow(basis, -1 / rate) - 1);
  }
  const double x = x0 + u * (x1 - x0);
  return std::isfinite(x) ? std::optional(x) : std::nullopt;
}

std::vector<double> Fit::Residuals(std::span<const double> x, std::span<const double> y) const {
  std::vector<double> residuals(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) residuals[i] = y[i] - At(x[i]);
  return residuals;
}

std::optional<Fit> FitCurve(std::span<const double> x, std::span<const double> y, double noise) {
  if (x.size() < 4 || !(x.back() > x.front()) || !(noise > 0)) return std::nullopt;
  const auto n = static_cast<Eigen::Index>(x.size());
  Data data;
  data.u = (Eigen::Map<const ArrayXd>(x.data(), n) - x.front()) / (x.back() - x.front());
  data.y = Eigen::Map<const ArrayXd>(y.data(), n);
  data.weights = ArrayXd::Ones(n);
  data.scale = noise;
  data.positive = data.y.minCoeff() >= 0;

  constexpr std::array kShapes{Shape::kConstant, Shape::kLine, Shape::kExponential, Shape::kPower};
  std::array<Solved, kShapes.size()> solved;
  std::size_t closest = 0;
  for (std::size_t i = 0; i < kShapes.size(); ++i) {
    solved[i] = SolveRobustly(kShapes[i], data);
    if (solved[i].loss < solved[closest].loss) closest = i;
  }
  // The closest fit leaves the least trend behind, so its residuals tell how many points count.
  const double points = static_cast<double>(n);
  const double effective = std::max(points / CorrelationTimeOf(solved[closest]), std::min(points, kLeastEffective));
  std::size_t chosen = 0;
  const auto score = [&](std::size_t i) { return Aicc(solved[i], kShapes[i], points, effective, noise); };
  for (std::size_t i = 1; i < kShapes.size(); ++i) {
    if (score(i) < score(chosen)) chosen = i;
  }

  const Solved& best = solved[chosen];
  Fit fit{kShapes[chosen], best.floor, best.size, best.rate, x.front(), x.back()};
  fit.sigma = std::sqrt(best.loss / std::max(1.0, points - Parameters(fit.shape)));
  fit.correlation_time = CorrelationTimeOf(best);
  fit.covariance = Covariance(fit, data);
  return fit;
}

}  // namespace sftdoctor
