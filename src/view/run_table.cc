#include "view/run_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "reports/paint.h"
#include "reports/width.h"
#include "reports/words.h"
#include "watch/words.h"

namespace sftdoctor {
namespace {

bool Known(double value) { return !std::isnan(value); }
std::string Number(double value) { return Known(value) ? ShortNumber(value) : ""; }

std::string Epoch(const FollowedRun& run, const Words&) { return Number(run.status.epoch); }
std::string Step(const FollowedRun& run, const Words&) {
  return Known(run.status.step) ? Grouped(run.status.step) : "";
}
std::string Loss(const FollowedRun& run, const Words&) { return Number(run.status.loss); }
std::string Slope(const FollowedRun& run, const Words&) {
  const RunStatus& s = run.status;
  if (!Known(s.slope)) return "";
  return fmt::format("{:+.2g} ({:+.2g}…{:+.2g})", s.slope, s.slope_low, s.slope_high);
}
std::string Evaluation(const FollowedRun& run, const Words&) { return Number(run.status.eval_loss); }
std::string Bleu(const FollowedRun& run, const Words&) { return Number(run.status.bleu); }
std::string Rate(const FollowedRun& run, const Words&) { return Number(run.status.rate); }
std::string Pace(const FollowedRun& run, const Words&) {
  return Known(run.status.steps_per_second) ? fmt::format("{:.2g}", run.status.steps_per_second) : "";
}
std::string Left(const FollowedRun& run, const Words& words) {
  return Known(run.status.seconds_left) ? words[DurationText(run.status.seconds_left)] : "";
}
std::string Forecast(const FollowedRun& run, const Words&) {
  const RunStatus& s = run.status;
  if (!Known(s.forecast)) return "";
  return Known(s.forecast_low) ? fmt::format("{:.3g} ({:.3g}…{:.3g})", s.forecast, s.forecast_low, s.forecast_high)
                               : fmt::format("{:.3g}", s.forecast);
}
std::string VerdictWord(const FollowedRun& run, const Words& words) { return run.run == 0 ? "" : words[run.verdict]; }
std::string StateWord(const FollowedRun& run, const Words& words) {
  static const std::array<Text, 6> kStates = {{{"waiting", "等待"},
                                               {"running", "进行中"},
                                               {"stalled", "停滞"},
                                               {"finished", "已结束"},
                                               {"crashed", "崩溃"},
                                               {"over", "早已结束"}}};
  return words[kStates[static_cast<std::size_t>(run.state)]];
}

/// In the order in which they stand; `worth` says which go first where room is short (the highest stay).
struct TableColumn {
  Text heading;
  int worth;
  std::string (*text)(const FollowedRun&, const Words&);
};

const std::array<TableColumn, 12>& TableColumns() {
  static const std::array<TableColumn, 12> kColumns = {{{{"verdict", "结论"}, 9, VerdictWord},
                                                        {{"state", "状态"}, 7, StateWord},
                                                        {{"epoch", "epoch"}, 5, Epoch},
                                                        {{"step", "步"}, 8, Step},
                                                        {{"loss", "loss"}, 10, Loss},
                                                        {{"per epoch (95 %)", "每 epoch（95%）"}, 4, Slope},
                                                        {{"eval", "验证"}, 3, Evaluation},
                                                        {{"BLEU", "BLEU"}, 3, Bleu},
                                                        {{"lr", "学习率"}, 1, Rate},
                                                        {{"steps/s", "步/秒"}, 0, Pace},
                                                        {{"left", "剩余"}, 6, Left},
                                                        {{"forecast (95 %)", "预计最终（95%）"}, 2, Forecast}}};
  return kColumns;
}

constexpr int kLeastName = 14, kMostName = 48, kSigns = 4, kGap = 2;
constexpr int kNameShare = 3;  ///< a third of the width is worth more to a name than further numbers

/// Bytes that all names begin with, up to the last slash: they tell no run from another.
std::size_t CommonFolderOf(const std::vector<const FollowedRun*>& runs) {
  std::string_view common = runs.empty() ? std::string_view() : runs.front()->path;
  for (const FollowedRun* run : runs) {
    const auto ends = std::mismatch(common.begin(), common.end(), run->path.begin(), run->path.end());
    common = common.substr(0, static_cast<std::size_t>(ends.first - common.begin()));
  }
  const std::size_t slash = common.rfind('/');
  return slash == std::string_view::npos ? 0 : slash + 1;
}

/// What stands in the table, and how wide: rows of texts, by column.
struct Texts {
  std::vector<std::vector<std::string>> rows;
  std::vector<int> widths;  ///< 0: left out
  int name = kLeastName;
  std::size_t folder = 0;  ///< bytes of the names that are not shown
};

Texts TextsOf(const std::vector<const FollowedRun*>& runs, std::size_t first, std::size_t count, const Words& words,
              int columns) {
  Texts texts;
  texts.folder = CommonFolderOf(runs);
  const auto& table = TableColumns();
  texts.widths.assign(table.size(), 0);
  int longest = 0;
  for (std::size_t i = first; i < first + count; ++i) {
    auto& row = texts.rows.emplace_back();
    longest = std::max(longest, DisplayWidth(Printable(runs[i]->path.substr(texts.folder))));
    for (std::size_t k = 0; k < table.size(); ++k) {
      row.push_back(table[k].text(*runs[i], words));
      texts.widths[k] = std::max(texts.widths[k], DisplayWidth(row[k]));
    }
  }
  std::vector<std::size_t> order(table.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return table[a].worth > table[b].worth; });
  const int name = std::clamp(longest, std::min(kLeastName, columns / 2), kMostName);
  const int least = std::min(name, std::max(std::min(kLeastName, columns * 2 / 5), columns / kNameShare));
  int used = kSigns + least;
  for (const std::size_t k : order) {
    int& width = texts.widths[k];
    if (width > 0) width = std::max(width, DisplayWidth(words[table[k].heading]));
    if (width > 0 && used + width + kGap <= columns) {
      used += width + kGap;
    } else {
      width = 0;
    }
  }
  texts.name = std::clamp(columns - used + least, 4, std::max(4, name));
  return texts;
}

/// Words stand left, numbers right.
int PutCell(int x, int y, const std::string& text, int width, bool right, const Look& look, Screen& screen, int end) {
  const int shift = right ? width - DisplayWidth(text) : 0;
  screen.Put(x + shift, y, text, look, std::min(end, x + width));
  return x + width + kGap;
}

Look LookOf(const Pen& pen, Ink ink) {
  const std::string painted = pen(ink, "x");
  const std::size_t m = painted.find('m');
  return painted.size() < 4 ? Look{} : WithSequence({}, std::string_view(painted).substr(2, m - 2));
}

}  // namespace

