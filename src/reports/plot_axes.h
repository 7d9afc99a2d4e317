// What stands around a plotted curve: ranges, labels, marks.
#pragma once

#include <string>
#include <vector>

#include "findings/finding.h"
#include "reports/paint.h"

namespace sftdoctor {

struct Range {
  double low = 0, high = 1;  ///< low < high
  double Share(double value) const { return (value - low) / (high - low); }
  bool Holds(double value) const { return value >= low && value <= high; }
};

/// Whether evaluation losses can share the axis of the judged ones: there are some, and they are not counted otherwise
/// (sums of a whole set beside means per token).
bool EvaluationFits(const Observation& seen);

/// From the lowest value to the highest, unless a few stand so far above that the rest would be a flat line: then to a
/// little above the rest. Takes at least one value, none of them NaN; of equal ones the range is empty.
Range RangeWorthShowing(std::vector<double> values);

/// The losses worth showing, with room around them where all are equal.
Range LossRange(const Observation& seen);

/// Labels of the rows from the top, empty for most; with as many decimals as tell neighbours apart.
std::vector<std::string> RowLabels(const Range& range, int rows);

/// Where on the curve's axis a line of the log stands, between its neighbours on the curve.
double XOfLine(const Diagnosis& diagnosis, std::uint64_t line);

/// A finding's number under the axis.
struct PlotMark {
  int column = 0;  ///< from the left of the plot
  std::size_t number = 0;
  Severity severity = Severity::kInfo;
};

/// The line of marks below `columns` cells; marks that would touch are joined ("▲1,3"), and one at the right edge has
/// its number on the left.
std::string MarkLine(std::vector<PlotMark> marks, int columns, const Pen& pen);

}  // namespace sftdoctor
