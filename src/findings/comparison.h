// The boundary between findings and whatever compares runs: is B, the run after a change, better than A, and how sure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "findings/common_axis.h"
#include "findings/finding.h"
#include "trends/difference.h"
#include "trends/fit.h"

namespace sftdoctor {

enum class ComparedVerdict { kWorse, kInconclusive, kBetter };

/// What decided. The names of ComparisonReasonNames() are what JSON and scripts see.
enum class ComparisonReason {
  kTargetReached,    ///< one run reached the target, the other clearly missed it
  kNonFinite,        ///< one run ended in NaN or its like
  kLossDiffers,      ///< the difference of the losses is beyond noise and beyond what matters
  kBleuDiffers,      ///< the losses do not tell, BLEU does
  kSame,             ///< the difference is smaller than what matters, and that is sure
  kWithinNoise,      ///< it may be anything
  kGapCloses,        ///< a difference that is about to turn round
  kContradiction,    ///< what was measured disagrees
  kBothNonFinite,    ///< nothing to choose between
  kNotFarEnough,     ///< one run has not yet come to where the other broke, or reached the target
  kTooLittleShared,  ///< hardly any stretch, or points, that both have
  kUnitsDiffer,      ///< the losses are no measures of the same thing
  kNoCommonAxis,
};
const std::vector<std::string>& ComparisonReasonNames();  ///< in order of ComparisonReason: "target-reached", ...
const std::vector<std::string>& ComparedVerdictNames();   ///< in order of ComparedVerdict: "worse", ...
const std::vector<std::string>& AxisNames();              ///< in order of AxisKind: "none", "epoch", ...

/// One measure of both runs over the end of the stretch that both have.
struct MetricComparison {
  std::string metric;  ///< "loss", "eval", "bleu"
  ComparedVerdict verdict = ComparedVerdict::kInconclusive;
  ComparisonReason reason = ComparisonReason::kTooLittleShared;
  double from = 0, to = 0;             ///< of the pairs that were compared, on the common axis
  double level_a = 0, level_b = 0;     ///< means of those pairs
  std::size_t pairs = 0;               ///< 0: nothing could be compared, and the numbers mean nothing
  double margin = 0;                   ///< differences below this do not matter
  std::optional<Difference> measured;  ///< of B minus A; missing: too few pairs for a band
};

/// A number of both runs; what one of them does not have is absent.
struct ComparedValue {
  std::string id;  ///< "loss.level"
  std::optional<double> a, b;
  std::optional<Estimate> band_a, band_b;    ///< 95 %, where there are bands
  std::optional<double> difference() const;  ///< B minus A
};

enum class FindingChange { kWentAway, kAppeared, kStayed };
struct ComparedFinding {
  FindingChange change = FindingChange::kStayed;
  const Finding *a = nullptr, *b = nullptr;  ///< the one that a run does not have is null
  const Finding& either() const { return b ? *b : *a; }
};

/// The slope (`loss.slope`) is of so many units of the axis: one epoch, 1,000 steps, 100 records.
double SlopeUnit(AxisKind kind);

/// Refers to the two diagnoses.
struct RunComparison {
  const Diagnosis *a = nullptr, *b = nullptr;
  CommonAxis axis;
  std::optional<double> same_step;  ///< the last one that both runs have; nothing where not both count steps
  ComparedVerdict verdict = ComparedVerdict::kInconclusive;
  ComparisonReason reason = ComparisonReason::kTooLittleShared;
  std::optional<MetricComparison> loss, eval, bleu;  ///< what both runs have
  std::vector<ComparedValue> values;
  std::vector<ComparedFinding> findings;
  Text sentence;               ///< the verdict in words
  std::vector<Text> evidence;  ///< what speaks for and against it
  std::vector<Text> warnings;  ///< what to keep in mind about the comparison itself
};

/// Compares two runs that were judged with the same goals. Every difference is B minus A.
///
/// A loss is better or worse when, over the last third of the stretch that both have, the mean of the paired
/// differences is off zero by its 99 % band (see trends/difference.h) and larger than what runs differ by that only
/// have another seed; and when the gap, should it be closing, does not turn round before the end. Evaluation loss
/// outranks training loss, for that is what a run is for; BLEU that disagrees with them makes the verdict inconclusive.
RunComparison Compare(const Diagnosis& a, const Diagnosis& b, const Metrics& metrics);

}  // namespace sftdoctor
