#include <doctest/doctest.h>

#include "tests/support/series.h"
#include "trends/fit.h"

namespace sftdoctor {
namespace {

// Best sum of squares of floor + size * basis over a dense grid of rates, by the textbook normal equations.
double DenseGridLoss(Shape shape, const Series& y) {
  double best = INFINITY;
  const auto n = static_cast<double>(y.size());
  for (double rate = 0.05; rate < 200; rate *= 1.01) {
    double b = 0, bb = 0, by = 0, sy = 0;
    const auto basis = [&](std::size_t i) {
      const double u = static_cast<double>(i) / (n - 1);
      return shape == Shape::kExponential ? std::exp(-rate * u) : std::pow(1 + u / kPowerOnset, -rate);
    };
    for (std::size_t i = 0; i < y.size(); ++i) {
      b += basis(i), bb += basis(i) * basis(i), by += basis(i) * y[i], sy += y[i];
    }
    const double size = (n * by - b * sy) / (n * bb - b * b), floor = (sy - size * b) / n;
    double loss = 0;
    for (std::size_t i = 0; i < y.size(); ++i) loss += std::pow(y[i] - floor - size * basis(i), 2);
    best = std::min(best, loss);
  }
  return best;
}

double Loss(const Fit& fit, const Series& x, const Series& y) {
  double loss = 0;
  for (const double residual : fit.Residuals(x, y)) loss += residual * residual;
  return loss;
}

}  // namespace

TEST_CASE("The shape that made the data is chosen and fitted as well as by a dense grid") {
  const Series x = Steps(300);
  const Series exponential = Noisy(300, 0.1, [](double u) { return 2 + 4 * std::exp(-6 * u); });
  const Series power = Noisy(300, 0.02, [](double u) { return 1.5 + 5 * std::pow(1 + u / kPowerOnset, -0.6); });
  const auto e = FitCurve(x, exponential, 0.1), p = FitCurve(x, power, 0.02);
  CHECK(e->shape == Shape::kExponential);
  CHECK(e->floor == doctest::Approx(2).epsilon(0.03));
  CHECK(e->rate == doctest::Approx(6).epsilon(0.1));
  CHECK(Loss(*e, x, exponential) < 1.01 * DenseGridLoss(Shape::kExponential, exponential));
  CHECK(p->shape == Shape::kPower);
  CHECK(p->floor == doctest::Approx(1.5).epsilon(0.1));
  CHECK(Loss(*p, x, power) < 1.01 * DenseGridLoss(Shape::kPower, power));
  CHECK(FitCurve(x, Noisy(300, 0.1, [](double u) { return 3 - u; }), 0.1)->shape == Shape::kLine);
  CHECK(FitCurve(x, Flat(300, 3, 0.1), 0.1)->shape == Shape::kConstant);
}

TEST_CASE("Outliers do not bend the fit") {
  Series y = Noisy(200, 0.05, [](double u) { return 2 + 4 * std::exp(-5 * u); });
  for (std::size_t i = 20; i < 200; i += 20) y[i] += 20;
  const auto fit = FitCurve(Steps(200), y, 0.05);
  CHECK(fit->shape == Shape::kExponential);
  CHECK(fit->floor == doctest::Approx(2).epsilon(0.02));
}

TEST_CASE("A floor below zero is not offered to a positive loss") {
  const auto fit = FitCurve(Steps(100), Noisy(100, 0, [](double u) { return 3 * std::exp(-1.2 * u) - 0.8; }), 0.01);
  REQUIRE(fit);
  if (fit->shape == Shape::kExponential || fit->shape == Shape::kPower) CHECK(fit->floor >= 0);
}

TEST_CASE("The forecast's band holds a later record in 95 % of runs") {
  int held = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto shape = [](double u) { return 2 + 3 * std::exp(-4 * u); };
    const Estimate band = FitCurve(Steps(150), Noisy(150, 0.1, shape, seed), 0.1)->Forecast(225, 0.1);
    const double later = shape(1.5) + 0.1 * Random(seed + 1000).Normal();
    held += band.low <= later && later <= band.high;
  }
  CHECK(held > 180);
}

TEST_CASE("Targets are reached where the curve says so") {
  Fit fit;
  fit.x0 = 0, fit.x1 = 100, fit.floor = 1, fit.size = 3, fit.rate = 2;
  for (const Shape shape : {Shape::kLine, Shape::kExponential, Shape::kPower}) {
    fit.shape = shape;
    const double target = fit.At(70);
    CHECK(*fit.Reach(target) == doctest::Approx(70));
  }
  fit.shape = Shape::kExponential;
  CHECK_FALSE(fit.Reach(0.9));
  fit.shape = Shape::kConstant;
  CHECK_FALSE(fit.Reach(1));
}

TEST_CASE("Too few points, no span or no noise: no fit") {
  CHECK_FALSE(FitCurve(Steps(3), Flat(3, 1, 1), 1));
  CHECK_FALSE(FitCurve(Series(9, 1.0), Flat(9, 1, 1), 1));
  CHECK_FALSE(FitCurve(Steps(9), Flat(9, 1, 1), 0));
  const auto huge = FitCurve(Steps(50), Noisy(50, 1e9, [](double u) { return 1e12 * (1 - u / 2); }), 1e9);
  CHECK(huge->shape == Shape::kLine);
  CHECK(huge->size == doctest::Approx(-0.49e12).epsilon(0.02));
}

}  // namespace sftdoctor
