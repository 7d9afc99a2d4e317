#include "trends/describe.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "trends/decrease.h"
#include "trends/events.h"
#include "trends/fit.h"
#include "trends/robust.h"
#include "trends/slope.h"
#include "trends/teller.h"

namespace sftdoctor {
namespace {

// Pairs grow with the square and curves have three parameters: means of two or more neighbours lose nothing.
constexpr std::size_t kMostPoints = 512, kMostTailPoints = kMostPoints / 2;

// Squares of larger values overflow, and no loss that is still a number is that large.
bool IsSane(const Curve& curve) {
  constexpr double kMost = 1e100;
  const auto sane = [](const Bin& bin) { return std::abs(bin.low) < kMost && std::abs(bin.high) < kMost; };
  return !curve.bins.empty() && std::all_of(curve.bins.begin(), curve.bins.end(), sane);
}

void TellCounts(const std::string& prefix, const Curve& curve, Features& out) {
  const auto tell = [&](const char* name, double value, std::uint64_t line = kNoLine) {
    out.Set(prefix + "." + name, value, line);
  };
  const auto points = static_cast<double>(curve.points);
  tell("points", points);
  const std::uint64_t broken_at = curve.nonfinite > 0 ? curve.nonfinite_line : kNoLine;
  tell("nonfinite", static_cast<double>(curve.nonfinite), broken_at);
  tell("nonfinite_share", Ratio(static_cast<double>(curve.nonfinite), points), broken_at);
  tell("nonfinite_tail", static_cast<double>(curve.nonfinite_tail), broken_at);
  if (curve.nonfinite > 0) tell("nonfinite_at", curve.nonfinite_at, broken_at);
  const std::uint64_t end = curve.bins.empty() ? kNoLine : curve.bins.back().line;
  tell("zero_tail", static_cast<double>(curve.zero_tail), end);
  if (curve.points == 0) return;
  tell("first", curve.first, curve.bins.empty() ? kNoLine : curve.bins.front().line);
  tell("last", curve.last, end);
  tell("min", curve.min);
  tell("max", curve.max);
}

void TellLevels(const Sketch& s, const Teller& t) {
  const std::size_t last = s.size() - 1;
  t.Tell("start", s.start, 0);
  t.Tell("level", s.level, last);
  t.Tell("best", s.best_level, s.best);
  t.Tell("best_at", s.ShareAt(s.best), s.best);
  if (s.size() < 3) return;  // one or two points have no noise to compare with
  const double fall = s.start - s.level;
  t.Tell("noise", s.noise);
  t.Tell("noise_share", Ratio(s.noise, s.floor));
  t.Tell("fall", fall, last);
  t.Tell("fall_share", Ratio(fall, std::abs(s.start)), last);
  t.Tell("fall_sigma", Ratio(fall, s.unit), last);
  t.Tell("best_fall_share", Ratio(s.start - s.best_level, std::abs(s.start)), s.best);
}

void TellPeak(const Sketch& s, const Teller& t) {
  const auto from = s.smooth.begin() + static_cast<std::ptrdiff_t>(s.startup);
  const auto peak = static_cast<std::size_t>(std::max_element(from, s.smooth.end()) - s.smooth.begin());
  t.Tell("peak", s.smooth[peak], peak);
  t.Tell("peak_at", s.ShareAt(peak), peak);
  // A ratio of losses says nothing once they change sign.
  if (s.best_level > 0) t.Tell("peak_over_best", s.smooth[peak] / s.best_level, peak);
  if (s.start > 0) t.Tell("peak_over_start", s.smooth[peak] / s.start, peak);
  const std::size_t end = std::min(s.end_bins, std::max<std::size_t>(3, s.size() / 20));
  if (s.best_level > 0) {
    t.Tell("end_over_best", Median({s.y.end() - static_cast<std::ptrdiff_t>(end), s.y.end()}) / s.best_level);
  }
}

// A stretch of the curve and the smooth fit to it. The correlation of what the fit leaves over tells how much a trend
// statistic may be trusted: about a straight line, the bend of a healthy decay would count as correlation and drown it.
struct Stretch {
  Points points;
  std::optional<Fit> fit;
  double CorrelationTime() const { return fit ? fit->correlation_time : 1; }
};

Stretch StretchFrom(const Sketch& s, std::size_t from, std::size_t most) {
  Stretch stretch;
  stretch.points = Grouped(std::span(s.x).subspan(from), std::span(s.y).subspan(from), most);
  stretch.fit = FitCurve(stretch.points.x, stretch.points.y, s.unit);
  return stretch;
}

struct TrendNames {
  const char *change, *low, *high, *z;
};
constexpr TrendNames kWholeNames{"change", "change_low", "change_high", "trend_z"};
constexpr TrendNames kTailNames{"tail_change", "tail_change_low", "tail_change_high", "tail_z"};

void TellTrend(const Stretch& stretch, const TrendNames& names, const Teller& t) {
  const auto& [x, y] = stretch.points;
  const std::optional<Trend> trend = FindTrend(x, y, stretch.CorrelationTime());
  if (!trend) return;
  const double span = x.back() - x.front();
  t.Tell(names.change, trend->slope * span);
  t.Tell(names.low, trend->slope_low * span);
  t.Tell(names.high, trend->slope_high * span);
  t.Tell(names.z, trend->z);
}

void TellStuck(const Sketch& s, const Teller& t) {
  if (s.size() < 4) return;
  const auto n = static_cast<double>(s.size());
  const double ceiling = Quantile(s.worse, 0.9), none = std::numeric_limits<double>::infinity();
  t.Tell("stuck_share", static_cast<double>(CountWithoutDecrease(s.worse, none)) / n);
  t.Tell("stuck_robust_share", static_cast<double>(CountWithoutDecrease(s.worse, ceiling)) / n);
}

void TellRise(const Sketch& s, const Teller& t) {
  if (s.size() < 3) return;
  // The level, but of bins since the best only: in a steep fall the usual level is above the last bins, and that is no
  // rise.
  const auto from = s.worse_smooth.end() - static_cast<std::ptrdiff_t>(std::min(s.end_bins, s.size() - s.best));
  const double rise = Median({from, s.worse_smooth.end()}) - s.worse_smooth[s.best];
  const double gained = s.sign * (s.start - s.best_level);
  t.Tell("rise", rise, s.best);
  t.Tell("rise_share", Ratio(rise, std::abs(s.best_level)), s.best);
  t.Tell("rise_sigma", Ratio(rise, s.unit), s.best);
  t.Tell("rise_span", 1 - s.ShareAt(s.best), s.best);
  // A run that never got better has lost all of nothing: the noise stands in.
  t.Tell("rise_of_fall", Ratio(rise, std::max(gained, s.unit)), s.best);
  const Stretch since = StretchFrom(s, s.best, kMostPoints);
  if (since.points.size() >= 4) {
    t.Tell("rise_z", s.sign * MannKendall(since.points.y, since.CorrelationTime()), s.best);
  }
}

void TellPlateau(const Sketch& s, const Teller& t) {
  if (s.size() < 10) return;
  constexpr double kStillFalling = 0.02;  // of the whole fall
  const double level = s.sign * s.level, fall = s.sign * s.start - level;
  const double still = level + std::max(kStillFalling * fall, 2 * s.blur);
  constexpr double kStrays = 0.1;  // one in ten may stick out, else a single wiggle near the end would end the plateau
  std::size_t from = s.size(), above = 0;
  for (std::size_t i = s.size(); i-- > 0;) {
    if (s.worse_smooth[i] > still) {
      ++above;
    } else if (static_cast<double>(above) <= kStrays * static_cast<double>(s.size() - i)) {
      from = i;
    }
  }
  const double share = from == 0 ? 1 : from == s.size() ? 0 : 1 - s.ShareAt(from);
  t.Tell("plateau_share", share, std::min(from, s.size() - 1));
}

// Where the smooth curve first is at the target, else where the fit says that it will be.
std::optional<double> ReachOf(const Sketch& s, const Fit& fit, double target) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s.worse_smooth[i] <= s.sign * target) return s.x[i];
  }
  const std::optional<double> reach = fit.Reach(target);
  return reach && *reach >= s.x.back() ? reach : std::nullopt;  // by now it should have been there and was not
}

