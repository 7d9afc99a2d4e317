#include "findings/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "findings/compared_metric.h"
#include "findings/comparison_verdict.h"
#include "trends/fit.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostPoints = 128;  ///< of a curve for its slope; pairs grow with the square
constexpr double kPerSteps = 1000, kPerRecords = 100;

/// The evaluation losses, also when they are what is judged.
const Curve& EvalOf(const Diagnosis& diagnosis) {
  const Observation& seen = diagnosis.observation;
  return seen.judged_is_eval ? seen.loss : seen.eval;
}

bool PrintsPercent(const Diagnosis& diagnosis, const Metrics& metrics) {
  const BleuScale scale = diagnosis.log->format->bleu;
  const Series* series = diagnosis.run->Find(*metrics.Find("eval/bleu"));
  return scale == BleuScale::kPercent || (scale == BleuScale::kAuto && series && series->ToCurve().max > 1);
}

/// A run whose every BLEU is below 1 % looks like fractions; the other run of the same program shows that they are not.
double BleuFactor(const Diagnosis& own, const Diagnosis& other, const Metrics& metrics) {
  const bool mistaken =
      own.log->format == other.log->format && !PrintsPercent(own, metrics) && PrintsPercent(other, metrics);
  return mistaken ? 0.01 : 1;
}

/// What a smooth curve was at a place, by the last point up to it.
std::optional<double> ValueAt(const Points& points, double place) {
  const auto after = std::upper_bound(points.x.begin(), points.x.end(), place);
  if (after == points.x.begin()) return std::nullopt;
  return points.y[static_cast<std::size_t>(after - points.x.begin()) - 1];
}

Points Smooth(Points points, const Curve& curve) {
  if (!curve.bins.empty()) points.y = Outline(curve, Direction::kLow).smooth;
  return points;
}

/// The slope over the last half of the common stretch, for one unit of its axis.
std::optional<Trend> SlopeOf(const Points& points, const CommonAxis& axis, double noise) {
  const double middle = (axis.from + axis.to) / 2;
  const auto at = [&](auto found) { return static_cast<std::size_t>(found - points.x.begin()); };
  const std::size_t begin = at(std::lower_bound(points.x.begin(), points.x.end(), middle));
  const std::size_t end = at(std::upper_bound(points.x.begin(), points.x.end(), axis.to));
  if (end <= begin) return std::nullopt;
  const Points part = Grouped(std::span(points.x).subspan(begin, end - begin),
                              std::span(points.y).subspan(begin, end - begin), kMostPoints);
  const auto fit = FitCurve(part.x, part.y, noise);
  return FindTrend(part.x, part.y, fit ? fit->correlation_time : 1);
}

/// Fills in a comparison; a small class because the pieces share it.
class Comparer {
 public:
  Comparer(const Diagnosis& a, const Diagnosis& b, const Metrics& metrics) {
    out_.a = &a;
    out_.b = &b;
    out_.axis = FindCommonAxis(a, b, metrics);
    for (const bool first : {true, false}) {
      const Diagnosis& own = first ? a : b;
      bleu_factor_[first] = BleuFactor(own, first ? b : a, metrics);
      bleu_[first] = own.observation.bleu;
      for (Bin& bin : bleu_[first].bins) bin.y *= bleu_factor_[first];
    }
  }

  RunComparison Compare() {
    if (out_.a->run->counts_steps && out_.b->run->counts_steps)
      out_.same_step = std::min(out_.a->run->last_x, out_.b->run->last_x);
    CompareMetrics();
    AddLoss();
    AddEval();
    AddBleu();
    AddRun();
    CompareFindings();
    DecideComparison(out_);
    return std::move(out_);
  }

 private:
  const Diagnosis& Of(bool first) const { return first ? *out_.a : *out_.b; }
  Points Lay(bool first, const Curve& curve) const { return out_.axis.Lay(first, curve); }

  void CompareMetrics() {
    const Margin margin = Of(true).observation.nats ? kLossMargin : kUnitlessMargin;
    if (out_.axis.kind == AxisKind::kNone) return;
    if (SameUnit(*out_.a, *out_.b)) {
      const Observation &a = out_.a->observation, &b = out_.b->observation;
      if (!a.judged_is_eval && !b.judged_is_eval && !a.loss.bins.empty() && !b.loss.bins.empty())
        out_.loss = CompareCurves("loss", Lay(true, a.loss), Lay(false, b.loss), out_.axis, margin);
      const Curve &eval_a = EvalOf(*out_.a), &eval_b = EvalOf(*out_.b);
      if (!eval_a.bins.empty() && !eval_b.bins.empty())
        out_.eval = CompareCurves("eval", Lay(true, eval_a), Lay(false, eval_b), out_.axis, margin);
    }
    if (!bleu_[true].bins.empty() && !bleu_[false].bins.empty())
      out_.bleu = CompareBleu(Lay(true, bleu_[true]), Lay(false, bleu_[false]), out_.axis);
  }

  ComparedValue& Add(const std::string& id, std::optional<double> a, std::optional<double> b) {
    return out_.values.emplace_back(ComparedValue{id, a, b, std::nullopt, std::nullopt});
  }

