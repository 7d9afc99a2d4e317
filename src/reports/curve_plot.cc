#include "reports/curve_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "reports/canvas.h"
#include "reports/plot_axes.h"
#include "reports/width.h"
#include "reports/words.h"
#include "trends/robust.h"

namespace sftdoctor {
namespace {

constexpr int kRows = 8, kMostColumns = 60, kFewestColumns = 16;
constexpr std::size_t kTrendShare = 12;   ///< the trend is a median over a twelfth of the run
constexpr std::size_t kDashes = 4;        ///< of so many dots of a target line one is drawn
constexpr std::size_t kFewForTrend = 12;  ///< fewer points are joined by a line themselves

int Widest(const std::vector<std::string>& labels) {
  std::size_t width = 0;
  for (const std::string& label : labels) width = std::max(width, label.size());
  return static_cast<int>(width);
}

std::string Blanks(int count) { return std::string(static_cast<std::size_t>(std::max(0, count)), ' '); }

/// One plot while it is drawn.
class Plot {
 public:
  Plot(const Diagnosis& diagnosis, const Style& style, int columns)
      : diagnosis_(diagnosis),
        seen_(diagnosis.observation),
        words_(style),
        pen_(style),
        unicode_(style.unicode),
        y_(LossRange(seen_)),
        x_{seen_.loss.bins.front().x, std::max(diagnosis.run->last_x, seen_.loss.bins.back().x)},
        labels_(RowLabels(y_, kRows)),
        margin_(Widest(labels_) + 2),
        canvas_(std::clamp(columns - margin_, kFewestColumns, kMostColumns), kRows, style.unicode) {
    if (x_.high <= x_.low) x_.high = x_.low + 1;
  }

  std::vector<std::string> Draw() {
    DrawTarget();
    DrawRecords();
    if (HasEvaluation()) DrawLine(seen_.eval, Values(seen_.eval), Layer::kEvaluation);
    DrawLine(seen_.loss, TrendOf(seen_.loss), Layer::kTrend);
    std::vector<std::string> lines = {Legend()};
    for (int row = 0; row < kRows; ++row) lines.push_back(Labelled(row) + canvas_.Row(row, pen_));
    lines.push_back(Axis());
    if (std::string marks = Marks(); !marks.empty()) lines.push_back(std::move(marks));
    lines.push_back(XLabels());
    return lines;
  }

 private:
  int X(double x) const { return static_cast<int>(std::lround(x_.Share(x) * (canvas_.width() - 1))); }
  int Y(double y) const { return static_cast<int>(std::lround((1 - y_.Share(y)) * (canvas_.height() - 1))); }
  int columns() const { return canvas_.width() / dots(); }
  int dots() const { return unicode_ ? 2 : 1; }
  bool HasEvaluation() const { return EvaluationFits(seen_); }
  std::optional<double> Target() const {
    const auto target = seen_.nats ? seen_.features.Value("target.loss") : std::nullopt;
    return target && y_.Holds(*target) ? target : std::nullopt;
  }

  static std::vector<double> Values(const Curve& curve) {
    std::vector<double> values;
    for (const Bin& bin : curve.bins) values.push_back(bin.y);
    return values;
  }

  void DrawTarget() {
    if (const auto target = Target()) {
      canvas_.Line(0, Y(*target), canvas_.width() - 1, Y(*target), Layer::kTarget, unicode_ ? kDashes : 2);
    }
  }

  void DrawRecords() {
    for (const Bin& bin : seen_.loss.bins) {
      for (const double y : {bin.low, bin.y, bin.high}) {
        clipped_ = clipped_ || y > y_.high;
        canvas_.Dot(X(bin.x), Y(std::min(y, y_.high)), y > y_.high ? Layer::kClipped : Layer::kRecords);
      }
    }
  }

  void DrawLine(const Curve& curve, const std::vector<double>& values, Layer layer) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Bin& from = curve.bins[i > 0 ? i - 1 : 0];
      canvas_.Line(X(from.x), Y(values[i > 0 ? i - 1 : 0]), X(curve.bins[i].x), Y(values[i]), layer);
    }
  }

  std::string Legend() const;
  std::string Labelled(int row) const;
  std::string Axis() const;
  std::string Marks() const;
  std::string XLabels() const;

