#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "commands/commands.h"
#include "commands/flags.h"
#include "commands/judge_runs.h"
#include "findings/config_choice.h"
#include "lines/follower.h"
#include "reports/event_lines.h"
#include "view/live_view.h"
#include "watch/display.h"
#include "watch/fleet.h"

namespace sftdoctor {
namespace {

constexpr double kSearchSeconds = 1;  ///< between searches for new files, where nobody tells of them

/// Bytes from the files to the fleet.
class Relay final : public FollowTarget {
 public:
  explicit Relay(Fleet& fleet) : fleet_(fleet) {}
  void OnFile(const std::string& path, std::optional<double> modified, bool found) override {
    fleet_.Add(path, modified, found);
  }
  void OnPassed(const std::string& path, std::string_view bytes) override { fleet_.Pass(path, bytes); }
  void OnBytes(const std::string& path, std::string_view bytes) override { fleet_.Feed(path, bytes); }
  void OnFileEnd(const std::string& path) override { fleet_.EndFile(path); }
  void OnMessage(const std::string& path, const std::string& message) override { fleet_.Tell(path, message); }

 private:
  Fleet& fleet_;
};

/// A line an event on standard output; what happens to files goes to standard error, as with `tail`.
class PlainDisplay final : public Display {
 public:
  PlainDisplay(World& world, const Style& style, bool summary) : world_(world), style_(style), summary_(summary) {}
  void Show(const WatchEvent& event) override {
    if (event.kind == WatchEventKind::kFile) {
      world_.Write(Stream::kErr, "sftdoctor: " + event.message.In(style_.chinese) + "\n");
    } else if (!event.history) {
      world_.Write(Stream::kOut, EventLine(event, world_.Now().utc_offset, style_));
    }
  }
  void Close(const Fleet& fleet, const Moment&) override {
    if (summary_) world_.Write(Stream::kOut, FleetSummary(fleet, style_));
  }

 private:
  World& world_;
  Style style_;
  bool summary_;
};

class JsonDisplay final : public Display {
 public:
  JsonDisplay(World& world, const Style& style, const int& status) : world_(world), style_(style), status_(status) {}
  void Show(const WatchEvent& event) override { world_.Write(Stream::kOut, EventJsonLine(event, style_)); }
  void Close(const Fleet& fleet, const Moment&) override {
    world_.Write(Stream::kOut, FleetSummaryJsonLine(fleet, status_, style_));
  }

 private:
  World& world_;
  Style style_;
  const int& status_;
};

std::optional<Severity> SeverityNamed(const std::string& name) {
  const auto& names = SeverityNames();
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<Severity>(found - names.begin()));
}

int StatusOf(const Fleet& fleet, const std::string& fail_on) {
  const auto least = SeverityNamed(fail_on);
  for (const FollowedRun* run : fleet.runs()) {
    for (const OpenFinding& open : run->open) {
      if (least && open.finding.severity >= *least) return 1;
    }
  }
  return 0;
}

/// Writes what `diagnose --format html` would of the runs as they stand, under a name that is free, and returns it.
std::string WriteHtmlReport(const Fleet& fleet, const Catalog& catalog, const TailOptions& options, const Style& style,
                            World& world) {
  Session session;
  session.catalog = &catalog;
  session.command = options.inputs;
  for (const FollowedRun* run : fleet.runs()) {
    if (!run->log || !run->diagnosis.run) continue;
    session.logs.push_back(std::make_unique<Log>(*run->log));
    Diagnosis& diagnosis = session.diagnoses.emplace_back(run->diagnosis);
    diagnosis.log = session.logs.back().get();
    diagnosis.run = &session.logs.back()->runs.back();
  }
  const std::string page = HtmlReport(session, style);
  for (int number = 1;; ++number) {
    const std::string path = number == 1 ? "sftdoctor-report.html" : fmt::format("sftdoctor-report-{}.html", number);
    if (world.CreateFile(path, page, 0644)) return path;
  }
}

/// Whether the view is to be had: it is watched by somebody who may type.
bool WantsView(const TailOptions& options, World& world) {
  return !options.plain && !options.json && !options.once && world.IsTerminal(Stream::kOut) &&
         world.Environment("TERM").value_or("dumb") != "dumb";
}

/// The watching itself: look, judge, tell, wait, until something ends it.
class Tail {
 public:
  Tail(const TailOptions& options, World& world, Fleet& fleet, Display& display)
      : options_(options),
        world_(world),
        fleet_(fleet),
        display_(display),
        relay_(fleet),
        follower_(world, options.inputs, options.lines, !options.poll, relay_) {}

