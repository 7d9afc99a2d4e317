#include "view/live_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "reports/event_lines.h"
#include "reports/width.h"
#include "view/pane_layout.h"
#include "view/text_panes.h"

namespace sftdoctor {
namespace {

constexpr double kBetweenFrames = 0.1;   ///< seconds, however much happens
constexpr double kLongestBetween = 1;    ///< when nothing does: times and rates go on
constexpr double kEscapeSeconds = 0.05;  ///< after which a lone ESC is the key
constexpr double kMessageSeconds = 8;

}  // namespace

ColorDepth DepthFor(const Style& style, World& world) {
  if (!style.color) return ColorDepth::kNone;
  const auto depth = ColorDepthOf(world.Environment("TERM").value_or(""), world.Environment("COLORTERM").value_or(""));
  return std::max(depth, ColorDepth::k16);
}

LiveView::LiveView(World& world, std::unique_ptr<Terminal> terminal, const Catalog& catalog, const Style& style,
                   WriteReport write_report)
    : world_(world),
      terminal_(std::move(terminal)),
      style_(style),
      write_report_(std::move(write_report)),
      painter_(DepthFor(style, world)),
      frame_(catalog.metrics, style) {}

void LiveView::Show(const WatchEvent& event) {
  stale_ = true;
  if (event.history || event.kind == WatchEventKind::kEpoch) return;
  Style style = style_;
  style.color = true;
  const Moment now = world_.Now();
  content_.message = event.kind == WatchEventKind::kFile ? Printable(event.message.In(style_.chinese))
                                                         : EventLine(event, now.utc_offset, style);
  while (content_.message.ends_with('\n')) content_.message.pop_back();
  message_until_ = now.steady + kMessageSeconds;
}

bool LiveView::TakeKeys(const Moment& now) {
  const std::string typed = terminal_->Typed();
  std::vector<KeyPress> keys = keys_.Feed(typed);
  if (!typed.empty()) typed_ = now.steady;
  if (keys_.pending() && now.steady - typed_ >= kEscapeSeconds) {
    for (KeyPress& key : keys_.Settle()) keys.push_back(std::move(key));
  }
  for (const KeyPress& key : keys) {
    if (key == KeyPress{KeyKind::kControl, "l"}) painter_.Forget();
    Press(state_, key, frame_.scene());
    content_.message.clear();
  }
  return !keys.empty();
}

void LiveView::Report(const Fleet& fleet, const Moment& now) {
  static const Text kWritten{"written: {}", "已写出：{}"};
  state_.wants_report = false;
  try {
    content_.message = fmt::format(fmt::runtime(kWritten.In(style_.chinese)), Printable(write_report_(fleet)));
  } catch (const Error& error) {
    content_.message = Printable(fmt::format("{}: {}", error.place().file, error.what()));
  }
  message_until_ = now.steady + kMessageSeconds;
}

void LiveView::ReadLogTail() {
  const auto shown = ViewFrame::Shown(content_.runs, state_, style_);
  content_.log.clear();
  const PaneLayout layout = ArrangePanes(size_.columns, size_.rows, shown.size(), state_.focus, state_.zoomed);
  if (shown.empty() || layout[PaneKind::kLog].empty()) return;
  ViewScene scene;
  for (const FollowedRun* run : shown) scene.paths.push_back(run->path);
  content_.log = LastLines(world_, shown[ChosenOf(state_, scene)]->path);
}

void LiveView::DrawFrame(const Fleet& fleet, const Moment& now) {
  content_.runs = fleet.runs();
  content_.clock = ClockTime(now.wall, now.utc_offset);
  if (now.steady >= message_until_) content_.message.clear();
  ReadLogTail();
  const std::string bytes = painter_.Paint(frame_.Draw(content_, size_.columns, size_.rows, state_));
  if (!bytes.empty()) terminal_->Write(bytes);
  stale_ = false;
  drawn_ = now.steady;
}

void LiveView::Refresh(const Fleet& fleet, const Moment& now) {
  if (!terminal_) return;
  bool at_once = TakeKeys(now);
  const Terminal::Size size = terminal_->size();
  if (terminal_->Disturbed()) {
    painter_.Forget();
    at_once = true;
  }
  at_once = at_once || size.columns != size_.columns || size.rows != size_.rows || drawn_ == 0;
  size_ = size;
  if (state_.wants_report) Report(fleet, now);
  const double since = now.steady - drawn_;
  if (at_once || (stale_ && since >= kBetweenFrames) || since >= kLongestBetween) DrawFrame(fleet, now);
}

void LiveView::Close(const Fleet& fleet, const Moment&) {
  terminal_.reset();
  world_.Write(Stream::kOut, FleetSummary(fleet, style_));
}

}  // namespace sftdoctor
