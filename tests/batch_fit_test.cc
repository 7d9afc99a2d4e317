// Dividing a smaller effective batch: the seed's own numbers, and a slow search as the oracle.
#include "patches/batch_fit.h"

#include <doctest/doctest.h>

#include <cmath>

namespace sftdoctor {
namespace {

void CheckFit(double batch, double accumulation, double ranks, double most, double want_batch,
              double want_accumulation) {
  const BatchFit fit = FitBatch(batch, accumulation, ranks, most);
  CAPTURE(ranks);
  CHECK(fit.batch == want_batch);
  CHECK(fit.accumulation == want_accumulation);
}

TEST_CASE("the first case: 16 x 3 for plan A, 20 x 4 for plan B") {
  CheckFit(24, 4, 2, 96, 16, 3);
  CheckFit(24, 4, 2, 160, 20, 4);
}

TEST_CASE("other ranks") {
  CheckFit(24, 4, 1, 96, 24, 4);
  CheckFit(24, 4, 4, 96, 12, 2);
  CheckFit(24, 4, 8, 96, 12, 1);
  CheckFit(24, 4, 96, 96, 1, 1);
  CheckFit(24, 4, 128, 96, 1, 1);  // as low as it goes
}

TEST_CASE("accumulation that all ranks share stays a multiple of them") {
  const BatchFit fit = FitBatch(12, 40, 1, 96, 8);
  CHECK(std::fmod(fit.accumulation, 8) == 0);
  CHECK(fit.batch * fit.accumulation == 96);
}

TEST_CASE("no smaller pair comes nearer") {
  for (double batch = 1; batch <= 40; batch += 3) {
    for (double accumulation = 1; accumulation <= 12; ++accumulation) {
      for (double ranks = 1; ranks <= 16; ranks *= 2) {
        const BatchFit fit = FitBatch(batch, accumulation, ranks, 96);
        double best = 0;
        for (double b = 1; b <= batch; ++b) {
          for (double a = 1; a <= accumulation; ++a) {
            if (a * b * ranks <= 96) best = std::max(best, a * b);
          }
        }
        const bool right =
            fit.batch * fit.accumulation == best && fit.batch <= batch && fit.accumulation <= accumulation;
        if (!right)
          FAIL_CHECK(batch << " x " << accumulation << " on " << ranks << ": " << fit.batch << " x "
                           << fit.accumulation);
      }
    }
  }
}

}  // namespace
}  // namespace sftdoctor
