#include "view/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "reports/plot_axes.h"
#include "reports/width.h"
#include "reports/words.h"
#include "view/dots.h"

namespace sftdoctor {
namespace {

constexpr int kRowsATick = 4, kColumnsATick = 16;  ///< that a label needs to stand free
constexpr int kFewRows = 6, kFewColumns = 24;      ///< less leaves no room for axes
constexpr int kBandRank = 1, kTargetRank = 2, kCloudRank = 3, kFitRank = 4, kLineRank = 5;
constexpr int kDashes = 4;  ///< of so many dots of a target line one is drawn

/// One chart while it is drawn.
class Drawing {
 public:
  Drawing(const Chart& chart, const Rect& area, const Scale& y, Screen& screen)
      : chart_(chart), screen_(screen), x_(chart.x_low, std::max(chart.x_high, chart.x_low + 1e-9), false), y_(y) {
    const bool axes = area.rows >= kFewRows && area.columns >= kFewColumns;
    plot_ = area;
    if (axes) {
      const int marks = chart.marks.empty() ? 0 : 1;
      plot_.rows -= 2 + marks;
      ticks_ = y_.Ticks(std::max(2, plot_.rows / kRowsATick + 1));
      labels_ = TickLabels(ticks_);
      std::size_t widest = 1;
      for (const std::string& label : labels_) widest = std::max(widest, label.size());
      margin_ = static_cast<int>(widest) + 2;
      plot_.x += margin_;
      plot_.columns -= margin_;
    }
  }

  void Draw() {
    Dots dots(plot_.columns, plot_.rows);
    DrawCourse(dots);
    if (chart_.target) {
      const int y = Y(*chart_.target, dots);
      dots.Line(0, y, dots.width() - 1, y, kTargetRank, Hue::kGreen, kDashes);
    }
    int rank = kLineRank;
    for (const Trace& trace : chart_.traces) {
      if (trace.cloud) {
        DrawCloud(trace, dots);
      } else {
        DrawLine(trace, rank++, dots);
      }
    }
    dots.Show(plot_.x, plot_.y, screen_);
    if (margin_ > 0) DrawAxes();
  }

 private:
  static constexpr int kNowhere = -1;

  int X(double x, const Dots& dots) const { return static_cast<int>(std::lround(x_.Share(x) * (dots.width() - 1))); }
  /// What lies beyond the axis stands at its end when it is so by little, or is a value above it.
  int Y(double y, const Dots& dots) const {
    const double share = y_.Share(y);
    if (!std::isfinite(share)) return kNowhere;
    return static_cast<int>(std::lround((1 - std::clamp(share, -1.0, 1.0)) * (dots.height() - 1)));
  }

  void DrawCourse(Dots& dots) const {
    for (std::size_t i = 0; i < chart_.course.size(); ++i) {
      const CoursePoint& point = chart_.course[i];
      const CoursePoint& before = chart_.course[i > 0 ? i - 1 : 0];
      const int x = X(point.x, dots), from = X(before.x, dots);
      if (x >= 0 && from < dots.width())
        dots.Line(from, Y(before.value, dots), x, Y(point.value, dots), kFitRank, Hue::kYellow, 2);
      const int low = Y(point.low, dots), high = Y(point.high, dots);
      for (int column = from + (i > 0 ? 1 : 0); column <= x; ++column) {
        for (int y = high; y <= std::min(low, dots.height() - 1); ++y) {
          if (column % 4 == 0 && (y + column / 2) % 4 == 0) dots.Dot(column, y, kBandRank, Hue::kYellow);
        }
      }
    }
  }

  void DrawCloud(const Trace& trace, Dots& dots) const {
    for (const ChartPoint& point : trace.points) {
      const int y = Y(point.y, dots);
      if (y != kNowhere) dots.Dot(X(point.x, dots), y, kCloudRank, trace.hue);
    }
  }

  void DrawLine(const Trace& trace, int rank, Dots& dots) const {
    const std::vector<ColumnSpan> spans = ColumnsOf(trace.points, x_, dots.width());
    int before = kNowhere;
    for (int x = 0; x < dots.width(); ++x) {
      const ColumnSpan& span = spans[static_cast<std::size_t>(x)];
      if (!span.any || Y(span.high, dots) == kNowhere || Y(span.low, dots) == kNowhere) continue;
      dots.Line(x, Y(span.low, dots), x, Y(span.high, dots), rank, trace.hue);
      if (before != kNowhere) {
        dots.Line(before, Y(spans[static_cast<std::size_t>(before)].last, dots), x, Y(span.first, dots), rank,
                  trace.hue);
      }
      before = x;
    }
  }

