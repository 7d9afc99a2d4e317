#include "view/view_state.h"

#include <algorithm>
#include <map>

#include "view/clusters.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kLongestFilter = 200;

void Choose(ViewState& state, const ViewScene& scene, long index) {
  if (scene.paths.empty()) return;
  const long last = static_cast<long>(scene.paths.size()) - 1;
  state.chosen = scene.paths[static_cast<std::size_t>(std::clamp(index, 0L, last))];
  state.findings_down = state.log_up = 0;
}

/// Moves by so many lines in the pane in focus: down is above zero.
void Move(ViewState& state, const ViewScene& scene, int lines) {
  if (state.focus == PaneKind::kFindings) {
    state.findings_down = std::max(0, state.findings_down + lines);
  } else if (state.focus == PaneKind::kLog) {
    state.log_up = std::max(0, state.log_up - lines);
  } else {
    Choose(state, scene, static_cast<long>(ChosenOf(state, scene)) + lines);
  }
}

void MoveToEnd(ViewState& state, const ViewScene& scene, bool end) {
  constexpr int kFar = 1'000'000;  // drawing brings it back to what there is
  Move(state, scene, end ? kFar : -kFar);
}

void TurnPage(ViewState& state, const ViewScene& scene, std::size_t by) {
  state.page = (std::min(state.page, scene.pages - 1) + by) % scene.pages;
}

void Focus(ViewState& state, std::size_t by) {
  state.focus = static_cast<PaneKind>((static_cast<std::size_t>(state.focus) + by) % kPanes);
}

void Overlay(ViewState& state, const ViewScene& scene) {
  if (scene.paths.empty()) return;
  const std::string& path = scene.paths[ChosenOf(state, scene)];
  if (state.overlaid.erase(path) == 0) state.overlaid.insert(path);
}

void Pin(ViewState& state, const ViewScene& scene) {
  if (scene.paths.empty()) return;
  const std::string path = scene.paths[ChosenOf(state, scene)];
  state.pinned = state.pinned == path ? "" : path;
  state.chosen = path;
}

void Escape(ViewState& state) {
  if (state.help) {
    state.help = false;
  } else if (state.zoomed) {
    state.zoomed = false;
  } else {
    state.filter.clear();
  }
}

using Action = void (*)(ViewState&, const ViewScene&);

const std::map<std::string, Action, std::less<>>& LetterActions() {
  static const std::map<std::string, Action, std::less<>> kActions = {
      {"q", [](ViewState& s, const ViewScene&) { s.wants_end = true; }},
      {"?", [](ViewState& s, const ViewScene&) { s.help = !s.help; }},
      {"/", [](ViewState& s, const ViewScene&) { s.typing = true; }},
      {"y", [](ViewState& s, const ViewScene&) { s.log_axis = !s.log_axis; }},
      {"h", [](ViewState& s, const ViewScene&) { s.wants_report = true; }},
      {"[", [](ViewState& s, const ViewScene& scene) { TurnPage(s, scene, scene.pages - 1); }},
      {"]", [](ViewState& s, const ViewScene& scene) { TurnPage(s, scene, 1); }},
      {"+", [](ViewState& s, const ViewScene&) { s.smoothing = std::min(s.smoothing + 1, kSmoothings.size() - 1); }},
      {"=", [](ViewState& s, const ViewScene&) { s.smoothing = std::min(s.smoothing + 1, kSmoothings.size() - 1); }},
      {"-", [](ViewState& s, const ViewScene&) { s.smoothing -= s.smoothing > 0 ? 1 : 0; }},
      {" ", [](ViewState& s, const ViewScene& scene) { Overlay(s, scene); }},
      {"p", [](ViewState& s, const ViewScene& scene) { Pin(s, scene); }},
      {"j", [](ViewState& s, const ViewScene& scene) { Move(s, scene, 1); }},
      {"k", [](ViewState& s, const ViewScene& scene) { Move(s, scene, -1); }},
      {"g", [](ViewState& s, const ViewScene& scene) { MoveToEnd(s, scene, false); }},
      {"G", [](ViewState& s, const ViewScene& scene) { MoveToEnd(s, scene, true); }}};
  return kActions;
}

