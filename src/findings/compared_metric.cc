#include "findings/compared_metric.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sftdoctor {
namespace {

constexpr double kTail = 1.0 / 3;            ///< of the common stretch: where the runs have come to, not how they began
constexpr double kLongTail = 1.0 / 2;        ///< of a stretch with fewer points than...
constexpr std::ptrdiff_t kEnoughPairs = 12;  ///< ...this in its last third
constexpr double kCertainTrend = 1.96;       ///< Mann-Kendall z: 95 %
constexpr double kSlack = 0.05;              ///< of the stretch: an evaluation right after its last loss belongs to it

std::vector<PairedValue> TailOf(const std::vector<PairedValue>& pairs, const CommonAxis& axis) {
  for (const double share : {kTail, kLongTail}) {
    const double from = axis.to - share * (axis.to - axis.from);
    const auto begin =
        std::find_if(pairs.begin(), pairs.end(), [&](const PairedValue& pair) { return pair.x >= from; });
    if (share == kLongTail || pairs.end() - begin >= kEnoughPairs) return {begin, pairs.end()};
  }
  return {};
}

std::vector<double> Differences(const std::vector<PairedValue>& pairs) {
  std::vector<double> differences;
  for (const PairedValue& pair : pairs) differences.push_back(pair.b - pair.a);
  return differences;
}

double Mean(const std::vector<PairedValue>& pairs, double PairedValue::*value) {
  double sum = 0;
  for (const PairedValue& pair : pairs) sum += pair.*value;
  return sum / static_cast<double>(pairs.size());
}

MetricComparison Begin(const std::string& metric, const std::vector<PairedValue>& pairs, const Margin& margin,
                       double correlation_time = 1) {
  MetricComparison out;
  out.metric = metric;
  out.pairs = pairs.size();
  if (pairs.empty()) return out;
  out.from = pairs.front().x;
  out.to = pairs.back().x;
  out.level_a = Mean(pairs, &PairedValue::a);
  out.level_b = Mean(pairs, &PairedValue::b);
  out.margin = std::max(margin.least, margin.share * std::max(std::abs(out.level_a), std::abs(out.level_b)));
  out.measured = MeanDifference(Differences(pairs), correlation_time);
  return out;
}

/// Whether the gap shrinks so that it would be gone by the planned end, though no further on than the common stretch is
/// long: lines do not reach far.
bool GapCloses(const std::vector<PairedValue>& pairs, const Difference& gap, const CommonAxis& axis) {
  std::vector<double> x;
  for (const PairedValue& pair : pairs) x.push_back(pair.x);
  const std::vector<double> differences = Differences(pairs);
  const auto trend = FindTrend(x, differences, gap.correlation_time);
  if (!trend || std::abs(trend->z) < kCertainTrend || trend->slope * gap.value >= 0) return false;
  const double middle = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
  const double end = std::clamp(axis.end.value_or(axis.to), axis.to, 2 * axis.to - axis.from);
  return (gap.value + trend->slope * (end - middle)) * gap.value < 0;
}

/// Better, worse, the same or not known, by the band; `sign` is 1 where less is better.
void Judge(MetricComparison& out, double sign, ComparisonReason differs) {
  const Difference& gap = *out.measured;
  const bool certain = gap.low > 0 || gap.high<0, matters = std::abs(gap.value)> out.margin;
  if (certain && matters) {
    out.verdict = sign * gap.value < 0 ? ComparedVerdict::kBetter : ComparedVerdict::kWorse;
    out.reason = differs;
  } else {
    const bool small = gap.low > -out.margin && gap.high < out.margin;
    out.reason = small ? ComparisonReason::kSame : ComparisonReason::kWithinNoise;
  }
}

}  // namespace

MetricComparison CompareCurves(const std::string& metric, const Points& a, const Points& b, const CommonAxis& axis,
                               const Margin& margin) {
  if (!axis.HasStretch()) return Begin(metric, {}, margin);
  const std::vector<PairedValue> all = PairUp(a, b, axis.from, axis.to), pairs = TailOf(all, axis);
  MetricComparison out = Begin(metric, pairs, margin, CorrelationTimeAboutCurve(all));
  if (!out.measured) return out;
  Judge(out, 1, ComparisonReason::kLossDiffers);
  if (out.verdict != ComparedVerdict::kInconclusive && GapCloses(pairs, *out.measured, axis)) {
    out.verdict = ComparedVerdict::kInconclusive;
    out.reason = ComparisonReason::kGapCloses;
  }
  return out;
}

MetricComparison CompareBleu(const Points& a, const Points& b, const CommonAxis& axis) {
  if (!axis.HasStretch()) return Begin("bleu", {}, kBleuMargin);
  const double slack = kSlack * (axis.to - axis.from);
  std::vector<PairedValue> pairs = PairUp(a, b, axis.from - slack, axis.to + slack);
  pairs.erase(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(pairs.size() / 2));
  MetricComparison out = Begin("bleu", pairs, kBleuMargin);
  if (out.measured) {
    Judge(out, -1, ComparisonReason::kBleuDiffers);
    return out;
  }
  if (pairs.empty()) return out;
  out.margin = kFewBleuMargin.least;
  const auto beyond = [&](double sign) {
    return std::all_of(pairs.begin(), pairs.end(),
                       [&](const PairedValue& p) { return sign * (p.b - p.a) > out.margin; });
  };
  out.verdict = beyond(1)    ? ComparedVerdict::kBetter
                : beyond(-1) ? ComparedVerdict::kWorse
                             : ComparedVerdict::kInconclusive;
  out.reason =
      out.verdict == ComparedVerdict::kInconclusive ? ComparisonReason::kWithinNoise : ComparisonReason::kBleuDiffers;
  return out;
}

}  // namespace sftdoctor
