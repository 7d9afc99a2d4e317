// Runs -> the chart of one of their metrics.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/metric.h"
#include "reports/session.h"
#include "view/chart.h"
#include "view/view_state.h"
#include "watch/followed_run.h"

namespace sftdoctor {

/// A metric that a run has a curve of.
struct ChartPage {
  Text title;
  std::string id;  ///< of the metric; empty: the judged loss
};

/// The judged loss first, then evaluation loss, BLEU, and whatever else was printed twice or more.
std::vector<ChartPage> PagesOf(const FollowedRun& run, const Metrics& metrics);

/// The curve of a page; without bins when the run has none.
Curve CurveOf(const FollowedRun& run, const std::string& page, const Metrics& metrics);

/// The fit of the judged loss with its band, to the planned end, or as far ahead as the run is long.
std::vector<CoursePoint> CourseAhead(const FollowedRun& run);

/// The chart of the chosen run and of those laid over it, each smoothed. `course`: of the chosen run, for the judged
/// loss; target and marks belong to that page, too.
Chart ChartOf(const FollowedRun& chosen, const std::vector<const FollowedRun*>& others,
              const std::map<std::string, Hue>& hues, const std::string& page, const std::vector<CoursePoint>& course,
              const ViewState& state, const Metrics& metrics, const Style& style);

}  // namespace sftdoctor