  const Diagnosis& diagnosis_;
  const Observation& seen_;
  Words words_;
  Pen pen_;
  bool unicode_;
  Range y_, x_;
  std::vector<std::string> labels_;
  int margin_;  ///< columns left of the first cell: label, blank, tick
  Canvas canvas_;
  bool clipped_ = false;
};

std::string Plot::Legend() const {
  std::string out = Blanks(margin_);
  const auto add = [&](Ink ink, const char* braille, const char* ascii, const std::string& text) {
    const std::string gap = DisplayWidth(out) > margin_ ? "  " : "";
    const std::string item = gap + pen_(ink, unicode_ ? braille : ascii) + " " + text;
    if (DisplayWidth(out + item) <= margin_ + columns()) out += item;
  };
  const Word judged = seen_.judged_is_eval ? Word::kPlotEvaluation : Word::kPlotRecords;
  add(Ink::kFaint, "⠢⠔", ".", words_[judged]);
  add(Ink::kTrend, "⠤⠤", "o", words_[Word::kPlotTrend]);
  if (HasEvaluation()) add(Ink::kEvaluation, "⠤⠤", "e", words_[Word::kPlotEvaluation]);
  if (const auto target = Target()) {
    add(Ink::kGood, "⠄⠄", "-", words_(Word::kPlotTarget, ShortNumber(*target)));
  } else if (const auto wanted = seen_.features.Value("target.loss"); seen_.nats && wanted && *wanted < y_.low) {
    add(Ink::kGood, "↓", "v", words_(Word::kPlotTarget, ShortNumber(*wanted)));
  }
  if (clipped_) add(Ink::kError, "↑", "^", words_[Word::kPlotClipped]);
  return out;
}

std::string Plot::Labelled(int row) const {
  const std::string& label = labels_[static_cast<std::size_t>(row)];
  const char* tick = label.empty() ? (unicode_ ? "│" : "|") : (unicode_ ? "┤" : "+");
  return Blanks(margin_ - 2 - static_cast<int>(label.size())) + label + " " + pen_(Ink::kFaint, tick);
}

std::string Plot::Axis() const {
  std::string line = unicode_ ? "└" : "+";
  for (int i = 0; i < columns(); ++i) line += unicode_ ? "─" : "-";
  return Blanks(margin_ - 1) + pen_(Ink::kFaint, line);
}

std::string Plot::Marks() const {
  std::vector<PlotMark> marks;
  for (std::size_t i = 0; i < diagnosis_.findings.size(); ++i) {
    const Finding& finding = diagnosis_.findings[i];
    if (finding.line == 0) continue;
    const int column = X(std::clamp(XOfLine(diagnosis_, finding.line), x_.low, x_.high)) / dots();
    marks.push_back({column, i + 1, finding.severity});
  }
  const std::string line = MarkLine(std::move(marks), columns(), pen_);
  return line.empty() ? line : Blanks(margin_) + line;
}

std::string Plot::XLabels() const {
  const Word unit = diagnosis_.run->counts_steps ? Word::kSteps : Word::kRecords;
  const std::string first = Grouped(x_.low), last = words_.Count(unit, x_.high);
  return Blanks(margin_) + first + Blanks(columns() - static_cast<int>(first.size()) - DisplayWidth(last)) + last;
}

}  // namespace

std::vector<double> TrendOf(const Curve& curve) {
  std::vector<double> values;
  for (const Bin& bin : curve.bins) values.push_back(bin.y);
  if (values.size() < kFewForTrend) return values;
  const std::size_t width = std::max<std::size_t>(5, values.size() / kTrendShare) | 1;
  const std::vector<double> medians = RunningMedian(values, width);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t reach = std::min({width / 2, i, values.size() - 1 - i});
    double sum = 0;
    for (std::size_t k = i - reach; k <= i + reach; ++k) sum += medians[k];
    values[i] = sum / static_cast<double>(2 * reach + 1);
  }
  return values;
}

std::vector<std::string> PlotCurve(const Diagnosis& diagnosis, const Style& style, int columns) {
  if (diagnosis.observation.loss.bins.size() < 2) return {};
  return Plot(diagnosis, style, columns).Draw();
}

}  // namespace sftdoctor