  /// True when it left for a finding that --exit-on names.
  bool Run() {
    world_.StopSignal();
    const auto exit_on = SeverityNamed(options_.exit_on);
    const double interval = options_.interval_ms / 1000.0;
    double looked = world_.Now().steady, searched = looked;
    follower_.LookAtAll();
    for (bool gone = false; world_.StopSignal() == 0;) {
      if (display_.ended()) break;
      if (follower_.unread() && !caught_up_) {  // the first judgement is of the whole history
        display_.Refresh(fleet_, world_.Now());
        follower_.LookAtAll();
        continue;
      }
      caught_up_ = true;
      if (options_.once) break;
      if (Tell(fleet_.Evaluate(world_.Now()), exit_on)) return true;
      display_.Refresh(fleet_, world_.Now());
      if (gone) {
        Conclude(true);
        return false;
      }
      if (follower_.exhausted() || (options_.until_end && fleet_.AllEnded())) break;
      const double wait = follower_.unread() ? 0 : looked + interval - world_.Now().steady;
      const ChangeWatch::Changes changes = follower_.watch().Wait(std::max(0.0, wait));
      gone = options_.pid && !world_.ProcessLives(*options_.pid);  // before the look: its last words are read
      if (gone || follower_.unread() || world_.Now().steady >= looked + interval) {
        looked = world_.Now().steady;
        const bool search = looked >= searched + kSearchSeconds;
        if (search) searched = looked;
        follower_.LookAtAll(search || changes.names);
      } else {
        follower_.LookAt(changes);
      }
    }
    Conclude(false);
    return false;
  }

 private:
  /// True when one of the events is what --exit-on waits for.
  bool Tell(const std::vector<WatchEvent>& events, std::optional<Severity> exit_on) {
    bool enough = false;
    for (const WatchEvent& event : events) {
      display_.Show(event);
      const bool raised = event.kind == WatchEventKind::kOpened || event.kind == WatchEventKind::kEscalated ||
                          event.kind == WatchEventKind::kStalled || event.kind == WatchEventKind::kCrashed;
      enough = enough || (exit_on && raised && (!event.finding || event.finding->severity >= *exit_on));
    }
    return enough;
  }

  void Conclude(bool gone) { Tell(fleet_.Conclude(world_.Now(), gone), std::nullopt); }

  const TailOptions& options_;
  World& world_;
  Fleet& fleet_;
  Display& display_;
  Relay relay_;
  Follower follower_;
  bool caught_up_ = false;
};

}  // namespace

int RunTail(const TailOptions& options, World& world) {
  Settings settings = SettingsFor(options.common, world);
  GiveFlags(options, settings);
  if (options.common.show_settings) {
    world.Write(Stream::kOut, ShowSettings(settings));
    return 0;
  }
  if (options.inputs.empty()) throw Error("names no log", {}, "as in `sftdoctor tail logs/`; - is standard input");
  const Catalog catalog = LoadCatalogFor(settings, world);
  RequireKnownChecks(settings, catalog.check_ids());
  if (!options.input_format.empty()) NamedFormat(catalog, options.input_format);
  const Style style = StyleFor(options.common, world, Stream::kOut);
  std::optional<ConfigFile> config;
  if (!options.config.empty()) {
    config = LoadConfig(SplitConfigName(options.config).path, world);
    ConfigsNamed(*config, SplitConfigName(options.config).section, catalog);
  }
  const RunChoice choice{{}, false, SplitConfigName(options.config).section, !options.no_filesystem};
  const auto judge = [&](const Log& log, const Run& run) {
    try {
      return JudgeRun(choice, settings, catalog, config ? &*config : nullptr, log, run, world);
    } catch (const Error&) {  // too little of the run to tell which of several sections set it up
      return JudgeRun(choice, settings, catalog, nullptr, log, run, world);
    }
  };
  Fleet fleet(world, catalog,
              {judge, settings.selection(), {options.input_format, Engine::kProgram, 1}, options.stall_timeout});
  int status = 0;
  std::unique_ptr<Display> display;
  if (WantsView(options, world)) {
    if (auto terminal = world.TakeTerminal(kEnterScreen, kLeaveScreen)) {
      const auto report = [&](const Fleet& all) { return WriteHtmlReport(all, catalog, options, style, world); };
      display = std::make_unique<LiveView>(world, std::move(terminal), catalog, style, report);
    }
  }
  if (options.json) {
    display = std::make_unique<JsonDisplay>(world, style, status);
  } else if (!display) {
    display = std::make_unique<PlainDisplay>(world, style, !options.once);
  }
  const bool raised = Tail(options, world, fleet, *display).Run();
  const auto runs = fleet.runs();
  const bool nothing = std::none_of(runs.begin(), runs.end(), [](const FollowedRun* run) { return run->run > 0; });
  status = raised ? 1 : StatusOf(fleet, settings.fail_on.value);
  if (nothing && world.StopSignal() == 0) {
    throw Error("holds no record that a known log format understands", {options.inputs.front()},
                "`sftdoctor formats --test FILE` shows why");
  }
  display->Close(fleet, world.Now());
  return status;
}

}  // namespace sftdoctor
