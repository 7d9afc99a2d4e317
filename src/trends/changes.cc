#include "trends/changes.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "trends/robust.h"

namespace sftdoctor {
namespace {

constexpr double kKolmogorov = 1.628;     // 99 % quantile of the supremum of a Brownian bridge
constexpr std::size_t kLeastSegment = 5;  // a median of fewer follows single records
constexpr double kLeastSegmentShare = 0.03;

struct Segment {
  std::size_t from, to;
};

// Where the cumulative sum of the segment strays furthest from a straight line, and by how much.
std::pair<std::size_t, double> FurthestStray(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double sum = 0, furthest = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    sum += values[i] - mean;
    if (std::abs(sum) > furthest) {
      furthest = std::abs(sum);
      at = i + 1;
    }
  }
  return {at, furthest};
}

// Step of the median from the `reach` values before a place to those after it; 0 unless the step stands out from the
// drift on either side, where the trend that was taken off may have left a slope.
double LocalShift(std::span<const double> values, std::size_t at, std::size_t reach) {
  const auto step = [&](std::size_t place) {
    if (place == 0 || place >= values.size()) return 0.0;
    const auto before = values.subspan(place - std::min(reach, place), std::min(reach, place));
    const auto after = values.subspan(place, std::min(reach, values.size() - place));
    return Median({after.begin(), after.end()}) - Median({before.begin(), before.end()});
  };
  const double shift = step(at), drift = std::max(std::abs(step(at - std::min(reach, at))), std::abs(step(at + reach)));
  return std::abs(shift) > 2 * drift ? shift : 0;
}

}  // namespace

std::vector<LevelChange> FindChanges(std::span<const double> residuals, double least_shift) {
  const std::size_t n = residuals.size();
  const std::size_t least =
      std::max(kLeastSegment, static_cast<std::size_t>(kLeastSegmentShare * static_cast<double>(n)));
  if (n < 2 * least) return {};
  // Noise about the running median, as a shift would pass for noise about the mean.
  const std::vector<double> smooth = RunningMedian(residuals, 2 * least + 1);
  std::vector<double> rough(n);
  std::transform(residuals.begin(), residuals.end(), smooth.begin(), rough.begin(), std::minus<>());
  const double noise = RobustSigma(rough, 0) * std::sqrt(CorrelationTime(rough));
  // A difference of two medians of `least` values has this error; five of it is no accident among a few hundred places.
  const double blur = 1.25 * noise * std::sqrt(2 / static_cast<double>(least));
  const double needed = std::max(least_shift, 5 * blur);

  std::vector<LevelChange> changes;
  std::vector<Segment> open{{0, n}};
  while (!open.empty()) {
    const Segment segment = open.back();
    open.pop_back();
    const std::size_t length = segment.to - segment.from;
    if (length < 2 * least) continue;
    const auto values = residuals.subspan(segment.from, length);
    const auto [offset, stray] = FurthestStray(values);
    if (offset < least || length - offset < least) continue;
    if (stray <= kKolmogorov * noise * std::sqrt(static_cast<double>(length))) continue;
    const double shift = LocalShift(residuals, segment.from + offset, least);
    if (shift != 0 && std::abs(shift) >= needed) changes.push_back({segment.from + offset, shift});
    open.push_back({segment.from, segment.from + offset});
    open.push_back({segment.from + offset, segment.to});
  }
  std::sort(changes.begin(), changes.end(), [](const LevelChange& a, const LevelChange& b) { return a.at < b.at; });
  return changes;
}

}  // namespace sftdoctor
