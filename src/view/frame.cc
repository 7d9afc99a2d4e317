#include "view/frame.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "reports/paint.h"
#include "reports/width.h"
#include "reports/words.h"
#include "view/pane_layout.h"
#include "view/run_table.h"
#include "view/text_panes.h"

namespace sftdoctor {

std::vector<const FollowedRun*> ViewFrame::Shown(const std::vector<const FollowedRun*>& runs, const ViewState& state,
                                                 const Style& style) {
  const Words words(style);
  const std::string wanted = LowerAscii(state.filter);
  std::vector<const FollowedRun*> shown;
  for (const FollowedRun* run : runs) {
    const std::string text = LowerAscii(run->path + " " + (run->run > 0 ? words[run->verdict] : ""));
    if (run->path == state.pinned || text.find(wanted) != std::string::npos) shown.push_back(run);
  }
  std::stable_partition(shown.begin(), shown.end(), [&](const auto* run) { return run->path == state.pinned; });
  return shown;
}

Screen ViewFrame::Draw(const FrameContent& content, int columns, int rows, ViewState& state) {
  Screen screen(columns, rows);
  const std::vector<const FollowedRun*> shown = Shown(content.runs, state, style_);
  const PaneLayout layout = ArrangePanes(columns, rows, shown.size(), state.focus, state.zoomed);
  scene_.paths.clear();
  for (const FollowedRun* run : shown) scene_.paths.push_back(run->path);
  const std::size_t chosen = ChosenOf(state, scene_);
  scene_.page_rows = std::max(1, layout[state.focus].rows - 1);
  scene_.pages = 1;
  if (!layout.title.empty()) DrawTitle(content, layout.title, screen);
  if (!layout.footer.empty()) DrawFooter(content, state, layout.footer, screen);
  if (state.help) {
    const int y = layout.title.rows;
    DrawLines(HelpLines(style_), 0, {0, y, columns, rows - y - layout.footer.rows}, screen);
    return screen;
  }
  if (const Rect& area = layout[PaneKind::kRuns]; !area.empty())
    DrawRunTable(shown, chosen, state, style_, area, screen);
  if (shown.empty()) return screen;
  const FollowedRun& run = *shown[chosen];
  if (const Rect& area = layout[PaneKind::kChart]; !area.empty()) DrawChartPane(run, shown, area, state, screen);
  if (const Rect& area = layout[PaneKind::kFindings]; !area.empty()) DrawFindings(run, area, state, screen);
  if (const Rect& area = layout[PaneKind::kLog]; !area.empty()) DrawLog(content, area, state, screen);
  return screen;
}

void ViewFrame::DrawTitle(const FrameContent& content, const Rect& area, Screen& screen) const {
  const Words words(style_);
  std::string text = " sftdoctor tail   " + words.Count(Word::kRuns, static_cast<double>(content.runs.size()));
  for (const Verdict verdict : {Verdict::kCritical, Verdict::kUnhealthy, Verdict::kWatch, Verdict::kHealthy}) {
    const auto count = std::count_if(content.runs.begin(), content.runs.end(),
                                     [&](const FollowedRun* run) { return run->run > 0 && run->verdict == verdict; });
    if (count > 0) text += fmt::format(" · {} {}", count, words[verdict]);
  }
  screen.Fill(area, " ", kBarLook);
  screen.Put(area.x, area.y, text, {.bold = true, .inverse = true}, area.right());
  const int clock = area.right() - DisplayWidth(content.clock) - 1;
  if (clock > DisplayWidth(text)) screen.Put(clock, area.y, content.clock, kBarLook, area.right());
}

void ViewFrame::DrawFooter(const FrameContent& content, const ViewState& state, const Rect& area,
                           Screen& screen) const {
  const Words words(style_);
  if (state.typing) {
    const int x = screen.Put(area.x, area.y, "/" + state.filter, kStrongLook, area.right() - 1);
    screen.Put(x, area.y, " ", kBarLook, area.right());
    return;
  }
  if (!content.message.empty()) {
    screen.PutPainted(area.x, area.y, content.message, area.right());
    return;
  }
  static const Text kKeys{
      "q quit  ? help  ↑↓ run  tab pane  / filter  [ ] metric  space overlay  p pin  y log  +- smooth "
      " h report",
      "q 退出  ? 帮助  ↑↓ 训练  tab 面板  / 筛选  [ ] 指标  空格 叠加  p 固定  y 对数  +- 平滑  h 报告"};
  int x = area.x;
  if (!state.filter.empty()) x = screen.Put(x, area.y, "/" + state.filter, kStrongLook, area.right()) + 2;
  screen.Put(x, area.y, words[kKeys], kGreyLook, area.right());
}

void ViewFrame::DrawHeading(const std::string& text, const Rect& below, bool focus, Screen& screen) const {
  if (below.y <= 0) return;
  screen.Fill({below.x, below.y - 1, below.columns, 1}, "─", kGreyLook);
  const Look look = focus ? Look{.hue = Hue::kCyan, .bold = true} : kPlainLook;
  screen.Put(below.x + 2, below.y - 1, " " + text + " ", look, below.right());
}

void ViewFrame::DrawChartPane(const FollowedRun& run, const std::vector<const FollowedRun*>& all, const Rect& area,
                              ViewState& state, Screen& screen) {
  const Words words(style_);
  pages_ = PagesOf(run, metrics_);
  scene_.pages = pages_.size();
  state.page = std::min(state.page, pages_.size() - 1);
  const ChartPage& page = pages_[state.page];
  if (course_of_ != run.log) {
    course_of_ = run.log;
    course_ = CourseAhead(run);
  }
  const auto hues = OverlayHues(all, state);
  std::vector<const FollowedRun*> others;
  std::copy_if(all.begin(), all.end(), std::back_inserter(others),
               [&](const FollowedRun* other) { return other != &run && hues.contains(other->path); });
  const Chart chart = ChartOf(run, others, hues, page.id, course_, state, metrics_, style_);
  static const Text kLog{"log", "对数"}, kSmooth{"smoothing", "平滑"}, kTarget{"target", "目标"},
      kNoCurve{"No curve yet.", "尚无曲线。"};
  std::string heading = words[page.title];
  if (pages_.size() > 1) heading += fmt::format(" {}/{}", state.page + 1, pages_.size());
  if (state.log_axis) heading += " · " + words[kLog];
  heading += fmt::format(" · {} {}", words[kSmooth], ShortNumber(kSmoothings[state.smoothing]));
  if (chart.target) heading += fmt::format(" · {} {}", words[kTarget], ShortNumber(*chart.target));
  heading += " · " + WithoutMiddle(Printable(run.path), std::max(8, area.columns - DisplayWidth(heading) - 7), "…");
  DrawHeading(heading, area, state.focus == PaneKind::kChart, screen);
  if (!DrawChart(chart, area, screen)) screen.Put(area.x, area.y, words[kNoCurve], kGreyLook, area.right());
}

void ViewFrame::DrawFindings(const FollowedRun& run, const Rect& area, ViewState& state, Screen& screen) const {
  const Words words(style_);
  Style style = style_;
  style.color = true;
  const std::vector<std::string> lines = FindingLines(run, style, area.columns - 1);
  const int most = std::max(0, static_cast<int>(lines.size()) - area.rows);
  state.findings_down = std::min(state.findings_down, most);
  static const Text kFindings{"findings", "发现"};
  std::string heading = words[kFindings];
  if (most > 0)
    heading += fmt::format(" {}–{}/{}", state.findings_down + 1, state.findings_down + area.rows, lines.size());
  DrawHeading(heading, area, state.focus == PaneKind::kFindings, screen);
  DrawLines(lines, static_cast<std::size_t>(state.findings_down), area, screen);
}

void ViewFrame::DrawLog(const FrameContent& content, const Rect& area, ViewState& state, Screen& screen) const {
  const Words words(style_);
  const int most = std::max(0, static_cast<int>(content.log.size()) - area.rows);
  state.log_up = std::min(state.log_up, most);
  static const Text kLog{"log", "日志"};
  std::string heading = words[kLog];
  if (state.log_up > 0) heading += fmt::format(" −{}", state.log_up);
  DrawHeading(heading, area, state.focus == PaneKind::kLog, screen);
  DrawLines(content.log, static_cast<std::size_t>(most - state.log_up), area, screen);
}

}  // namespace sftdoctor
