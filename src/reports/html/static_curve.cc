#include "reports/html/static_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "reports/curve_plot.h"
#include "reports/html/curve_data.h"
#include "reports/html/markup.h"
#include "trends/describe.h"

namespace sftdoctor {
namespace {

constexpr double kWidth = 720, kHeight = 260, kLeft = 46, kRight = 14, kTop = 22, kBottom = 26;
constexpr std::size_t kMostPoints = 240;  ///< one for three units of the picture
constexpr std::size_t kFitPoints = 48;
constexpr double kFarTarget = 1.5;  ///< times the height of the curve that a target may add to the picture

/// Positions in the picture.
class Frame {
 public:
  Frame(Range x, Range y) : x_(x), y_(y) {}
  double X(double x) const { return kLeft + x_.Share(x) * (kWidth - kLeft - kRight); }
  double Y(double y) const {
    return kHeight - kBottom - std::clamp(y_.Share(y), 0.0, 1.0) * (kHeight - kTop - kBottom);
  }
  const Range& x() const { return x_; }
  const Range& y() const { return y_; }

 private:
  Range x_, y_;
};

/// A path of straight lines, written as steps in tenths of a unit: half the size of absolute points.
class Path {
 public:
  void To(double x, double y) {
    const long to_x = std::lround(10 * x), to_y = std::lround(10 * y);
    if (steps_.empty()) {
      steps_ = fmt::format("M{:g} {:g}l", static_cast<double>(to_x) / 10, static_cast<double>(to_y) / 10);
    } else {
      Add(to_x - x_);
      Add(to_y - y_);
    }
    x_ = to_x;
    y_ = to_y;
  }
  std::string Line(const char* kind) const { return fmt::format("<path class=\"{}\" d=\"{}0 0\"/>", kind, steps_); }
  std::string Area(const char* kind) const { return fmt::format("<path class=\"{}\" d=\"{}0 0z\"/>", kind, steps_); }

 private:
  void Add(long tenths) { steps_ += fmt::format("{:g} ", static_cast<double>(tenths) / 10); }

