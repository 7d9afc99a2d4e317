#include "runs/series.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace sftdoctor {
namespace {

constexpr double kSigmaOfMad = 1.4826;  ///< normal consistency of the median absolute deviation

double Median(std::vector<double> values) {
  const std::size_t half = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(half), values.end());
  const double upper = values[half];
  if (values.size() % 2 == 1) return upper;
  return (upper + *std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(half))) / 2;
}

/// The median of at most eight values. Full groups go through a sorting network (Batcher's, 19 comparators), which has
/// no branches to mispredict; noise is what the values are.
double SmallMedian(std::span<double> values) {
  static constexpr std::array<std::array<std::uint8_t, 2>, 19> kNetwork = {{{0, 1},
                                                                            {2, 3},
                                                                            {4, 5},
                                                                            {6, 7},
                                                                            {0, 2},
                                                                            {1, 3},
                                                                            {4, 6},
                                                                            {5, 7},
                                                                            {1, 2},
                                                                            {5, 6},
                                                                            {0, 4},
                                                                            {1, 5},
                                                                            {2, 6},
                                                                            {3, 7},
                                                                            {2, 4},
                                                                            {3, 5},
                                                                            {1, 2},
                                                                            {3, 4},
                                                                            {5, 6}}};
  std::array<double, 8> sorted;
  sorted.fill(std::numeric_limits<double>::infinity());
  std::copy(values.begin(), values.end(), sorted.begin());
  for (const auto& [a, b] : kNetwork) {
    const double low = std::min(sorted[a], sorted[b]), high = std::max(sorted[a], sorted[b]);
    sorted[a] = low;
    sorted[b] = high;
  }
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

constexpr double kNoiseOfSteps = kSigmaOfMad / std::numbers::sqrt2;  ///< differences of two points vary twice as much

/// Robust standard deviation of points from the differences of neighbours, which a slow trend does not touch.
template <typename Points>
double DifferenceNoise(const Points& points) {
  if (points.size() < 2) return 0;
  std::vector<double> steps;
  steps.reserve(points.size() - 1);
  for (std::size_t i = 1; i < points.size(); ++i) steps.push_back(std::abs(points[i].y - points[i - 1].y));
  return kNoiseOfSteps * Median(std::move(steps));
}

/// Joins `next` to the end of `bin`; their levels are added, for the caller to divide.
void Join(Bin& bin, const Bin& next) {
  bin.x = next.x;
  bin.y += next.y;
  bin.low = std::min(bin.low, next.low);
  if (next.high > bin.high) {
    bin.high = next.high;
    bin.line = next.line;
  }
}

}  // namespace

/// One bin of neighbouring points: median level, extremes, the place of the highest.
Bin Series::Merge(std::span<const Point> points) {
  Bin bin = points.front().AsBin();
  std::vector<double> levels;
  levels.reserve(points.size());
  for (const Point& point : points) {
    levels.push_back(point.y);
    if (point.y > bin.high) {
      bin.high = point.y;
      bin.line = point.line;
    }
    bin.low = std::min(bin.low, point.y);
  }
  bin.x = points.back().x;
  bin.y = Median(std::move(levels));
  return bin;
}

void Series::Tally(double y, std::uint64_t line) {
  Curve& t = tally_;
  if (t.points == 0) {
    t.first = y;
    t.min = t.max = std::numeric_limits<double>::quiet_NaN();
  }
  ++t.points;
  t.last = y;
  if (!std::isfinite(y)) {
    if (t.nonfinite++ == 0) {
      t.nonfinite_line = line;
      t.nonfinite_at = static_cast<double>(t.points - 1);
    }
    ++t.nonfinite_tail;
    t.zero_tail = 0;
    return;
  }
  t.nonfinite_tail = 0;
  t.zero_tail = y == 0 ? t.zero_tail + 1 : 0;
  if (!(y >= t.min)) t.min = y;
  if (!(y <= t.max)) t.max = y;
}

void Series::Append(double x, double y, std::uint64_t line) {
  Tally(y, line);
  if (!std::isfinite(y)) return;
  if (tally_.points > 1) x = std::max(x, last_x_);
  last_x_ = x;
  if (bin_groups_ == 0 && exact_.size() < kExactPoints) {
    if (exact_.size() == exact_.capacity()) exact_.reserve(exact_.size() + exact_.size() / 4 + 16);  // a fleet is large
    exact_.push_back({x, y, line});
    return;
  }
  AppendThinned(x, y, line);
}

