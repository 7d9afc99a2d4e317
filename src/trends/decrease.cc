#include "trends/decrease.h"

#include <cmath>

namespace sftdoctor {
namespace {

// Least squares line through points that arrive one by one. Welford's updates keep it exact for values like 1e12.
class RunningLine {
 public:
  void Add(double x, double y) {
    ++count_;
    const double dx = x - mean_x_, dy = y - mean_y_;
    mean_x_ += dx / count_;
    mean_y_ += dy / count_;
    xx_ += dx * (x - mean_x_);
    xy_ += dx * (y - mean_y_);
    yy_ += dy * (y - mean_y_);
  }
  double count() const { return count_; }

  /// Probability that the true slope is above 0, the slope's error taken as normal.
  double ProbabilityOfRise() const {
    const double slope = xy_ / xx_;
    const double rest = yy_ - slope * xy_;  // sum of squared residuals
    if (rest <= 1e-14 * yy_) return xy_ > 0 ? 1 : xy_ < 0 ? 0 : 0.5;
    const double error = std::sqrt(rest / (count_ - 2) / xx_);
    return 0.5 * std::erfc(-slope / error / std::sqrt(2.0));
  }

 private:
  double count_ = 0, mean_x_ = 0, mean_y_ = 0, xx_ = 0, xy_ = 0, yy_ = 0;
};

}  // namespace

std::size_t CountWithoutDecrease(std::span<const double> values, double ceiling) {
  constexpr double kSure = 0.51;  // a coin's toss and a little: see the source
  RunningLine line;
  std::size_t longest = 0;
  for (std::size_t back = 1; back <= values.size(); ++back) {
    const double value = values[values.size() - back];
    if (value > ceiling) continue;
    line.Add(static_cast<double>(back), value);  // time runs backwards here: a fall shows as a rise
    if (line.count() > 2 && line.ProbabilityOfRise() < kSure) longest = back;
  }
  return longest;
}

}  // namespace sftdoctor
