// How to divide a smaller effective batch between batch and accumulation.
#pragma once

namespace sftdoctor {

struct BatchFit {
  double batch = 1, accumulation = 1;
};

/// The greatest effective batch (batch x accumulation x ranks) of at most `most` that neither number is raised for; of
/// several ways, the one that keeps their proportion best, then the larger batch, which is the faster one. Both stay at
/// least 1, so that the result may be above `most` on many ranks. `accumulation` stays a multiple of `share`.
BatchFit FitBatch(double batch, double accumulation, double ranks, double most, double share = 1);

}  // namespace sftdoctor
