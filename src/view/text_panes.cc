#include "view/text_panes.h"

#include <algorithm>

#include "base/text.h"
#include "lines/ansi.h"
#include "reports/digest.h"
#include "reports/text_page.h"
#include "view/view_state.h"

namespace sftdoctor {
namespace {

constexpr std::uint64_t kLogTail = std::uint64_t{64} << 10;
constexpr std::size_t kMostEvidence = 2, kMostCauses = 3;
constexpr std::size_t kLongestLine = 2000;  ///< bytes of a line that are worth showing

std::vector<std::string> LinesIn(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : Split(text, '\n')) lines.emplace_back(line);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// What is wrong, what to do about it, why we say so, what may be behind it: in the order of a glance.
void WriteOpenFinding(const FollowedRun& run, std::size_t index, TextPage& page) {
  const Finding& finding = run.open[index].finding;
  const Ink ink = Pen::Of(finding.severity);
  const std::string indent = "   ", mark = finding.line > 0 ? page.pen[Sign::kMark] : " ";
  page.Gap();
  page.Write(page.pen(ink, page.words[finding.severity] + "[" + finding.check->id + "]") + " " +
                 page.pen(Ink::kStrong, Printable(page.words[finding.message])),
             page.pen(ink, mark + std::to_string(index + 1)) + " ");
  if (const std::string place = ConfigPlace(finding); !place.empty()) {
    page.WriteRaw(indent + page.pen(Ink::kPlace, "--> " + place));
  } else if (const std::uint64_t line = run.LineInFile(finding.line); finding.line > 0 && line > 0) {
    page.WriteRaw(indent + page.pen(Ink::kPlace, "--> " + Printable(run.path) + ":" + std::to_string(line)));
  }
  const std::string next = finding.causes.empty() ? "" : page.words[finding.causes.front().cause->next];
  if (!next.empty()) page.WriteLabelled(Ink::kHelp, page.words[Word::kNext], next, indent);
  for (const Evidence* item : TellingEvidence(finding, kMostEvidence)) {
    const std::string because = page.pen(Ink::kFaint, page.words[item->because]);
    page.Write(page.words.Labelled(Comparison(*item, page.words), because), indent + "· ", 5);
  }
  std::string causes;
  for (std::size_t i = 0; i < std::min(kMostCauses, finding.causes.size()); ++i)
    causes += (i > 0 ? page.words[Word::kThen] : "") + page.words[finding.causes[i].cause->title];
  if (!causes.empty()) page.WriteLabelled(Ink::kStrong, page.words[Word::kCauses], causes, indent);
}

}  // namespace

std::vector<std::string> FindingLines(const FollowedRun& run, const Style& style, int columns) {
  static const Text kNothing{"Nothing wrong so far.", "目前未发现问题。"};
  static const Text kWaiting{"Nothing of this log was understood yet.", "尚未读懂该日志的任何内容。"};
  TextPage page(style);
  page.style.columns = std::max(columns, 10);
  if (!run.refusal.empty()) page.Write(Printable(run.refusal));
  if (run.refusal.empty() && run.open.empty()) page.Write(page.words[run.run == 0 ? kWaiting : kNothing]);
  if (run.log) {
    for (std::size_t i = 0; i < run.open.size(); ++i) WriteOpenFinding(run, i, page);
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
  if (path == "-") return {};  // what was read of a pipe is not there to be read again
  try {
    const auto file = world.OpenGrowing(path);
    if (!file->seekable()) return {};
    const std::uint64_t size = file->Size(), from = size - std::min(size, kLogTail);
    std::string bytes(static_cast<std::size_t>(size - from), '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
      const std::size_t got = file->ReadAt(from + have, bytes.data() + have, bytes.size() - have).value_or(0);
      if (got == 0) break;  // it was cut meanwhile
      have += got;
    }
    bytes.resize(have);
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
