#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "reports/event_lines.h"
#include "reports/paint.h"
#include "reports/width.h"
#include "reports/words.h"
#include "watch/words.h"

namespace sftdoctor {
namespace {

/// What stands before the sentence of an event that has no finding to name, in order of WatchEventKind.
struct Heading {
  Ink ink;
  Text text;
};

const std::array<Heading, 10>& Headings() {
  static const std::array<Heading, 10> kHeadings = {{{Ink::kPlain, {"", ""}},
                                                     {Ink::kFaint, {"", ""}},
                                                     {Ink::kPlain, {"", ""}},
                                                     {Ink::kPlain, {"", ""}},
                                                     {Ink::kGood, {"resolved", "已解除"}},
                                                     {Ink::kWarning, {"stalled", "停滞"}},
                                                     {Ink::kGood, {"resumed", "恢复"}},
                                                     {Ink::kPlain, {"", ""}},
                                                     {Ink::kError, {"crashed", "崩溃"}},
                                                     {Ink::kFaint, {"", ""}}}};
  return kHeadings;
}

/// "error[loss/spike]", "resolved[loss/spike]", "crashed".
std::string HeadingOf(const WatchEvent& event, const Words& words, const Pen& pen) {
  const Heading& heading = Headings()[static_cast<std::size_t>(event.kind)];
  std::string text = words[heading.text];
  Ink ink = heading.ink;
  if (event.finding) {
    if (text.empty()) {
      text = words[event.finding->severity];
      ink = Pen::Of(event.finding->severity);
    }
    text += "[" + event.finding->check->id + "]";
  }
  return pen(ink, text);
}

std::string NameOf(const std::string& path, std::size_t run) {
  const std::string name = Printable(path);
  return run > 1 ? fmt::format("{} #{}", name, run) : name;
}

std::string SignOf(Verdict verdict, const Pen& pen) { return pen(Pen::Of(verdict), pen[Pen::SignOf(verdict)]); }

}  // namespace

std::string ClockTime(double wall, int utc_offset) {
  const auto seconds = static_cast<std::int64_t>(std::floor(wall)) + utc_offset;
  const std::int64_t day = ((seconds % 86400) + 86400) % 86400;
  return fmt::format("{:02}:{:02}:{:02}", day / 3600, day / 60 % 60, day % 60);
}

std::string EventLine(const WatchEvent& event, int utc_offset, const Style& style) {
  const Pen pen(style);
  const Words words(style);
  std::string line = pen(Ink::kFaint, ClockTime(event.wall, utc_offset));
  line += " " + SignOf(event.verdict, pen) + " " + pen(Ink::kPlace, NameOf(event.path, event.run)) + "  ";
  if (const std::string heading = HeadingOf(event, words, pen); !heading.empty()) line += heading + " ";
  line += Printable(words[event.message]);
  if (event.before) line += " " + pen(Ink::kFaint, words(Word::kWas, words[*event.before]));
  const bool placed = event.finding && event.finding->line > 0 && event.kind != WatchEventKind::kResolved &&
                      event.kind != WatchEventKind::kStalled && event.kind != WatchEventKind::kResumedWriting;
  if (event.finding && !event.finding->place.file.empty()) {
    const Place& place = event.finding->place;
    line += " " + pen(Ink::kPlace, fmt::format("{}:{}", Printable(place.file), place.line));
  }
  if (placed) line += " " + pen(Ink::kPlace, words(Word::kAtLine, event.finding->line));
  return line + "\n";
}

std::string FleetSummary(const Fleet& fleet, const Style& style) {
  const Pen pen(style);
  const Words words(style);
  std::string out;
  for (const FollowedRun* run : fleet.runs()) {
    if (run->run == 0) continue;
    out += SignOf(run->verdict, pen) + " " + pen(Ink::kPlace, NameOf(run->path, run->run)) + "  " +
           pen(Pen::Of(run->verdict), words[run->verdict]);
    const Text status = StatusText(run->status);
    if (!status.empty()) out += "  " + words[status];
    out += "\n";
    for (const OpenFinding& open : run->open) {
      out +=
          "  " + pen(Pen::Of(open.finding.severity), words[open.finding.severity] + "[" + open.finding.check->id + "]");
      out += " " + Printable(words[open.finding.message]) + "\n";
    }
  }
  return out;
}

}  // namespace sftdoctor