  std::string steps_;
  long x_ = 0, y_ = 0;
};

std::string LevelLine(const char* kind, const std::vector<Bin>& bins, const Frame& frame) {
  Path path;
  for (const Bin& bin : bins) path.To(frame.X(bin.x), frame.Y(bin.y));
  return path.Line(kind);
}

/// Highs there, lows back.
std::string Spread(const std::vector<Bin>& bins, const Frame& frame) {
  Path path;
  for (const Bin& bin : bins) path.To(frame.X(bin.x), frame.Y(bin.high));
  for (auto bin = bins.rbegin(); bin != bins.rend(); ++bin) path.To(frame.X(bin->x), frame.Y(bin->low));
  return path.Area("spread");
}

/// The trend of a curve as a curve.
Curve TrendCurve(const Curve& loss) {
  Curve trend = loss;
  const std::vector<double> levels = TrendOf(loss);
  for (std::size_t i = 0; i < levels.size(); ++i) trend.bins[i].y = levels[i];
  return trend;
}

std::string FitLines(const Observation& seen, const Frame& frame) {
  Path line, band;
  const std::vector<CoursePoint> course = CourseOf(seen.loss, seen.end_x, kFitPoints);
  if (course.empty()) return "";
  const double last = seen.loss.bins.back().x;
  for (const CoursePoint& point : course) line.To(frame.X(point.x), frame.Y(point.value));
  if (!seen.end_x) return line.Line("fit");
  for (const CoursePoint& point : course) {
    if (point.x >= last) band.To(frame.X(point.x), frame.Y(point.high));
  }
  for (auto point = course.rbegin(); point != course.rend() && point->x >= last; ++point) {
    band.To(frame.X(point->x), frame.Y(point->low));
  }
  return band.Area("band") + line.Line("fit");
}

/// Round numbers between low and high, at most `most` and one.
std::vector<double> Ticks(const Range& range, double most) {
  const double rough = (range.high - range.low) / most, power = std::pow(10, std::floor(std::log10(rough)));
  const double steps[] = {1, 2, 5, 10};
  const double step =
      power * *std::find_if(std::begin(steps), std::end(steps) - 1, [&](double each) { return each * power >= rough; });
  std::vector<double> ticks;
  for (double at = std::ceil(range.low / step); at * step <= range.high; ++at) ticks.push_back(at * step);
  return ticks;
}

std::string Axes(const Diagnosis& diagnosis, const Frame& frame) {
  constexpr double kMostRows = 5;
  std::string out;
  for (const double value : Ticks(frame.y(), kMostRows)) {
    const double y = frame.Y(value);
    out += fmt::format("<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", kLeft, kWidth - kRight,
                       y, y);
    out += fmt::format("<text x=\"{}\" y=\"{:.1f}\" class=\"end\">{}</text>", kLeft - 8, y + 4, ShortNumber(value));
  }
  const Word unit = diagnosis.run->counts_steps ? Word::kSteps : Word::kRecords;
  const Text last = Tongues()([&](const Words& words) { return words.Count(unit, frame.x().high); });
  const double y = kHeight - 8;
  out += fmt::format("<text x=\"{}\" y=\"{}\">{}</text>", kLeft, y, Grouped(frame.x().low));
  // A span has no place in SVG: one element a language.
  out += fmt::format(
      "<text x=\"{0}\" y=\"{1}\" class=\"end\" lang=\"en\">{2}</text>"
      "<text x=\"{0}\" y=\"{1}\" class=\"end\" lang=\"zh\">{3}</text>",
      kWidth - kRight, y, last.en, last.zh);
  return out;
}

std::string TargetLine(const Observation& seen, const Frame& frame) {
  const auto target = seen.nats ? seen.features.Value("target.loss") : std::nullopt;
  if (!target || !frame.y().Holds(*target)) return "";
  return fmt::format("<line class=\"target\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", kLeft, kWidth - kRight,
                     frame.Y(*target), frame.Y(*target));
}

std::string Resumes(const Diagnosis& diagnosis, const Frame& frame) {
  std::string out;
  for (const Resume& resume : diagnosis.run->resumes) {
    if (out.size() > 4000) break;  // more would be a hatching
    const double x = frame.X(XOfLine(diagnosis, resume.line));
    out += fmt::format("<line class=\"resume\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>", x, kTop,
                       kHeight - kBottom);
  }
  return out;
}

/// A line at each finding that has a place, its number above; numbers that would touch share one text.
std::string Marks(const Diagnosis& diagnosis, const Frame& frame) {
  std::vector<PlotMark> marks;
  for (std::size_t i = 0; i < diagnosis.findings.size(); ++i) {
    const Finding& finding = diagnosis.findings[i];
    if (finding.line == 0) continue;
    const double x = std::clamp(XOfLine(diagnosis, finding.line), frame.x().low, frame.x().high);
    marks.push_back({static_cast<int>(frame.X(x)), i + 1, finding.severity});
  }
  std::stable_sort(marks.begin(), marks.end(), [](const auto& a, const auto& b) { return a.column < b.column; });
  std::string out;
  for (std::size_t i = 0; i < marks.size();) {
    constexpr int kTouching = 16;
    std::string numbers;
    const int column = marks[i].column;
    const std::string& severity = SeverityNames()[static_cast<std::size_t>(marks[i].severity)];
    for (; i < marks.size() && marks[i].column - column < kTouching; ++i) {
      numbers += (numbers.empty() ? "" : " ") + std::to_string(marks[i].number);
    }
    const bool at_edge = column > kWidth - kRight - 40;
    out += fmt::format(
        "<line class=\"mark {0}\" x1=\"{1}\" x2=\"{1}\" y1=\"{2}\" y2=\"{3}\"/>"
        "<text class=\"mark {0}{4}\" x=\"{1}\" y=\"{5}\">{6}</text>",
        severity, column, kTop, kHeight - kBottom, at_edge ? " end" : "", kTop - 7, numbers);
  }
  return out;
}

}  // namespace

Range PictureRange(const Observation& seen) {
  Range range = LossRange(seen);
  const auto target = seen.nats ? seen.features.Value("target.loss") : std::nullopt;
  if (!target) return range;
  const double room = kFarTarget * (range.high - range.low);
  if (*target < range.low && range.low - *target <= room) range.low = *target - 0.02 * (range.high - *target);
  return range;
}

std::string StaticCurve(const Diagnosis& diagnosis, const std::string& label) {
  const Observation& seen = diagnosis.observation;
  if (seen.loss.bins.size() < 2) return "";
  const double last = std::max(diagnosis.run->last_x, seen.loss.bins.back().x);
  Range x{seen.loss.bins.front().x, std::max(last, seen.end_x.value_or(last))};
  if (x.high <= x.low) x.high = x.low + 1;
  const Frame frame(x, PictureRange(seen));
  const Curve records = Thinned(seen.loss, kMostPoints);
  std::string out = fmt::format("<svg class=\"static\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}\">",
                                kWidth, kHeight, label);
  out += Axes(diagnosis, frame) + TargetLine(seen, frame) + Resumes(diagnosis, frame);
  out += records.bin_size > 1 ? Spread(records.bins, frame) : LevelLine("records", records.bins, frame);
  out += FitLines(seen, frame);
  if (EvaluationFits(seen)) out += LevelLine("evaluation", Thinned(seen.eval, kMostPoints).bins, frame);
  out += LevelLine("trend", Thinned(TrendCurve(seen.loss), kMostPoints).bins, frame);
  return out + Marks(diagnosis, frame) + "</svg>";
}

std::string Sparkline(const Diagnosis& diagnosis) {
  constexpr double kAcross = 96, kDown = 22, kEdge = 2;
  constexpr std::size_t kFew = 48;
  const Observation& seen = diagnosis.observation;
  if (seen.loss.bins.size() < 2) return "";
  const Curve trend = Thinned(TrendCurve(seen.loss), kFew);
  const Range y = LossRange(seen);
  const double first = trend.bins.front().x, span = std::max(trend.bins.back().x - first, 1e-300);
  Path path;
  for (const Bin& bin : trend.bins) {
    path.To(kEdge + (bin.x - first) / span * (kAcross - 2 * kEdge),
            kDown - kEdge - std::clamp(y.Share(bin.y), 0.0, 1.0) * (kDown - 2 * kEdge));
  }
  return fmt::format("<svg class=\"spark\" viewBox=\"0 0 {} {}\" aria-hidden=\"true\">{}</svg>", kAcross, kDown,
                     path.Line("trend"));
}

}  // namespace sftdoctor
