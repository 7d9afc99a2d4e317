#include "reports/compare_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "findings/comparison_verdict.h"
#include "reports/canvas.h"
#include "reports/curve_plot.h"
#include "reports/plot_axes.h"
#include "reports/width.h"
#include "reports/words.h"

namespace sftdoctor {
namespace {

constexpr int kRows = 8, kMostColumns = 60, kFewestColumns = 16;
constexpr int kDashColumns = 4;  ///< every other pair of dot columns of A is left out

std::string Blanks(int count) { return std::string(static_cast<std::size_t>(std::max(0, count)), ' '); }

Range XRange(const Points& a, const Points& b) {
  Range range{std::min(a.x.front(), b.x.front()), std::max(a.x.back(), b.x.back())};
  if (range.high <= range.low) range.high = range.low + 1;
  return range;
}

Range YRange(const Points& a, const Points& b) {
  const auto [low_a, high_a] = std::minmax_element(a.y.begin(), a.y.end());
  const auto [low_b, high_b] = std::minmax_element(b.y.begin(), b.y.end());
  Range range{std::min(*low_a, *low_b), std::max(*high_a, *high_b)};
  const double room = std::max(std::abs(range.low) * 0.05, 0.01);
  return range.high > range.low ? range : Range{range.low - room, range.high + room};
}

/// One plot while it is drawn.
class Overlay {
 public:
  Overlay(const Points& a, const Points& b, const Style& style, int columns)
      : words_(style),
        pen_(style),
        unicode_(style.unicode),
        x_(XRange(a, b)),
        y_(YRange(a, b)),
        labels_(RowLabels(y_, kRows)),
        margin_(Widest(labels_) + 2),
        canvas_(std::clamp(columns - margin_, kFewestColumns, kMostColumns), kRows, style.unicode) {
    Draw(a, Layer::kRunA);
    Draw(b, Layer::kRunB);
  }

  std::vector<std::string> Lines(AxisKind kind) const {
    std::vector<std::string> lines = {Legend()};
    for (int row = 0; row < kRows; ++row) {
      const std::string& label = labels_[static_cast<std::size_t>(row)];
      const char* tick = label.empty() ? (unicode_ ? "│" : "|") : (unicode_ ? "┤" : "+");
      lines.push_back(Blanks(margin_ - 2 - static_cast<int>(label.size())) + label + " " + pen_(Ink::kFaint, tick) +
                      canvas_.Row(row, pen_));
    }
    std::string axis = unicode_ ? "└" : "+";
    for (int i = 0; i < columns(); ++i) axis += unicode_ ? "─" : "-";
    lines.push_back(Blanks(margin_ - 1) + pen_(Ink::kFaint, axis));
    lines.push_back(XLabels(kind));
    return lines;
  }

 private:
  int X(double x) const { return static_cast<int>(std::lround(x_.Share(x) * (canvas_.width() - 1))); }
  int Y(double y) const { return static_cast<int>(std::lround((1 - y_.Share(y)) * (canvas_.height() - 1))); }
  int columns() const { return canvas_.width() / (unicode_ ? 2 : 1); }

  static int Widest(const std::vector<std::string>& labels) {
    std::size_t width = 0;
    for (const std::string& label : labels) width = std::max(width, label.size());
    return static_cast<int>(width);
  }

  /// Column by column, so that dashes are even whatever the points are.
  void Draw(const Points& points, Layer layer) {
    const bool dashed = unicode_ && layer == Layer::kRunA;
    int before = Y(points.y.front());
    std::size_t next = 0;
    for (int column = X(points.x.front()); column <= X(points.x.back()); ++column) {
      while (next + 1 < points.size() && X(points.x[next]) < column) ++next;
      const int y = Between(points, next, column);
      if (!dashed || column / (kDashColumns / 2) % 2 == 0) canvas_.Line(column, before, column, y, layer);
      before = y;
    }
  }

  /// The height at a column, on the line that leads to a point.
  int Between(const Points& points, std::size_t to, int column) const {
    if (to == 0) return Y(points.y.front());
    const double x0 = X(points.x[to - 1]), x1 = X(points.x[to]);
    const double share = x1 > x0 ? std::clamp((column - x0) / (x1 - x0), 0.0, 1.0) : 1;
    return Y(points.y[to - 1] + share * (points.y[to] - points.y[to - 1]));
  }

  std::string Legend() const {
    return Blanks(margin_) + pen_(Ink::kEvaluation, unicode_ ? "⠒ ⠒" : "a") + " A  " +
           pen_(Ink::kTrend, unicode_ ? "⠒⠒" : "b") + " B";
  }

  std::string XLabels(AxisKind kind) const {
    const bool epochs = kind == AxisKind::kEpoch;
    const auto number = [&](double x) { return epochs ? fmt::format("{:.1f}", x) : Grouped(x); };
    const Word unit = kind == AxisKind::kStep ? Word::kSteps : Word::kRecords;
    const std::string last = epochs ? words_(Word::kPlotEpochs, number(x_.high)) : words_.Count(unit, x_.high);
    const std::string first = number(x_.low);
    return Blanks(margin_) + first + Blanks(columns() - DisplayWidth(first) - DisplayWidth(last)) + last;
  }

  Words words_;
  Pen pen_;
  bool unicode_;
  Range x_, y_;
  std::vector<std::string> labels_;
  int margin_;  ///< columns left of the first cell: label, blank, tick
  Canvas canvas_;
};

}  // namespace

std::vector<std::string> PlotComparison(const RunComparison& comparison, const Style& style, int columns) {
  const Observation &a = comparison.a->observation, &b = comparison.b->observation;
  const bool same = comparison.axis.kind != AxisKind::kNone && SameUnit(*comparison.a, *comparison.b) &&
                    a.judged_is_eval == b.judged_is_eval;
  if (!same || a.loss.bins.size() < 2 || b.loss.bins.size() < 2) return {};
  Points first = comparison.axis.Lay(true, a.loss), second = comparison.axis.Lay(false, b.loss);
  first.y = TrendOf(a.loss);
  second.y = TrendOf(b.loss);
  return Overlay(first, second, style, columns).Lines(comparison.axis.kind);
}

}  // namespace sftdoctor
