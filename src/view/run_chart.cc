#include "view/run_chart.h"

#include <algorithm>

#include "reports/plot_axes.h"
#include "reports/words.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kCoursePoints = 128;
constexpr char kEvaluation[] = "eval", kBleu[] = "bleu";

Trace LineOf(const Curve& curve, double weight, Hue hue) {
  std::vector<double> values;
  for (const Bin& bin : curve.bins) values.push_back(bin.y);
  values = Smoothed(std::move(values), weight);
  Trace trace{{}, hue, false};
  for (std::size_t i = 0; i < values.size(); ++i) trace.points.push_back({curve.bins[i].x, values[i]});
  return trace;
}

Trace CloudOf(const Curve& curve) {
  Trace trace{{}, Hue::kGrey, true};
  for (const Bin& bin : curve.bins) {
    for (const double y : {bin.low, bin.y, bin.high}) trace.points.push_back({bin.x, y});
  }
  return trace;
}

Hue HueOf(Severity severity) {
  static constexpr std::array kHues = {Hue::kCyan, Hue::kYellow, Hue::kRed};
  return kHues[static_cast<std::size_t>(severity)];
}

void AddLossExtras(const FollowedRun& run, const std::vector<CoursePoint>& course, double weight, Chart& chart) {
  const Observation& seen = run.diagnosis.observation;
  chart.course = course;
  if (!course.empty()) chart.x_high = std::max(chart.x_high, course.back().x);
  if (const auto target = seen.features.Value("target.loss"); seen.nats && target) chart.target = *target;
  if (EvaluationFits(seen)) chart.traces.push_back(LineOf(seen.eval, 0, Hue::kMagenta));
  chart.traces.push_back(LineOf(seen.loss, weight, Hue::kCyan));
  for (std::size_t i = 0; i < run.open.size(); ++i) {
    const Finding& finding = run.open[i].finding;
    if (finding.line == 0 || !finding.place.file.empty()) continue;
    chart.marks.push_back({XOfLine(run.diagnosis, finding.line), i + 1, HueOf(finding.severity)});
  }
  std::stable_sort(chart.marks.begin(), chart.marks.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
}

}  // namespace

std::vector<ChartPage> PagesOf(const FollowedRun& run, const Metrics& metrics) {
  std::vector<ChartPage> pages = {{{"loss", "loss"}, ""}};
  if (!run.diagnosis.run) return pages;
  const Observation& seen = run.diagnosis.observation;
  if (seen.judged_is_eval) pages.front().title = {"evaluation loss", "验证 loss"};
  if (!seen.judged_is_eval && seen.eval.bins.size() >= 2)
    pages.push_back({{"evaluation loss", "验证 loss"}, kEvaluation});
  if (seen.bleu.bins.size() >= 2) pages.push_back({{"BLEU", "BLEU"}, kBleu});
  for (const Series& series : run.diagnosis.run->series) {
    const Metric& metric = metrics[series.metric()];
    const bool seen_already = metric.role == "loss" || metric.role == "eval-loss" || metric.role == "bleu";
    if (!seen_already && series.points() >= 2) pages.push_back({metric.title, metric.id});
  }
  return pages;
}

Curve CurveOf(const FollowedRun& run, const std::string& page, const Metrics& metrics) {
  if (page.empty()) return run.loss();
  if (page == kEvaluation) return run.eval();
  if (page == kBleu) return run.bleu();
  const auto id = metrics.Find(page);
  const Series* series = id && run.diagnosis.run ? run.diagnosis.run->Find(*id) : nullptr;
  return series ? series->ToCurve() : Curve{};
}

std::vector<CoursePoint> CourseAhead(const FollowedRun& run) {
  const Observation& seen = run.diagnosis.observation;
  if (!run.diagnosis.run || seen.loss.bins.size() < 2) return {};
  const double first = seen.loss.bins.front().x, last = seen.loss.bins.back().x;
  std::optional<double> end = seen.end_x;
  if (end) end = std::min(*end, last + (last - first));  // the curve keeps half of the picture
  return CourseOf(seen.loss, end, kCoursePoints);
}

Chart ChartOf(const FollowedRun& chosen, const std::vector<const FollowedRun*>& others,
              const std::map<std::string, Hue>& hues, const std::string& page, const std::vector<CoursePoint>& course,
              const ViewState& state, const Metrics& metrics, const Style& style) {
  const double weight = kSmoothings[state.smoothing];
  const Words words(style);
  Chart chart;
  chart.log = state.log_axis;
  const Curve curve = CurveOf(chosen, page, metrics);
  if (curve.bins.empty()) return chart;
  chart.x_low = curve.bins.front().x;
  chart.x_high = curve.bins.back().x;
  chart.x_unit = words.Count(chosen.diagnosis.run->counts_steps ? Word::kSteps : Word::kRecords, 2);
  chart.x_unit = chart.x_unit.substr(chart.x_unit.find_first_not_of("0123456789, "));
  chart.traces.push_back(CloudOf(curve));
  for (const FollowedRun* other : others) {
    const Curve overlay = CurveOf(*other, page, metrics);
    if (overlay.bins.empty()) continue;
    chart.traces.push_back(LineOf(overlay, weight, hues.at(other->path)));
    chart.x_low = std::min(chart.x_low, overlay.bins.front().x);
    chart.x_high = std::max(chart.x_high, overlay.bins.back().x);
  }
  if (page.empty()) {
    AddLossExtras(chosen, course, weight, chart);
  } else {
    chart.traces.push_back(LineOf(curve, weight, Hue::kCyan));
  }
  if (!(chart.x_high > chart.x_low)) chart.x_high = chart.x_low + 1;
  return chart;
}

}  // namespace sftdoctor
