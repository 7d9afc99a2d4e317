// Two logs compared in everything that was read of them.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "runs/read_log.h"

namespace sftdoctor {

inline bool SameNumber(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

inline std::string CurveDifference(const Curve& a, const Curve& b) {
  if (a.bins.size() != b.bins.size()) return fmt::format("{} bins, {} wanted", a.bins.size(), b.bins.size());
  for (std::size_t i = 0; i < a.bins.size(); ++i) {
    const Bin &p = a.bins[i], &q = b.bins[i];
    if (p.x != q.x || p.y != q.y || p.low != q.low || p.high != q.high || p.line != q.line) {
      return fmt::format("bin {}: x {} y {} line {}, wanted x {} y {} line {}", i, p.x, p.y, p.line, q.x, q.y, q.line);
    }
  }
  const bool same = a.points == b.points && a.nonfinite == b.nonfinite && a.nonfinite_tail == b.nonfinite_tail &&
                    a.zero_tail == b.zero_tail && a.nonfinite_line == b.nonfinite_line && a.bin_size == b.bin_size &&
                    SameNumber(a.group_noise, b.group_noise) && SameNumber(a.first, b.first) &&
                    SameNumber(a.last, b.last) && SameNumber(a.min, b.min) && SameNumber(a.max, b.max);
  return same ? "" : "tallies differ";
}

inline std::string EpochDifference(const EpochTally& a, const EpochTally& b) {
  const bool same = a.epoch == b.epoch && a.first_line == b.first_line && a.last_line == b.last_line &&
                    SameNumber(a.last_step, b.last_step) && a.first_x == b.first_x && a.last_x == b.last_x &&
                    a.loss_sum == b.loss_sum && a.losses == b.losses && SameNumber(a.printed_loss, b.printed_loss) &&
                    SameNumber(a.eval_loss, b.eval_loss) && SameNumber(a.bleu, b.bleu) && SameNumber(a.rate, b.rate);
  return same ? "" : fmt::format("epoch {} differs from {}", a.epoch, b.epoch);
}

inline std::string RunDifference(const Run& a, const Run& b) {
  if (a.id != b.id || a.first_line != b.first_line || a.last_line != b.last_line)
    return fmt::format("run {} lines {}-{}, wanted {} {}-{}", a.id, a.first_line, a.last_line, b.id, b.first_line,
                       b.last_line);
  if (a.records != b.records || a.driving != b.driving || a.duplicates != b.duplicates)
    return fmt::format("{} records, {} wanted", a.records, b.records);
  if (a.after_last_loss != b.after_last_loss || a.skipped_evaluations != b.skipped_evaluations) return "counts differ";
  const std::pair<double, double> numbers[] = {{a.started, b.started},
                                               {a.ended, b.ended},
                                               {a.first_epoch, b.first_epoch},
                                               {a.last_epoch, b.last_epoch},
                                               {a.first_step, b.first_step},
                                               {a.last_step, b.last_step},
                                               {a.longest_pause, b.longest_pause},
                                               {a.last_x, b.last_x}};
  for (const auto& [p, q] : numbers) {
    if (!SameNumber(p, q)) return fmt::format("{} instead of {}", p, q);
  }
  if (a.facts != b.facts || a.counts_steps != b.counts_steps) return "facts differ";
  for (std::size_t i = 0; i < kEvents; ++i) {
    if (a.events[i].count != b.events[i].count || a.events[i].first_line != b.events[i].first_line ||
        a.events[i].last_line != b.events[i].last_line)
      return fmt::format("event {} came {} times, {} wanted", i, a.events[i].count, b.events[i].count);
  }
  if (a.resumes.size() != b.resumes.size() || a.ranks.size() != b.ranks.size()) return "resumes or ranks differ";
  for (std::size_t i = 0; i < a.ranks.size(); ++i) {
    if (a.ranks[i].name != b.ranks[i].name || a.ranks[i].points != b.ranks[i].points ||
        a.ranks[i].difference != b.ranks[i].difference || a.ranks[i].compared != b.ranks[i].compared)
      return "rank " + a.ranks[i].name + " differs";
  }
  if (a.epochs.size() != b.epochs.size() || a.tallies.size() != b.tallies.size())
    return fmt::format("{} epochs, {} wanted", a.tallies.size(), b.tallies.size());
  for (std::size_t i = 0; i < a.tallies.size(); ++i) {
    if (const std::string epoch = EpochDifference(a.tallies[i], b.tallies[i]); !epoch.empty()) return epoch;
  }
  if (a.series.size() != b.series.size()) return fmt::format("{} series, {} wanted", a.series.size(), b.series.size());
  for (std::size_t i = 0; i < a.series.size(); ++i) {
    if (a.series[i].metric() != b.series[i].metric()) return "another series";
    const std::string curve = CurveDifference(a.series[i].ToCurve(), b.series[i].ToCurve());
    if (!curve.empty()) return fmt::format("series {}: {}", i, curve);
  }
  return "";
}

/// What was read differently; empty when nothing was.
inline std::string LogDifference(const Log& got, const Log& want) {
  if (got.format != want.format) return "format " + got.format->id + " instead of " + want.format->id;
  if (got.bytes != want.bytes) return fmt::format("{} bytes, {} wanted", got.bytes, want.bytes);
  const LineCounts &a = got.counts, &b = want.counts;
  if (a.lines != b.lines || a.recognized != b.recognized || a.misfit != b.misfit || a.over_long != b.over_long ||
      a.cut != b.cut)
    return fmt::format("lines {}/{}/{}/{}/{}, wanted {}/{}/{}/{}/{}", a.lines, a.recognized, a.misfit, a.over_long,
                       a.cut, b.lines, b.recognized, b.misfit, b.over_long, b.cut);
  if (got.runs.size() != want.runs.size()) return fmt::format("{} runs, {} wanted", got.runs.size(), want.runs.size());
  for (std::size_t i = 0; i < got.runs.size(); ++i) {
    if (const std::string run = RunDifference(got.runs[i], want.runs[i]); !run.empty()) return run;
  }
  return "";
}

}  // namespace sftdoctor