  void AddFeature(const char* feature, const std::string& id, bool scaled = false) {
    const auto value = [&](bool first) {
      auto found = Of(first).observation.features.Value(feature);
      if (found && scaled) *found *= bleu_factor_[first];
      return found;
    };
    Add(id, value(true), value(false));
  }
  void AddFeature(const char* feature) { AddFeature(feature, feature); }

  /// The values of both curves where the shorter run ends: at its last step, and at its place on the common axis.
  void AddPlaces(const std::string& prefix, const Curve& a, const Curve& b, bool smooth) {
    const auto smoothed = [&](Points points, const Curve& curve) {
      return smooth ? Smooth(std::move(points), curve) : points;
    };
    if (out_.same_step) {
      CommonAxis steps = out_.axis;
      steps.kind = AxisKind::kStep;
      Add(prefix + ".at_step", ValueAt(smoothed(steps.Lay(true, a), a), *out_.same_step),
          ValueAt(smoothed(steps.Lay(false, b), b), *out_.same_step));
    }
    if (out_.axis.kind != AxisKind::kEpoch || !out_.axis.HasStretch()) return;
    Add(prefix + ".at_epoch", ValueAt(smoothed(Lay(true, a), a), out_.axis.to),
        ValueAt(smoothed(Lay(false, b), b), out_.axis.to));
  }

  void AddLoss() {
    const Observation &a = out_.a->observation, &b = out_.b->observation;
    AddPlaces("loss", a.loss, b.loss, true);
    AddFeature("loss.level");
    AddFeature("loss.best");
    AddSlope();
    AddFeature("loss.noise");
    AddForecast();
  }

  void AddSlope() {
    if (!out_.axis.HasStretch()) return;
    const double unit = SlopeUnit(out_.axis.kind);
    ComparedValue& value = Add("loss.slope", std::nullopt, std::nullopt);
    for (const bool first : {true, false}) {
      const Curve& curve = Of(first).observation.loss;
      const auto trend = SlopeOf(Lay(first, curve), out_.axis, Outline(curve, Direction::kLow).unit);
      if (!trend) continue;
      (first ? value.a : value.b) = trend->slope * unit;
      (first ? value.band_a : value.band_b) =
          Estimate{trend->slope * unit, trend->slope_low * unit, trend->slope_high * unit};
    }
  }

  void AddForecast() {
    AddFeature("loss.forecast");
    ComparedValue& value = out_.values.back();
    for (const bool first : {true, false}) {
      const Features& features = Of(first).observation.features;
      const auto low = features.Value("loss.forecast_low"), high = features.Value("loss.forecast_high");
      if (low && high) (first ? value.band_a : value.band_b) = Estimate{*(first ? value.a : value.b), *low, *high};
    }
  }

  void AddEval() {
    if (out_.a->observation.judged_is_eval && out_.b->observation.judged_is_eval) return;  // it is the loss above
    AddPlaces("eval", out_.a->observation.eval, out_.b->observation.eval, true);
    AddFeature("eval.level");
    AddFeature("eval.best");
  }

  void AddBleu() {
    AddPlaces("bleu", bleu_[true], bleu_[false], false);
    AddFeature("bleu.last", "bleu.last", true);
    AddFeature("bleu.best", "bleu.best", true);
  }

  void AddRun() {
    for (const char* feature : {"lr.max", "lr.last"}) AddFeature(feature);
    const auto known = [](double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; };
    if (out_.same_step) {
      Add("run.steps_per_epoch", known(out_.axis.epochs_a.steps_per_epoch()),
          known(out_.axis.epochs_b.steps_per_epoch()));
    }
    for (const char* feature : {"run.epochs", "run.steps", "run.records"}) AddFeature(feature);
    std::erase_if(out_.values, [](const ComparedValue& value) { return !value.a && !value.b; });
  }

  void CompareFindings() {
    const auto find = [](const Diagnosis& diagnosis, const std::string& id) -> const Finding* {
      for (const Finding& finding : diagnosis.findings) {
        if (finding.check->id == id) return &finding;
      }
      return nullptr;
    };
    for (const Finding& finding : out_.a->findings) {
      if (!find(*out_.b, finding.check->id)) out_.findings.push_back({FindingChange::kWentAway, &finding, nullptr});
    }
    for (const Finding& finding : out_.b->findings) {
      const Finding* before = find(*out_.a, finding.check->id);
      out_.findings.push_back({before ? FindingChange::kStayed : FindingChange::kAppeared, before, &finding});
    }
    std::stable_sort(out_.findings.begin(), out_.findings.end(),
                     [](const ComparedFinding& x, const ComparedFinding& y) { return x.change < y.change; });
  }

  RunComparison out_;
  std::array<Curve, 2> bleu_;  ///< by whether it is the first run
  std::array<double, 2> bleu_factor_{1, 1};
};

}  // namespace

double SlopeUnit(AxisKind kind) {
  return kind == AxisKind::kStep ? kPerSteps : kind == AxisKind::kRecord ? kPerRecords : 1;
}

std::optional<double> ComparedValue::difference() const { return a && b ? std::optional(*b - *a) : std::nullopt; }

RunComparison Compare(const Diagnosis& a, const Diagnosis& b, const Metrics& metrics) {
  return Comparer(a, b, metrics).Compare();
}

}  // namespace sftdoctor
