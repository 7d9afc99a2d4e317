#include "reports/html/curve_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/plot_axes.h"
#include "trends/describe.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kFitPoints = 96;        ///< smooth, so few are enough
constexpr std::size_t kMostResumes = 100;     ///< more of them are a hatching
constexpr std::size_t kMostRatePoints = 256;  ///< learning rates are ramps and bends

/// Enough digits for any screen, few enough for the size of the page.
double Rounded(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const double scale = std::pow(10, digits - 1 - static_cast<int>(std::floor(std::log10(std::abs(value)))));
  return std::isfinite(scale) && scale > 0 ? std::round(value * scale) / scale : value;
}
double Level(double value) { return Rounded(value, 5); }
double Spot(double value) { return Rounded(value, 8); }

Json CurveJson(const Curve& curve, std::size_t most, CurveDetail detail) {
  const Curve thin = Thinned(curve, most);
  Json x = Json::array(), y = Json::array(), low = Json::array(), high = Json::array();
  for (const Bin& bin : thin.bins) {
    x.push_back(Spot(bin.x));
    y.push_back(Level(bin.y));
    low.push_back(Level(bin.low));
    high.push_back(Level(bin.high));
  }
  Json out = {{"x", x}, {"y", y}};
  if (thin.bin_size > 1 && detail == CurveDetail::kFull) out["low"] = low, out["high"] = high;
  return out;
}

Json FitJson(const Observation& seen, std::size_t most) {
  Json x = Json::array(), y = Json::array(), low = Json::array(), high = Json::array();
  for (const CoursePoint& point : CourseOf(seen.loss, seen.end_x, std::min(kFitPoints, most))) {
    x.push_back(Spot(point.x));
    y.push_back(Level(point.value));
    low.push_back(Level(point.low));
    high.push_back(Level(point.high));
  }
  return {{"x", x}, {"y", y}, {"low", low}, {"high", high}};
}

Json MarksJson(const Diagnosis& diagnosis) {
  Json marks = Json::array();
  for (std::size_t i = 0; i < diagnosis.findings.size(); ++i) {
    const Finding& finding = diagnosis.findings[i];
    if (finding.line == 0) continue;
    marks.push_back({{"x", Spot(XOfLine(diagnosis, finding.line))},
                     {"number", i + 1},
                     {"severity", SeverityNames()[static_cast<std::size_t>(finding.severity)]}});
  }
  return marks;
}

/// x -> offset + x * factor.
struct Ruler {
  double offset = 0, factor = 0;
};

Ruler Through(double x0, double y0, double x1, double y1) {
  const double factor = (y1 - y0) / (x1 - x0);
  return {y0 - factor * x0, factor};
}

bool IsWhole(double value) { return value == std::floor(value); }

/// Epochs that have passed at x; nothing where the log prints whole ones only and not how long they are.
std::optional<Ruler> EpochRuler(const Diagnosis& diagnosis, const Metrics& metrics) {
  const Run& run = *diagnosis.run;
  const auto metric = metrics.Find("position/steps-per-epoch");
  const auto fact = metric ? run.facts.find(*metric) : run.facts.end();
  if (run.counts_steps && fact != run.facts.end() && fact->second > 0) return Ruler{0, 1 / fact->second};
  const double first_x = diagnosis.observation.loss.bins.front().x;
  const bool fractions = !IsWhole(run.first_epoch) || !IsWhole(run.last_epoch);
  if (!fractions || !(run.last_epoch > run.first_epoch) || !(run.last_x > first_x)) return std::nullopt;
  return Through(first_x, run.first_epoch, run.last_x, run.last_epoch);
}

/// Seconds since the start at x, as if the run had kept one speed; nothing without times.
std::optional<Ruler> TimeRuler(const Diagnosis& diagnosis) {
  const Run& run = *diagnosis.run;
  const double first_x = diagnosis.observation.loss.bins.front().x, took = run.ended - run.started;
  if (!(took > 0) || !(run.last_x > first_x)) return std::nullopt;
  return Through(first_x, 0, run.last_x, took);
}

