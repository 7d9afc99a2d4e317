#include "findings/common_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "trends/robust.h"

namespace sftdoctor {
namespace {

constexpr double kSameLength = 0.02;  ///< epochs of runs on the same data and batch differ by a cut last batch at most

double StepsPerEpoch(const Run& run, const Metrics& metrics) {
  if (run.epochs.empty()) return kAbsent;
  const auto metric = metrics.Find("position/steps-per-epoch");
  const auto fact = metric ? run.facts.find(*metric) : run.facts.end();
  if (run.counts_steps && fact != run.facts.end() && fact->second > 0) return fact->second;
  std::vector<double> lengths;
  for (std::size_t i = 1; i < run.epochs.size(); ++i) {
    const EpochMark &from = run.epochs[i - 1], &to = run.epochs[i];
    lengths.push_back((to.x - from.x) / (to.epoch - from.epoch));
  }
  return lengths.empty() ? kAbsent : Median(std::move(lengths));
}

bool CountsWhole(const Run& run) {
  return std::all_of(run.epochs.begin(), run.epochs.end(),
                     [](const EpochMark& mark) { return mark.epoch == std::floor(mark.epoch); });
}

/// Logs of one format count alike, so a run that was resumed at epoch 1 did not begin there. Others may count from 1.
double FirstEpoch(const Diagnosis& own, const Diagnosis& other) {
  const Run& run = *own.run;
  const bool from_one = !run.epochs.empty() && run.epochs.front().epoch == 1 && CountsWhole(run);
  return from_one && own.log->format != other.log->format ? 1 : 0;
}

struct Chosen {
  AxisKind kind;
  Text because;
};

Chosen ChooseByEpoch(const CommonAxis& axis, const Diagnosis& a, const Diagnosis& b) {
  const double in_a = axis.epochs_a.steps_per_epoch(), in_b = axis.epochs_b.steps_per_epoch();
  const bool steps = a.run->counts_steps && b.run->counts_steps;
  if (steps && std::abs(in_a - in_b) > kSameLength * std::max(in_a, in_b)) {
    const std::string first = ShortNumber(in_a), second = ShortNumber(in_b);
    return {AxisKind::kEpoch,
            {fmt::format("an epoch has {} steps in A and {} in B: the same step is not the same number of rows", first,
                         second),
             fmt::format("A 每个 epoch 有 {} 步，B 有 {} 步：同一步并不对应同样多的数据", first, second)}};
  }
  return {AxisKind::kEpoch,
          {"an epoch is the same data whatever the batch size", "无论 batch 多大，一个 epoch 都是同样的数据"}};
}

Chosen Choose(const CommonAxis& axis, const Diagnosis& a, const Diagnosis& b) {
  if (axis.epochs_a.known() && axis.epochs_b.known()) return ChooseByEpoch(axis, a, b);
  if (a.run->counts_steps && b.run->counts_steps) {
    return {AxisKind::kStep,
            {"not both logs tell epochs; the same step is the same number of rows only if the batch sizes are equal",
             "两份日志没有都记录 epoch；只有 batch 大小相同，同一步才对应同样多的数据"}};
  }
  if (!a.run->counts_steps && !b.run->counts_steps && a.log->format == b.log->format) {
    return {AxisKind::kRecord,
            {"the logs tell neither epochs nor steps, so their records were counted",
             "日志既没有 epoch 也没有步数，只能按记录条数对齐"}};
  }
  return {AxisKind::kNone,
          {"one log counts steps, the other does not, and not both tell epochs",
           "一份日志有步数，另一份没有，而且没有都记录 epoch"}};
}

double PlannedEnd(const CommonAxis& axis, const Diagnosis& a, const Diagnosis& b) {
  double end = kAbsent;
  for (const bool first : {true, false}) {
    const auto& own = (first ? a : b).observation.end_x;
    if (own) end = std::fmax(end, axis.At(first, *own));
  }
  return end;
}

}  // namespace

EpochScale::EpochScale(const Run& run, const Metrics& metrics, double first)
    : run_(&run), first_(first), steps_per_epoch_(StepsPerEpoch(run, metrics)) {}

double EpochScale::At(double x) const {
  const std::vector<EpochMark>& marks = run_->epochs;
  const auto next = std::upper_bound(marks.begin(), marks.end(), x,
                                     [](double place, const EpochMark& mark) { return place < mark.x; });
  if (next == marks.begin()) {
    const EpochMark& mark = marks.front();  // nothing before a run's first epoch, however late its first line
    return std::max(mark.epoch + (x - mark.x) / steps_per_epoch_, std::floor(mark.epoch)) - first_;
  }
  const EpochMark& from = *(next - 1);
  if (next == marks.end()) return from.epoch + (x - from.x) / steps_per_epoch_ - first_;
  return from.epoch + (next->epoch - from.epoch) * (x - from.x) / (next->x - from.x) - first_;
}

double CommonAxis::At(bool first, double x) const {
  return kind == AxisKind::kEpoch ? (first ? epochs_a : epochs_b).At(x) : x;
}

Points CommonAxis::Lay(bool first, const Curve& curve) const {
  Points points;
  for (const Bin& bin : curve.bins) {
    points.x.push_back(At(first, bin.x));
    points.y.push_back(bin.y);
  }
  return points;
}

CommonAxis FindCommonAxis(const Diagnosis& a, const Diagnosis& b, const Metrics& metrics) {
  CommonAxis axis;
  axis.epochs_a = EpochScale(*a.run, metrics, FirstEpoch(a, b));
  axis.epochs_b = EpochScale(*b.run, metrics, FirstEpoch(b, a));
  Chosen chosen = Choose(axis, a, b);
  axis.kind = chosen.kind;
  axis.because = std::move(chosen.because);
  const std::vector<Bin>&in_a = a.observation.loss.bins, &in_b = b.observation.loss.bins;
  if (axis.kind == AxisKind::kNone || in_a.empty() || in_b.empty()) return axis;
  axis.from = std::max(axis.At(true, in_a.front().x), axis.At(false, in_b.front().x));
  axis.to = std::min(axis.At(true, in_a.back().x), axis.At(false, in_b.back().x));
  if (const double end = PlannedEnd(axis, a, b); std::isfinite(end)) axis.end = end;
  return axis;
}

}  // namespace sftdoctor