void Series::AppendThinned(double x, double y, std::uint64_t line) {
  if (bin_groups_ == 0) {
    bin_groups_ = 1;
    const std::vector<Point> all = std::exchange(exact_, {});
    for (const Point& point : all) AppendThinned(point.x, point.y, point.line);
  }
  group_[in_group_++] = {x, y, line};
  if (in_group_ == kGroup) CloseGroup();
}

void Series::CloseGroup() {
  std::array<double, kGroup> levels, steps;
  Bin group = group_[0].AsBin();
  group.x = group_[in_group_ - 1].x;
  for (std::size_t i = 0; i < in_group_; ++i) {
    const Point& point = group_[i];
    levels[i] = point.y;
    if (i > 0) steps[i - 1] = std::abs(point.y - group_[i - 1].y);
    group.low = std::min(group.low, point.y);
    if (point.y > group.high) group.high = point.y, group.line = point.line;
  }
  group.y = SmallMedian(std::span(levels.data(), in_group_));
  noise_sum_ += kNoiseOfSteps * SmallMedian(std::span(steps.data(), in_group_ - 1));
  ++noise_groups_;
  AddToBins(group);
  in_group_ = 0;
}

void Series::AddToBins(const Bin& group) {
  if (open_groups_ == 0) {
    open_ = group;
  } else {
    Join(open_, group);
  }
  if (++open_groups_ < bin_groups_) return;
  open_.y /= static_cast<double>(bin_groups_);
  bins_.push_back(open_);
  open_groups_ = 0;
  if (bins_.size() < kMostBins) return;
  for (std::size_t i = 0; i < kMostBins / 2; ++i) {
    Bin pair = bins_[2 * i];
    Join(pair, bins_[2 * i + 1]);
    pair.y /= 2;
    bins_[i] = pair;
  }
  bins_.resize(kMostBins / 2);
  bin_groups_ *= 2;
}

void Series::Become(MetricId metric, bool log) {
  metric_ = metric;
  if (!log) return;
  const auto bins = [](std::span<Bin> all) {
    for (Bin& bin : all) bin.y = std::log(bin.y), bin.low = std::log(bin.low), bin.high = std::log(bin.high);
  };
  for (double* value : {&tally_.first, &tally_.last, &tally_.min, &tally_.max}) *value = std::log(*value);
  noise_sum_ = 0;  // on the other scale; the bins alone tell it now
  for (Point& point : exact_) point.y = std::log(point.y);
  for (Point& point : std::span(group_.data(), in_group_)) point.y = std::log(point.y);
  bins(bins_);
  if (open_groups_ > 0) {
    open_.y = std::log(open_.y / static_cast<double>(open_groups_)) * static_cast<double>(open_groups_);
    open_.low = std::log(open_.low), open_.high = std::log(open_.high);
  }
}

void Series::TruncateFrom(double x) {
  const auto trim = [&](auto& bins) {
    while (!bins.empty() && bins.back().x >= x) bins.pop_back();
  };
  trim(exact_);
  if (bin_groups_ > 0) {
    trim(bins_);
    while (in_group_ > 0 && group_[in_group_ - 1].x >= x) --in_group_;
    if (open_groups_ > 0 && open_.x >= x) open_groups_ = 0;
  }
  last_x_ = std::min(last_x_, x);
}

std::vector<Bin> Series::ThinExact() const {
  const std::size_t size = (exact_.size() + kMostBins - 1) / kMostBins;
  std::vector<Bin> bins;
  if (size <= 1) {
    bins.reserve(exact_.size());
    for (const Point& point : exact_) bins.push_back(point.AsBin());
    return bins;
  }
  for (std::size_t i = 0; i < exact_.size(); i += size) {
    bins.push_back(Merge(std::span(exact_).subspan(i, std::min(size, exact_.size() - i))));
  }
  return bins;
}

Curve Series::ToCurve() const {
  Curve curve = tally_;
  if (curve.points > 0) curve.nonfinite_at /= static_cast<double>(curve.points);
  if (bin_groups_ == 0) {
    curve.bins = ThinExact();
    curve.bin_size = std::max<std::size_t>(1, (exact_.size() + kMostBins - 1) / kMostBins);
    if (curve.bin_size > 1) curve.group_noise = DifferenceNoise(exact_);
    return curve;
  }
  curve.bins = bins_;
  curve.bin_size = bin_groups_ * kGroup;
  if (open_groups_ > 0) {
    Bin last = open_;
    last.y /= static_cast<double>(open_groups_);
    curve.bins.push_back(last);
  }
  if (in_group_ > 0) curve.bins.push_back(Merge(std::span(group_.data(), in_group_)));
  curve.group_noise = noise_groups_ == 0 ? 0 : noise_sum_ / static_cast<double>(noise_groups_);
  return curve;
}

}  // namespace sftdoctor
