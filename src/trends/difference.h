// Two curves side by side: by how much one lies above the other, and how sure that is.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "trends/slope.h"

namespace sftdoctor {

/// Values of two curves at the same place.
struct PairedValue {
  double x = 0, a = 0, b = 0;
};

/// The pairs within [from, to], in order of x. Each point of the curve that has fewer there is set beside the mean of
/// the other's points that are nearer to it than to its neighbours, at their mean x (the fewer points are read between
/// their neighbours there, so that a slope does not pass for a difference). Swapping the curves swaps a and b.
std::vector<PairedValue> PairUp(const Points& a, const Points& b, double from, double to);

struct Difference {
  double value = 0;          ///< trimmed mean of the differences
  double low = 0, high = 0;  ///< 99 % band
  std::size_t pairs = 0;
  double correlation_time = 1;  ///< of the differences, see robust.h
};

/// The t test on a mean with a tenth trimmed at each end (Tukey & McLaughlin 1963), its variance multiplied by the
/// correlation time, so that slow waves count as the few points that they are. What both curves share (the same
/// batches, the same fall) is gone from the differences. `least_time`: a correlation time that is known from a longer
/// stretch, for waves longer than this one. Nothing with fewer than four.
std::optional<Difference> MeanDifference(std::span<const double> differences, double least_time = 1);

/// Correlation time of the differences over a whole stretch, about the smooth curve (fit.h) by which a gap opens; 1
/// where too few are there to tell.
double CorrelationTimeAboutCurve(const std::vector<PairedValue>& pairs);

/// The point that Student's t exceeds with probability 1/200, by the expansion of Fisher & Cornish (1960): within 1 %
/// for three degrees of freedom or more; for fewer it is that of three.
double StudentBound(double freedom);

}  // namespace sftdoctor
