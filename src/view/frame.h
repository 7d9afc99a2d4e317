// One frame: what is followed and what was chosen -> a screen. No clock, no terminal.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "catalog/metric.h"
#include "reports/session.h"
#include "view/run_chart.h"
#include "view/screen.h"
#include "view/view_state.h"
#include "watch/followed_run.h"

namespace sftdoctor {

/// What a frame shows beside the state.
struct FrameContent {
  std::vector<const FollowedRun*> runs;  ///< in the order in which they were added
  std::vector<std::string> log;          ///< the last lines of the chosen run's
  std::string message;                   ///< of the moment, instead of the keys; empty: none
  std::string clock;
};

/// Draws frames, and keeps what is dear to work out until a run was judged anew.
class ViewFrame {
 public:
  ViewFrame(const Metrics& metrics, const Style& style) : metrics_(metrics), style_(style) {}

  /// `state` loses what points nowhere any more: scrolling beyond the end, a metric that the run has not.
  Screen Draw(const FrameContent& content, int columns, int rows, ViewState& state);
  /// What keys are about: as in the last frame.
  const ViewScene& scene() const { return scene_; }
  /// The runs that pass the filter, the pinned one first.
  static std::vector<const FollowedRun*> Shown(const std::vector<const FollowedRun*>& runs, const ViewState& state,
                                               const Style& style);

 private:
  void DrawTitle(const FrameContent& content, const Rect& area, Screen& screen) const;
  void DrawFooter(const FrameContent& content, const ViewState& state, const Rect& area, Screen& screen) const;
  void DrawChartPane(const FollowedRun& run, const std::vector<const FollowedRun*>& all, const Rect& area,
                     ViewState& state, Screen& screen);
  void DrawFindings(const FollowedRun& run, const Rect& area, ViewState& state, Screen& screen) const;
  void DrawLog(const FrameContent& content, const Rect& area, ViewState& state, Screen& screen) const;
  void DrawHeading(const std::string& text, const Rect& below, bool focus, Screen& screen) const;

  const Metrics& metrics_;
  Style style_;
  ViewScene scene_;
  std::vector<ChartPage> pages_;
  std::shared_ptr<const Log> course_of_;  ///< the judgement that the course belongs to
  std::vector<CoursePoint> course_;
};

}  // namespace sftdoctor
