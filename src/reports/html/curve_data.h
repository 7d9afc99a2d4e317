// The curves of a run as the page's script reads them.
#pragma once

#include <string>

#include "findings/finding.h"

namespace sftdoctor {

/// The curve in at most `most` bins (at least two): neighbours are joined, levels averaged, extremes kept.
Curve Thinned(const Curve& curve, std::size_t most);

/// What is told of a run: everything, or what it takes to lay it over others.
enum class CurveDetail { kOutline, kFull };

/// One JSON object: name, unit of x, loss (x, y), target, planned end, where the loss is lost to NaN, and how x counts
/// in epochs and seconds where that is known; with full detail also extremes where a bin is several points, evaluation
/// loss, BLEU, learning rate, the fit with its forecast, marks at findings, resumes. No array is longer than `most`.
/// May hold any text: see ScriptSafe().
std::string CurveData(const Diagnosis& diagnosis, const Metrics& metrics, const std::string& name, CurveDetail detail,
                      std::size_t most);

}  // namespace sftdoctor
