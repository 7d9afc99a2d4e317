#include "reports/plot_axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"

namespace sftdoctor {
namespace {

constexpr double kBulkShare = 0.98;  ///< of the values, which the axis must show
constexpr double kFar = 4;           ///< so many times as far out a value flattens the picture...
constexpr double kHeadroom = 0.25;   ///< ...and is cut off at this much above the bulk

struct MarkGroup {
  int column = 0;
  std::vector<std::size_t> numbers;
  Severity severity = Severity::kInfo;

  std::string Numbers() const { return fmt::format("{}", fmt::join(numbers, ",")); }
  int Width() const { return 1 + static_cast<int>(Numbers().size()); }
};

std::vector<MarkGroup> GroupsOf(std::vector<PlotMark> marks) {
  std::stable_sort(marks.begin(), marks.end(), [](const auto& a, const auto& b) { return a.column < b.column; });
  std::vector<MarkGroup> groups;
  for (const PlotMark& mark : marks) {
    const bool touches = !groups.empty() && mark.column <= groups.back().column + groups.back().Width();
    if (!touches) groups.push_back({mark.column, {}, mark.severity});
    MarkGroup& group = groups.back();
    group.numbers.push_back(mark.number);
    std::sort(group.numbers.begin(), group.numbers.end());
    group.severity = std::max(group.severity, mark.severity);
  }
  return groups;
}

}  // namespace

bool EvaluationFits(const Observation& seen) {
  if (seen.judged_is_eval || seen.eval.bins.size() < 2) return false;
  const auto by_level = [](const Bin& a, const Bin& b) { return a.y < b.y; };
  const auto evaluation = std::minmax_element(seen.eval.bins.begin(), seen.eval.bins.end(), by_level);
  const auto loss = std::minmax_element(seen.loss.bins.begin(), seen.loss.bins.end(), by_level);
  return evaluation.first->y <= kFar * loss.second->y && kFar * evaluation.second->y >= loss.first->y;
}

Range RangeWorthShowing(std::vector<double> values) {
  const auto ends = std::minmax_element(values.begin(), values.end());
  Range range{*ends.first, *ends.second};
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(kBulkShare * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  const double height = *at - range.low;
  if (height > 0 && range.high - *at > kFar * height) range.high = *at + kHeadroom * height;
  return range;
}

Range LossRange(const Observation& seen) {
  std::vector<double> values;
  for (const Bin& bin : seen.loss.bins) values.insert(values.end(), {bin.low, bin.high});
  if (EvaluationFits(seen)) {
    for (const Bin& bin : seen.eval.bins) values.push_back(bin.y);
  }
  const Range range = RangeWorthShowing(std::move(values));
  if (range.high > range.low) return range;
  const double room = std::max(std::abs(range.low) * 0.05, 0.01);
  return {range.low - room, range.high + room};
}

std::vector<std::string> RowLabels(const Range& range, int rows) {
  const double step = (range.high - range.low) / (rows - 1);
  const bool plain = std::max(std::abs(range.low), std::abs(range.high)) < 1e5 && step > 1e-5;
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step))), 0, 6);
  std::vector<std::string> labels(static_cast<std::size_t>(rows));
  for (const int row : {0, rows / 2, rows - 1}) {
    const double value = range.high - step * row;
    labels[static_cast<std::size_t>(row)] = plain ? fmt::format("{:.{}f}", value, decimals) : ShortNumber(value);
  }
  return labels;
}

double XOfLine(const Diagnosis& diagnosis, std::uint64_t line) {
  const std::vector<Bin>& bins = diagnosis.observation.loss.bins;
  const auto at = std::find_if(bins.begin(), bins.end(), [&](const Bin& bin) { return bin.line >= line; });
  const Bin end{.x = diagnosis.run->last_x, .line = std::max(diagnosis.run->last_line, line)};
  const Bin& after = at == bins.end() ? end : *at;
  const Bin& before = at == bins.begin() ? after : *(at - 1);
  if (after.line <= before.line) return after.x;
  const double share = static_cast<double>(line - before.line) / static_cast<double>(after.line - before.line);
  return before.x + (after.x - before.x) * share;
}

std::string MarkLine(std::vector<PlotMark> marks, int columns, const Pen& pen) {
  std::string out;
  int at = 0;
  for (const MarkGroup& group : GroupsOf(std::move(marks))) {
    const bool fits = group.column + group.Width() <= columns;
    const int start = fits ? group.column : group.column + 1 - group.Width();
    out += std::string(static_cast<std::size_t>(std::max(at > 0 ? 1 : 0, start - at)), ' ');
    out += pen(Pen::Of(group.severity), fits ? pen[Sign::kMark] + group.Numbers() : group.Numbers() + pen[Sign::kMark]);
    at = std::max(at, start) + group.Width();
  }
  return out;
}

}  // namespace sftdoctor