  void DrawAxes() const {
    const int axis = plot_.x - 1, bottom = plot_.bottom();
    screen_.Fill({axis, plot_.y, 1, plot_.rows}, "│", kGreyLook);
    for (std::size_t i = 0; i < ticks_.size(); ++i) {
      const double share = y_.Share(ticks_[i]);
      if (!(share >= -1e-9 && share <= 1 + 1e-9)) continue;
      const int dots = static_cast<int>(std::lround((1 - share) * (4 * plot_.rows - 1)));
      const int row = plot_.y + std::clamp(dots / 4, 0, plot_.rows - 1);
      const int width = static_cast<int>(labels_[i].size());
      screen_.Put(axis - 1 - width, row, labels_[i], kPlainLook, axis);
      screen_.Put(axis, row, "┤", kGreyLook, axis + 1);
    }
    screen_.Fill({plot_.x, bottom, plot_.columns, 1}, "─", kGreyLook);
    screen_.Put(axis, bottom, "└", kGreyLook, axis + 1);
    DrawXLabels(bottom + (chart_.marks.empty() ? 1 : 2));
    DrawMarks(bottom);
  }

  void DrawMarks(int axis) const {
    int free = plot_.x;
    for (const ChartMark& mark : chart_.marks) {
      const double share = std::clamp(x_.Share(mark.x), 0.0, 1.0);
      const int column = plot_.x + static_cast<int>(std::lround(share * (plot_.columns - 1)));
      screen_.Put(column, axis, "▲", {.hue = mark.hue, .bold = true}, plot_.right());
      const std::string number = std::to_string(mark.number);
      const int start = std::max(free, std::min(column, plot_.right() - static_cast<int>(number.size())));
      free = screen_.Put(start, axis + 1, number, {.hue = mark.hue, .bold = true}, plot_.right()) + 1;
    }
  }

  void DrawXLabels(int row) const {
    int free = plot_.x - margin_;
    const int unit = DisplayWidth(chart_.x_unit) + 1, end = plot_.right() - unit;
    for (const double tick : x_.Ticks(std::max(2, plot_.columns / kColumnsATick))) {
      const std::string label = std::abs(tick - std::round(tick)) < 1e-9 ? Grouped(tick) : TickLabels({tick}).front();
      const int column = plot_.x + static_cast<int>(std::lround(x_.Share(tick) * (plot_.columns - 1)));
      const int start = std::max(column - static_cast<int>(label.size()) / 2, plot_.x - margin_);
      if (start < free || start + static_cast<int>(label.size()) > end) continue;
      screen_.Put(column, plot_.bottom(), "┴", kGreyLook, column + 1);
      free = screen_.Put(start, row, label, kPlainLook, end) + 1;
    }
    if (end + 1 >= free) screen_.Put(end + 1, row, chart_.x_unit, kGreyLook, plot_.right());
  }

  const Chart& chart_;
  Screen& screen_;
  Scale x_, y_;
  Rect plot_;
  std::vector<double> ticks_;
  std::vector<std::string> labels_;
  int margin_ = 0;
};

}  // namespace

std::vector<ColumnSpan> ColumnsOf(const std::vector<ChartPoint>& points, const Scale& x, int width) {
  std::vector<ColumnSpan> columns(static_cast<std::size_t>(std::max(width, 0)));
  for (const ChartPoint& point : points) {
    const double share = x.Share(point.x);
    if (!std::isfinite(point.y) || !(share >= 0 && share <= 1)) continue;
    ColumnSpan& column = columns[static_cast<std::size_t>(std::lround(share * (width - 1)))];
    if (!column.any) column = {true, point.y, point.y, point.y, point.y};
    column.last = point.y;
    column.low = std::min(column.low, point.y);
    column.high = std::max(column.high, point.y);
  }
  return columns;
}

std::optional<Scale> RangeOf(const Chart& chart) {
  std::vector<double> values;
  for (const Trace& trace : chart.traces) {
    for (const ChartPoint& point : trace.points) {
      if (std::isfinite(point.y) && (!chart.log || point.y > 0)) values.push_back(point.y);
    }
  }
  if (values.empty()) return std::nullopt;
  const auto ends = std::minmax_element(values.begin(), values.end());
  Range range = chart.log ? Range{*ends.first, *ends.second} : RangeWorthShowing(std::move(values));
  // The course and the target are shown where that costs the curve no more than half of the picture.
  const auto reach_down = [&](double value) {
    const bool near = value < range.low && value > range.low - (range.high - range.low);
    if (near && (!chart.log || value > 0)) range.low = value;
  };
  for (const CoursePoint& point : chart.course) reach_down(point.value);
  if (chart.target) reach_down(*chart.target);
  const auto [low, high] = range;
  if (high > low) return Scale(low, high, chart.log);
  const double room = std::max(std::abs(low) * 0.05, 0.01);
  return Scale(chart.log ? low / 1.05 : low - room, chart.log ? low * 1.05 : low + room, chart.log);
}

bool DrawChart(const Chart& chart, const Rect& area, Screen& screen) {
  const auto y = RangeOf(chart);
  if (!y || area.columns < 4 || area.rows < 2) return false;
  Drawing(chart, area, *y, screen).Draw();
  return true;
}

}  // namespace sftdoctor