void AddRulers(const Diagnosis& diagnosis, const Metrics& metrics, Json& out) {
  const auto add = [&](const char* name, const std::optional<Ruler>& ruler) {
    if (ruler && std::isfinite(ruler->offset) && std::isfinite(ruler->factor))
      out[name] = {Rounded(ruler->offset, 10), Rounded(ruler->factor, 10)};
  };
  add("epochs", EpochRuler(diagnosis, metrics));
  add("seconds", TimeRuler(diagnosis));
}

/// Where only NaN or infinite losses follow.
std::optional<double> LostFrom(const Diagnosis& diagnosis) {
  const Curve& loss = diagnosis.observation.loss;
  if (loss.nonfinite_tail == 0) return std::nullopt;
  const double last = loss.bins.back().x;
  return diagnosis.run->last_x > last ? std::optional(last) : std::nullopt;
}

void AddDetail(const Diagnosis& diagnosis, const Metrics& metrics, std::size_t most, Json& out) {
  const Observation& seen = diagnosis.observation;
  const Run& run = *diagnosis.run;
  if (EvaluationFits(seen)) out["eval"] = CurveJson(seen.eval, most, CurveDetail::kOutline);
  if (!seen.bleu.bins.empty()) out["bleu"] = CurveJson(seen.bleu, most, CurveDetail::kOutline);
  const auto rate = metrics.Find("train/lr");
  if (const Series* rates = rate ? run.Find(*rate) : nullptr) {
    out["rate"] = CurveJson(rates->ToCurve(), std::min(most, kMostRatePoints), CurveDetail::kOutline);
  }
  out["fit"] = FitJson(seen, most);
  out["marks"] = MarksJson(diagnosis);
  out["resumes"] = Json::array();
  for (std::size_t i = 0; i < std::min(kMostResumes, run.resumes.size()); ++i) {
    out["resumes"].push_back(Spot(XOfLine(diagnosis, run.resumes[i].line)));
  }
}

}  // namespace

Curve Thinned(const Curve& curve, std::size_t most) {
  most = std::max<std::size_t>(most, 2);
  const std::size_t size = (curve.bins.size() + most - 1) / most;
  if (size <= 1) return curve;
  Curve thin = curve;
  thin.bins.clear();
  thin.bin_size = curve.bin_size * size;
  for (std::size_t i = 0; i < curve.bins.size(); i += size) {
    const std::size_t end = std::min(i + size, curve.bins.size());
    Bin bin = curve.bins[i];
    double sum = bin.y;
    for (std::size_t k = i + 1; k < end; ++k) {
      const Bin& next = curve.bins[k];
      sum += next.y;
      bin.x = next.x;
      bin.low = std::min(bin.low, next.low);
      if (next.high > bin.high) bin.high = next.high, bin.line = next.line;
    }
    bin.y = sum / static_cast<double>(end - i);
    thin.bins.push_back(bin);
  }
  return thin;
}

std::string CurveData(const Diagnosis& diagnosis, const Metrics& metrics, const std::string& name, CurveDetail detail,
                      std::size_t most) {
  const Observation& seen = diagnosis.observation;
  const Run& run = *diagnosis.run;
  Json out = {{"name", name}, {"unit", run.counts_steps ? "steps" : "records"}};
  if (seen.loss.bins.empty()) return out.dump();
  out["loss"] = CurveJson(seen.loss, most, detail);
  out["judgedIsEval"] = seen.judged_is_eval;
  out["top"] = Level(LossRange(seen).high);
  const auto target = seen.features.Value("target.loss");
  if (seen.nats && target) out["target"] = Level(*target);
  if (seen.end_x) out["end"] = Spot(*seen.end_x);
  out["last"] = Spot(std::max(run.last_x, seen.loss.bins.back().x));
  if (const auto lost = LostFrom(diagnosis)) out["lost"] = Spot(*lost);
  AddRulers(diagnosis, metrics, out);
  if (detail == CurveDetail::kFull) AddDetail(diagnosis, metrics, most, out);
  return out.dump();
}

}  // namespace sftdoctor
