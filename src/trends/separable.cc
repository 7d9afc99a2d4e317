#include "trends/separable.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sftdoctor {
namespace {

using Eigen::ArrayXd;

bool IsCurved(Shape shape) { return shape == Shape::kExponential || shape == Shape::kPower; }

constexpr double kHuber = 1.5;  // sigmas; keeps 96 % efficiency on normal noise

struct Range {
  double low, high;
};
// Slower than half a time constant in the span is a line; faster than 200 is over within two points of most logs.
constexpr Range kExponentialRates{0.5, 200}, kPowerRates{0.05, 3};

// Weighted straight line of y over the basis, in closed form about the means.
Solved SolveLinear(Shape shape, double rate, const Data& data) {
  const ArrayXd basis = Basis(shape, rate, data.u);
  const ArrayXd& w = data.weights;
  const double total = w.sum(), mean_b = (w * basis).sum() / total, mean_y = (w * data.y).sum() / total;
  const ArrayXd centred = basis - mean_b;
  const double bb = (w * centred.square()).sum();
  Solved solved;
  solved.rate = rate;
  solved.size = bb > 0 ? (w * centred * (data.y - mean_y)).sum() / bb : 0;
  solved.floor = mean_y - solved.size * mean_b;
  if (IsCurved(shape) && data.positive && solved.size > 0 && solved.floor < 0) {
    solved.floor = 0;
    solved.size = (w * basis * data.y).sum() / (w * basis.square()).sum();
  }
  solved.residuals = data.y - solved.floor - solved.size * basis;
  solved.loss = (w * solved.residuals.square()).sum();
  return solved;
}

// Golden section between two logarithms of the rate.
Solved SearchRate(Shape shape, const Data& data, double low, double high) {
  constexpr double kSection = 0.6180339887498949;
  constexpr int kSteps = 10;  // narrows a grid step to 1 % of itself, far below what a rate is known to
  const auto solve = [&](double place) { return SolveLinear(shape, std::exp(place), data); };
  double left = high - kSection * (high - low), right = low + kSection * (high - low);
  double loss_left = solve(left).loss, loss_right = solve(right).loss;
  for (int i = 0; i < kSteps; ++i) {
    if (loss_left < loss_right) {
      high = right, right = left, loss_right = loss_left;
      left = high - kSection * (high - low);
      loss_left = solve(left).loss;
    } else {
      low = left, left = right, loss_left = loss_right;
      right = low + kSection * (high - low);
      loss_right = solve(right).loss;
    }
  }
  return solve((low + high) / 2);
}

constexpr int kGrid = 16;

struct Grid {
  double from, to, step;
};

Grid GridOf(Shape shape) {
  const Range rates = shape == Shape::kExponential ? kExponentialRates : kPowerRates;
  const double from = std::log(rates.low), to = std::log(rates.high);
  return {from, to, (to - from) / (kGrid - 1)};
}

// Searches a grid step on either side of a rate.
Solved Refine(Shape shape, const Data& data, double rate) {
  const Grid grid = GridOf(shape);
  const double place = std::log(rate);
  return SearchRate(shape, data, std::max(place - grid.step, grid.from), std::min(place + grid.step, grid.to));
}

// A coarse grid finds the valley (there can be two), golden section its bottom.
Solved Solve(Shape shape, const Data& data) {
  if (!IsCurved(shape)) return SolveLinear(shape, 0, data);
  const Grid grid = GridOf(shape);
  Solved best;
  for (int i = 0; i < kGrid; ++i) {
    Solved solved = SolveLinear(shape, std::exp(grid.from + i * grid.step), data);
    if (solved.loss < best.loss) best = std::move(solved);
  }
  return Refine(shape, data, best.rate);
}

ArrayXd HuberWeights(const ArrayXd& residuals, double scale) {
  return (kHuber * scale / residuals.abs().max(kHuber * scale));
}

// Huber's loss: twice its value over a quadratic part equal to the square, so it compares with a sum of squares.
double RobustLoss(const ArrayXd& residuals, double scale) {
  const double knee = kHuber * scale;
  const ArrayXd size = residuals.abs();
  return (size <= knee).select(size.square(), knee * (2 * size - knee)).sum();
}

}  // namespace

ArrayXd Basis(Shape shape, double rate, const ArrayXd& u) {
  switch (shape) {
    case Shape::kConstant:
      return ArrayXd::Zero(u.size());
    case Shape::kLine:
      return u;
    case Shape::kExponential:
      return (-rate * u).exp();
    case Shape::kPower:
      return (-rate * (1 + u / kPowerOnset).log()).exp();
  }
  return u;
}

Solved SolveRobustly(Shape shape, Data data) {
  Solved solved = Solve(shape, data);
  constexpr int kReweightings = 2;
  for (int i = 0; i < kReweightings; ++i) {
    data.weights = HuberWeights(solved.residuals, data.scale);
    solved = IsCurved(shape) ? Refine(shape, data, solved.rate) : SolveLinear(shape, 0, data);
  }
  solved.loss = RobustLoss(solved.residuals, data.scale);
  return solved;
}

}  // namespace sftdoctor