void TellFit(const Sketch& s, const Fit& fit, const Aim& aim, const Teller& t) {
  t.Tell("fit_kind", static_cast<double>(fit.shape));
  if (fit.shape != Shape::kLine) t.Tell("fit_floor", fit.floor);
  if (!aim.end_x) return;
  const Estimate end = fit.Forecast(std::max(*aim.end_x, s.x.back()), s.noise);
  t.Tell("forecast", end.value);
  t.Tell("forecast_low", end.low);
  t.Tell("forecast_high", end.high);
  if (!aim.target) return;
  if (const std::optional<double> reach = ReachOf(s, fit, *aim.target)) {
    t.Tell("reach_share", Ratio(*reach, *aim.end_x));
  }
}

}  // namespace

std::vector<CoursePoint> CourseOf(const Curve& curve, std::optional<double> end_x, std::size_t count) {
  if (!IsSane(curve) || count < 2) return {};
  const Sketch sketch = Outline(curve, Direction::kLow);
  const std::optional<Fit> fit = StretchFrom(sketch, sketch.startup, kMostPoints).fit;
  if (!fit) return {};
  const double to = std::max(end_x.value_or(fit->x1), fit->x1);
  std::vector<CoursePoint> points;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = fit->x0 + (to - fit->x0) * static_cast<double>(i) / static_cast<double>(count - 1);
    const Estimate band = fit->Forecast(x, sketch.noise);
    points.push_back({x, band.value, band.low, band.high});
  }
  return points;
}

void Describe(const std::string& prefix, const Curve& curve, const Aim& aim, Direction better, Features& out) {
  TellCounts(prefix, curve, out);
  if (!IsSane(curve)) return;
  const Sketch sketch = Outline(curve, better);
  const Teller teller(prefix, curve, out);
  TellLevels(sketch, teller);
  TellPeak(sketch, teller);
  TellStuck(sketch, teller);
  TellRise(sketch, teller);
  TellPlateau(sketch, teller);
  TellSpikes(sketch, teller);
  TellSwing(sketch, teller);
  const Stretch whole = StretchFrom(sketch, sketch.startup, kMostPoints);
  TellTrend(whole, kWholeNames, teller);
  TellTrend(StretchFrom(sketch, sketch.size() / 2, kMostTailPoints), kTailNames, teller);
  if (const Feature* change = out.Find(prefix + ".tail_change")) {
    teller.Tell("tail_change_share", Ratio(change->value, sketch.floor), sketch.size() - 1);
  }
  if (!whole.fit) return;
  TellChanges(sketch, *whole.fit, teller);
  TellFit(sketch, *whole.fit, aim, teller);
}

}  // namespace sftdoctor