const std::map<KeyKind, Action>& KeyActions() {
  static const std::map<KeyKind, Action> kActions = {
      {KeyKind::kUp, [](ViewState& s, const ViewScene& scene) { Move(s, scene, -1); }},
      {KeyKind::kDown, [](ViewState& s, const ViewScene& scene) { Move(s, scene, 1); }},
      {KeyKind::kLeft, [](ViewState& s, const ViewScene& scene) { TurnPage(s, scene, scene.pages - 1); }},
      {KeyKind::kRight, [](ViewState& s, const ViewScene& scene) { TurnPage(s, scene, 1); }},
      {KeyKind::kPageUp, [](ViewState& s, const ViewScene& scene) { Move(s, scene, -scene.page_rows); }},
      {KeyKind::kPageDown, [](ViewState& s, const ViewScene& scene) { Move(s, scene, scene.page_rows); }},
      {KeyKind::kHome, [](ViewState& s, const ViewScene& scene) { MoveToEnd(s, scene, false); }},
      {KeyKind::kEnd, [](ViewState& s, const ViewScene& scene) { MoveToEnd(s, scene, true); }},
      {KeyKind::kTab, [](ViewState& s, const ViewScene&) { Focus(s, 1); }},
      {KeyKind::kBackTab, [](ViewState& s, const ViewScene&) { Focus(s, kPanes - 1); }},
      {KeyKind::kEnter, [](ViewState& s, const ViewScene&) { s.zoomed = !s.zoomed; }},
      {KeyKind::kEscape, [](ViewState& s, const ViewScene&) { Escape(s); }}};
  return kActions;
}

/// The text without its last character as a reader sees it.
void EraseLast(std::string& text) {
  std::size_t last = 0;
  for (std::size_t at = 0; at < text.size(); at += NextCluster(std::string_view(text).substr(at)).text.size())
    last = at;
  text.resize(last);
}

void Type(ViewState& state, const KeyPress& key) {
  switch (key.kind) {
    case KeyKind::kText:
    case KeyKind::kPaste:
      for (const char c : key.text) {
        if (static_cast<unsigned char>(c) >= ' ' && c != '\x7F') state.filter += c;
      }
      if (state.filter.size() > kLongestFilter) state.filter.clear();
      break;
    case KeyKind::kBackspace:
      if (state.filter.empty()) state.typing = false;
      EraseLast(state.filter);
      break;
    case KeyKind::kEscape:
      state.filter.clear();
      state.typing = false;
      break;
    case KeyKind::kEnter:
      state.typing = false;
      break;
    default:
      if (key == KeyPress{KeyKind::kControl, "u"}) state.filter.clear();
      break;
  }
}

}  // namespace

std::size_t ChosenOf(const ViewState& state, const ViewScene& scene) {
  const auto found = std::find(scene.paths.begin(), scene.paths.end(), state.chosen);
  return found == scene.paths.end() ? 0 : static_cast<std::size_t>(found - scene.paths.begin());
}

void Press(ViewState& state, const KeyPress& key, const ViewScene& scene) {
  if (state.typing && key.kind != KeyKind::kUp && key.kind != KeyKind::kDown) return Type(state, key);
  if (key.kind == KeyKind::kText) {
    const auto action = LetterActions().find(key.text);
    if (action != LetterActions().end()) action->second(state, scene);
    return;
  }
  const auto action = KeyActions().find(key.kind);
  if (action != KeyActions().end()) action->second(state, scene);
}

const std::vector<KeyHelp>& KeyHelps() {
  static const std::vector<KeyHelp> kHelps = {
      {"↑ ↓ j k", {"choose a run; scroll the pane in focus", "选择训练；滚动当前面板"}},
      {"PgUp PgDn g G", {"the same by pages, and to either end", "按页移动，或到两端"}},
      {"tab", {"next pane: runs, chart, findings, log", "下一个面板：训练、曲线、发现、日志"}},
      {"enter", {"this pane alone, and back (esc too)", "只看当前面板，再按返回（esc 亦可）"}},
      {"/", {"filter runs by path or verdict; esc clears", "按路径或结论筛选训练；esc 清除"}},
      {"[ ] ← →", {"another metric in the chart", "切换曲线的指标"}},
      {"space", {"lay this run over the chart, or take it away", "将该训练叠加到曲线，或取消"}},
      {"p", {"pin this run: first in the list, always in the chart", "固定该训练：列表居首，始终在曲线中"}},
      {"y", {"logarithmic axis", "对数坐标"}},
      {"+ -", {"more or less smoothing", "增加或减少平滑"}},
      {"h", {"write an HTML report", "写出 HTML 报告"}},
      {"?", {"this help", "本帮助"}},
      {"q", {"leave", "退出"}}};
  return kHelps;
}

}  // namespace sftdoctor
