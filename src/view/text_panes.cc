#include "view/text_panes.h"

#include <algorithm>

#include "base/text.h"
#include "lines/ansi.h"
#include "reports/text_finding.h"
#include "reports/text_page.h"
#include "view/view_state.h"

namespace sftdoctor {
namespace {

constexpr std::uint64_t kLogTail = std::uint64_t{64} << 10;
constexpr std::size_t kLongestLine = 2000;  ///< bytes of a line that are worth showing

std::vector<std::string> LinesIn(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : Split(text, '\n')) lines.emplace_back(line);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace

std::vector<std::string> FindingLines(const FollowedRun& run, const Style& style, int columns) {
  static const Text kNothing{"Nothing wrong so far.", "目前未发现问题。"};
  static const Text kWaiting{"Nothing of this log was understood yet.", "尚未读懂该日志的任何内容。"};
  TextPage page(style);
  page.style.columns = std::max(columns, 10);
  if (!run.refusal.empty()) page.Write(Printable(run.refusal));
  if (run.refusal.empty() && run.open.empty()) page.Write(page.words[run.run == 0 ? kWaiting : kNothing]);
  if (!run.open.empty() && run.log) {
    Diagnosis shown;
    shown.log = run.log.get();
    shown.run = run.diagnosis.run;
    shown.config = run.diagnosis.config;
    for (const OpenFinding& open : run.open) {
      shown.findings.push_back(open.finding);
      shown.findings.back().line = run.LineInFile(open.finding.line);
    }
    WriteFindings(shown, page, {});
  }
  return LinesIn(page.out);
}

std::vector<std::string> LinesToShow(std::string_view bytes, bool begins) {
  std::vector<std::string> lines;
  std::string clean;
  for (std::string_view line : Split(bytes, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t overwritten = line.rfind('\r');  // what a progress bar shows last
    if (overwritten != std::string_view::npos) line.remove_prefix(overwritten + 1);
    lines.push_back(Printable(StripAnsi(line.substr(0, kLongestLine), clean)));
  }
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (!begins && lines.size() > 1) lines.erase(lines.begin());
  return lines;
}

std::vector<std::string> LastLines(World& world, const std::string& path) {
  try {
    const auto file = world.OpenAnywhere(path);
    const std::uint64_t size = file->size(), from = size - std::min(size, kLogTail);
    std::string bytes(static_cast<std::size_t>(size - from), '\0');
    if (!bytes.empty()) file->ReadAt(from, bytes.data(), bytes.size());
    return LinesToShow(bytes, from == 0);
  } catch (const Error& error) {
    return {Printable(error.what())};
  }
}

std::vector<std::string> HelpLines(const Style& style) {
  const Words words(style);
  const Pen pen(style);
  std::vector<std::string> lines;
  for (const KeyHelp& help : KeyHelps())
    lines.push_back("  " + pen(Ink::kStrong, PadTo(help.keys, 15)) + words[help.does]);
  static const Text kLegend{
      "In the chart: grey dots are what was printed, the blue line is smoothed, yellow dots are the "
      "fit and its 95 % band up to the planned end, green is the target, ▲ are findings.",
      "曲线图：灰点为打印值，青线为平滑值，黄点为拟合及其到计划终点的 95% 区间，绿线为目标，▲ 为发现。"};
  lines.emplace_back();
  for (std::string& line : LinesIn(Wrap(words[kLegend], 76, "  ", "  "))) lines.push_back(std::move(line));
  return lines;
}

void DrawLines(const std::vector<std::string>& lines, std::size_t first, const Rect& area, Screen& screen) {
  for (int row = 0; row < area.rows && first + static_cast<std::size_t>(row) < lines.size(); ++row) {
    screen.PutPainted(area.x, area.y + row, lines[first + static_cast<std::size_t>(row)], area.right());
  }
}

}  // namespace sftdoctor
