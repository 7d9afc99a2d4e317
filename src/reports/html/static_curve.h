// Curves as inline SVG: what stands in the page without JavaScript, and on paper.
#pragma once

#include <string>

#include "findings/finding.h"
#include "reports/plot_axes.h"

namespace sftdoctor {

/// The losses that the curve shows, with the target where it is not so far off that it would flatten them.
Range PictureRange(const Observation& seen);

/// The judged curve: records, trend, fit with its forecast band to the planned end, evaluation loss, target, and marks
/// that carry the numbers of the findings. `label` is the id of the element that describes it. Empty with fewer than
/// two finite losses.
std::string StaticCurve(const Diagnosis& diagnosis, const std::string& label);

/// The course of the loss, a word high; empty likewise.
std::string Sparkline(const Diagnosis& diagnosis);

}  // namespace sftdoctor
