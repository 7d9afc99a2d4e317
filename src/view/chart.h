// A chart in cells: curves, a fit with its band, a target, marks below, labelled axes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trends/describe.h"
#include "view/scale.h"
#include "view/screen.h"

namespace sftdoctor {

struct ChartPoint {
  double x = 0, y = 0;
};

struct Trace {
  std::vector<ChartPoint> points;  ///< in order of x
  Hue hue = Hue::kCyan;
  bool cloud = false;  ///< points alone; else they are joined
};

struct ChartMark {
  double x = 0;
  std::size_t number = 0;
  Hue hue = Hue::kRed;
};

struct Chart {
  std::vector<Trace> traces;        ///< later ones over earlier ones
  std::vector<CoursePoint> course;  ///< the fit and its band
  std::optional<double> target;
  std::vector<ChartMark> marks;
  double x_low = 0, x_high = 1;
  bool log = false;
  std::string x_unit;
};

/// What the points of one column of dots come to; `first` and `last` join it to its neighbours.
struct ColumnSpan {
  bool any = false;
  double first = 0, last = 0, low = 0, high = 0;
};

/// One span a column of dots: a line through all points covers the same dots, however many there are (M4; Jugel et al.
/// 2014). Points that have no number, or lie outside of the scale, are left out.
std::vector<ColumnSpan> ColumnsOf(const std::vector<ChartPoint>& points, const Scale& x, int width);

/// The values that the y axis must show: all, unless a few stand so far above that the rest would be flat. Nothing
/// when there are none to draw (on a logarithmic axis: none above zero).
std::optional<Scale> RangeOf(const Chart& chart);

/// Draws within the area: axes take what they need, and less where there is little. False when nothing can be drawn.
bool DrawChart(const Chart& chart, const Rect& area, Screen& screen);

}  // namespace sftdoctor
