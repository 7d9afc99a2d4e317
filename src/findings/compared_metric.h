// One measure of two runs side by side: better, worse, the same, or not to be told.
#pragma once

#include "findings/comparison.h"
#include "trends/sketch.h"

namespace sftdoctor {

/// What a measure counts as a difference that matters.
struct Margin {
  double share = 0;  ///< of the higher level of the two
  double least = 0;  ///< and at least this
};

/// Seeds alone move a level, by how much no single pair of runs can show (Bouthillier et al. 2021): two hundredths are
/// allowed for them, and near zero, where that is nothing, a hundredth of a nat.
inline constexpr Margin kLossMargin{0.02, 0.01};
/// Losses in a unit that is not known.
inline constexpr Margin kUnitlessMargin{0.02, 0};
/// One BLEU point: of smaller differences people often think the opposite (Mathur, Baldwin & Cohn 2020).
inline constexpr Margin kBleuMargin{0, 0.01};
/// Where too few evaluations leave no band.
inline constexpr Margin kFewBleuMargin{0, 0.02};

/// A dense curve (a loss) over the end of the common stretch.
MetricComparison CompareCurves(const std::string& metric, const Points& a, const Points& b, const CommonAxis& axis,
                               const Margin& margin);

/// BLEU of a few evaluations at the same places.
MetricComparison CompareBleu(const Points& a, const Points& b, const CommonAxis& axis);

}  // namespace sftdoctor
