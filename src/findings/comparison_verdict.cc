#include "findings/comparison_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "findings/comparison_text.h"

namespace sftdoctor {
namespace {

constexpr const char* kBrokenCheck = "loss/nonfinite";
constexpr double kNearly = 0.02;     ///< of the way: a run that ends so little before another has gone as far
constexpr double kClearMiss = 1.02;  ///< of a target: as far off as losses must be apart to matter

bool IsBroken(const Diagnosis& diagnosis) {
  const bool nothing = diagnosis.observation.loss.points > 0 && diagnosis.observation.loss.bins.empty();
  return nothing || std::any_of(diagnosis.findings.begin(), diagnosis.findings.end(), [](const Finding& finding) {
           return finding.check->id == kBrokenCheck && finding.severity == Severity::kError;
         });
}

/// How far B has gone beyond the last good loss of A, on the common axis; infinite when A never had one.
double BeyondA(const RunComparison& c) {
  const std::vector<Bin>&a = c.a->observation.loss.bins, &b = c.b->observation.loss.bins;
  if (b.empty() || (c.axis.kind == AxisKind::kNone && !a.empty())) return -std::numeric_limits<double>::infinity();
  if (a.empty()) return std::numeric_limits<double>::infinity();
  return c.axis.At(false, b.back().x) - c.axis.At(true, a.back().x);
}

struct Decision {
  ComparedVerdict verdict = ComparedVerdict::kInconclusive;
  ComparisonReason reason = ComparisonReason::kTooLittleShared;
};

std::optional<Decision> DecideBroken(const RunComparison& c) {
  const bool a = IsBroken(*c.a), b = IsBroken(*c.b);
  if (a && b) return Decision{ComparedVerdict::kInconclusive, ComparisonReason::kBothNonFinite};
  if (b) return Decision{ComparedVerdict::kWorse, ComparisonReason::kNonFinite};
  if (!a) return std::nullopt;
  if (c.axis.kind == AxisKind::kNone) return Decision{ComparedVerdict::kInconclusive, ComparisonReason::kNoCommonAxis};
  if (BeyondA(c) <= 0) return Decision{ComparedVerdict::kInconclusive, ComparisonReason::kNotFarEnough};
  return Decision{ComparedVerdict::kBetter, ComparisonReason::kNonFinite};
}

bool Misses(const Diagnosis& diagnosis, double target) {
  const Features& features = diagnosis.observation.features;
  const auto level = features.Value("loss.level");
  return level && *level > kClearMiss * target + features.Value("loss.noise").value_or(0);
}

/// By the target that is set for the loss: only a clear miss beside a hit counts, as losses about a target scatter.
std::optional<Decision> DecideByTarget(const RunComparison& c) {
  if (!c.a->observation.nats || !c.b->observation.nats) return std::nullopt;
  if (c.a->observation.judged_is_eval != c.b->observation.judged_is_eval) return std::nullopt;
  const auto target = c.a->observation.features.Value("target.loss");
  if (!target) return std::nullopt;
  const bool a = ReachedTarget(*c.a), b = ReachedTarget(*c.b);
  if (b && !a && Misses(*c.a, *target)) return Decision{ComparedVerdict::kBetter, ComparisonReason::kTargetReached};
  if (!a || b || !Misses(*c.b, *target)) return std::nullopt;
  if (BeyondA(c) < -kNearly * c.axis.to)
    return Decision{ComparedVerdict::kInconclusive, ComparisonReason::kNotFarEnough};
  return Decision{ComparedVerdict::kWorse, ComparisonReason::kTargetReached};
}

/// Held-out loss before training loss, where it tells anything.
Decision DecideByLoss(const RunComparison& c) {
  if (c.eval && (c.eval->verdict != ComparedVerdict::kInconclusive || c.eval->reason == ComparisonReason::kSame))
    return {c.eval->verdict, c.eval->reason};
  if (c.loss && c.loss->pairs > 0) return {c.loss->verdict, c.loss->reason};
  if (c.eval && c.eval->pairs > 0) return {c.eval->verdict, c.eval->reason};
  if (c.axis.kind == AxisKind::kNone) return {ComparedVerdict::kInconclusive, ComparisonReason::kNoCommonAxis};
  if (!c.loss && !c.eval && !c.a->observation.loss.bins.empty() && !c.b->observation.loss.bins.empty())
    return {ComparedVerdict::kInconclusive, ComparisonReason::kUnitsDiffer};
  return {};
}

Decision Decide(const RunComparison& c) {
  if (const auto broken = DecideBroken(c)) return *broken;
  const Decision loss = DecideByLoss(c);
  const auto target = DecideByTarget(c);
  const Decision bleu = c.bleu ? Decision{c.bleu->verdict, c.bleu->reason} : Decision{};
  const bool decisive = target && target->verdict != ComparedVerdict::kInconclusive;
  const Decision best = decisive || (target && loss.verdict == ComparedVerdict::kInconclusive) ? *target : loss;
  const bool against = bleu.verdict != ComparedVerdict::kInconclusive &&
                       best.verdict != ComparedVerdict::kInconclusive && bleu.verdict != best.verdict;
  if (against) return {ComparedVerdict::kInconclusive, ComparisonReason::kContradiction};
  if (best.verdict != ComparedVerdict::kInconclusive || bleu.verdict == ComparedVerdict::kInconclusive) return best;
  return bleu;
}

}  // namespace

bool SameUnit(const Diagnosis& a, const Diagnosis& b) {
  return (a.observation.nats && b.observation.nats) ||
         (a.log->format == b.log->format && a.observation.nats == b.observation.nats);
}

void DecideComparison(RunComparison& comparison) {
  const Decision decision = Decide(comparison);
  comparison.verdict = decision.verdict;
  comparison.reason = decision.reason;
  comparison.sentence = VerdictSentence(comparison);
  comparison.evidence = ComparisonEvidence(comparison);
  comparison.warnings = ComparisonWarnings(comparison);
}

const std::vector<std::string>& ComparisonReasonNames() {
  static const std::vector<std::string> kNames = {
      "target-reached",    "non-finite",   "loss-differs",  "bleu-differs",    "same",
      "within-noise",      "gap-closes",   "contradiction", "both-non-finite", "not-far-enough",
      "too-little-shared", "units-differ", "no-common-axis"};
  return kNames;
}

const std::vector<std::string>& ComparedVerdictNames() {
  static const std::vector<std::string> kNames = {"worse", "inconclusive", "better"};
  return kNames;
}

const std::vector<std::string>& AxisNames() {
  static const std::vector<std::string> kNames = {"none", "epoch", "step", "record"};
  return kNames;
}

}  // namespace sftdoctor
