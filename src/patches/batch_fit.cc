#include "patches/batch_fit.h"

#include <algorithm>
#include <cmath>

namespace sftdoctor {

BatchFit FitBatch(double batch, double accumulation, double ranks, double most, double share) {
  constexpr double kSame = 1e-9;
  BatchFit best{1, std::max(1.0, share)};
  double best_product = 0, best_shift = 0;
  for (double a = std::max(1.0, share); a <= accumulation; a += std::max(1.0, share)) {
    const double b = std::min(batch, std::floor(most / (ranks * a) + kSame));
    if (b < 1) break;
    const double shift = std::abs(std::log(b / a) - std::log(batch / accumulation));
    const bool better = a * b > best_product || (a * b == best_product && shift < best_shift - kSame);
    if (!better) continue;
    best = {b, a};
    best_product = a * b;
    best_shift = shift;
  }
  return best;
}

}  // namespace sftdoctor
