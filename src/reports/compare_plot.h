// Two curves over each other, for a terminal or an issue.
#pragma once

#include <string>
#include <vector>

#include "findings/comparison.h"
#include "reports/session.h"

namespace sftdoctor {

/// Lines of the plot without line ends, none wider than `columns`: a legend, eight rows, the axis and its labels. The
/// smooth losses of both runs over the axis that they were compared on; A is dashed. Empty where the losses cannot be
/// compared.
std::vector<std::string> PlotComparison(const RunComparison& comparison, const Style& style, int columns);

}  // namespace sftdoctor