std::map<std::string, Hue> OverlayHues(const std::vector<const FollowedRun*>& runs, const ViewState& state) {
  static constexpr std::array kHues = {Hue::kOrange, Hue::kMagenta, Hue::kTeal, Hue::kBlue, Hue::kOlive, Hue::kPink};
  std::map<std::string, Hue> hues;
  for (const FollowedRun* run : runs) {
    if (state.overlaid.contains(run->path) || state.pinned == run->path)
      hues.emplace(run->path, kHues[hues.size() % kHues.size()]);
  }
  return hues;
}

void DrawRunTable(const std::vector<const FollowedRun*>& runs, std::size_t chosen, const ViewState& state,
                  const Style& style, const Rect& area, Screen& screen) {
  const Words words(style);
  const Pen pen(Style{.color = true, .chinese = style.chinese, .unicode = style.unicode});
  const bool heading = area.rows >= 3;
  const std::size_t room = static_cast<std::size_t>(std::max(0, area.rows - (heading ? 1 : 0)));
  const std::size_t count = std::min(room, runs.size());
  const std::size_t first = std::min(chosen - std::min(chosen, count / 2), runs.size() - count);
  const Texts texts = TextsOf(runs, first, count, words, area.columns);
  const auto& table = TableColumns();
  int y = area.y;
  if (heading) {
    static const Text kRun{"run", "训练"};
    int x = area.x + kSigns + texts.name + kGap;
    screen.Put(area.x + kSigns, y, words[kRun], kGreyLook, area.right());
    for (std::size_t k = 0; k < table.size(); ++k) {
      if (texts.widths[k] > 0)
        x = PutCell(x, y, words[table[k].heading], texts.widths[k], k >= 2, kGreyLook, screen, area.right());
    }
    ++y;
  }
  const auto hues = OverlayHues(runs, state);
  for (std::size_t i = first; i < first + count; ++i, ++y) {
    const FollowedRun& run = *runs[i];
    const Look verdict = LookOf(pen, Pen::Of(run.verdict));
    const auto hue = hues.find(run.path);
    const char* mark = state.pinned == run.path ? "◆" : "●";
    if (hue != hues.end()) screen.Put(area.x, y, mark, {.hue = hue->second, .bold = true}, area.right());
    if (run.run > 0) screen.Put(area.x + 2, y, pen[Pen::SignOf(run.verdict)], verdict, area.right());
    const std::string name = WithoutMiddle(Printable(run.path.substr(texts.folder)), texts.name, "…");
    int x = PutCell(area.x + kSigns, y, name, texts.name, false, i == chosen ? kStrongLook : kPlainLook, screen,
                    area.right());
    for (std::size_t k = 0; k < table.size(); ++k) {
      if (texts.widths[k] == 0) continue;
      const bool alarming = k == 1 && (run.state == RunState::kStalled || run.state == RunState::kCrashed);
      const Look look = k == 0 ? verdict : alarming ? LookOf(pen, Ink::kError) : kPlainLook;
      x = PutCell(x, y, texts.rows[i - first][k], texts.widths[k], k >= 2, look, screen, area.right());
    }
    if (i == chosen) screen.Highlight({area.x + 1, y, area.columns - 1, 1});
  }
}

}  // namespace sftdoctor
