// The judged curve as a small picture for a terminal, an issue or a chat.
#pragma once

#include <string>
#include <vector>

#include "findings/finding.h"
#include "reports/session.h"

namespace sftdoctor {

/// The levels of the bins as a smooth line: running median against outliers, then mean.
std::vector<double> TrendOf(const Curve& curve);

/// Lines of the plot without line ends, none wider than `columns`: a legend, eight rows with y labels, the axis, marks
/// that carry the numbers of the findings (from 1, in order) that have a place, and x labels. Dots are records, the
/// line is their smoothed running median; evaluation loss and the target are drawn where there are any. Empty with
/// fewer than two finite losses.
std::vector<std::string> PlotCurve(const Diagnosis& diagnosis, const Style& style, int columns);

}  // namespace sftdoctor
