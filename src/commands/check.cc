#include <fmt/format.h>

#include <algorithm>

#include "base/path.h"
#include "commands/check_config.h"
#include "commands/check_files.h"
#include "commands/commands.h"
#include "patches/unified_diff.h"

namespace sftdoctor {
namespace {

/// Nobody writes a training config by the megabyte: what is larger is data.
constexpr std::uint64_t kLargestConfig = std::uint64_t{1} << 20;

using Reporter = std::string (*)(const CheckReport&, const Style&);
const std::vector<std::pair<std::string, Reporter>> kReporters = {
    {"full", FullCheckReport},     {"concise", ConciseCheckReport},
    {"json", JsonCheckReport},     {"json-lines", JsonLinesCheckReport},
    {"github", GithubCheckReport}, {"gitlab", GitlabCheckReport},
    {"sarif", SarifCheckReport},   {"junit", JunitCheckReport}};

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const auto& [name, reporter] : kReporters) names.push_back(name);
  return names;
}

/// One `check`: what was asked for, and what comes of it.
class CheckRun {
 public:
  CheckRun(const CheckOptions& options, World& world) : options_(options), world_(world), projects_(options, world) {}

  int Run() {
    const Destination to = DestinationFor(options_.format, options_.output, FormatNames(), world_);
    for (const CheckInput& input : ExpandCheckInputs(options_, world_, projects_, report_.failed)) Look(input);
    if (report_.failed.size() == 1 && options_.inputs.size() == 1 && report_.files.empty()) {
      const FailedInput& failed = report_.failed.front();
      throw Error(failed.message, failed.place, failed.hint);
    }
    report_.unsafe = options_.unsafe_fixes;
    report_.verbose = options_.verbose;
    report_.exit_status = ExitStatus();
    Report(to);
    return report_.exit_status;
  }

 private:
  bool FixesPipe(const CheckInput& input) const { return input.path == "-" && options_.fix && !options_.diff; }

  void Look(const CheckInput& input) {
    const Project& project = projects_.For(input.absolute);
    const auto facts = input.path == "-" ? std::nullopt : world_.Stat(input.path);
    if (facts && facts->bytes > kLargestConfig) return report_.no_config.push_back(input.shown);
    try {
      const std::string text = world_.ReadFile(input.path);
      const std::string path = Shortened(input.absolute, project.settings.directory);
      const CheckContext context{*project.catalog, project.settings.facts(), project.settings.selection(path),
                                 options_.no_filesystem ? nullptr : &world_};
      std::optional<CheckedFile> file = CheckConfig(input.shown, text, input.section, context);
      if (!file) {
        if (FixesPipe(input)) world_.Write(Stream::kOut, text);
        return report_.no_config.push_back(input.shown);
      }
      if (options_.fix || options_.diff) Mend(input, text, context, *file);
      file->fails = FailsFrom(project.settings.fail_on.value);
      report_.files.push_back(std::move(*file));
    } catch (const Error& error) {
      const Place place = error.place().file.empty() ? Place{input.shown} : error.place();
      report_.failed.push_back({input.shown, error.what(), error.hint(), place});
    }
  }

  /// The file as it is with its fixes: compared, printed, or written.
  void Mend(const CheckInput& input, const std::string& text, const CheckContext& context, CheckedFile& file) {
    const std::size_t count = FixConfig(file, input.section, options_.unsafe_fixes, context);
    const std::string& after = file.config->text;
    report_.fixed += count;
    report_.files_fixed += count > 0;
    if (options_.diff) {
      diff_ += UnifiedDiff(file.path, text, after);
    } else if (FixesPipe(input)) {
      world_.Write(Stream::kOut, after);
    } else if (after != text) {
      if (world_.ReadFile(input.path) != text)
        throw Error("has changed while it was checked", {input.path}, "run it again");
      world_.WriteFile(input.path, after);
    }
  }

  int ExitStatus() const {
    if (!report_.failed.empty()) return 2;
    if (options_.diff) return diff_.empty() ? 0 : 1;
    return std::any_of(report_.files.begin(), report_.files.end(),
                       [](const CheckedFile& file) { return AnyFails(file.findings, file.fails); });
  }

  /// Standard output is for the diff or the mended text where there is one: of the findings the one leaves a count, the
  /// other all, on standard error.
  void Report(const Destination& to) {
    if (options_.diff) {
      Deliver(to, diff_, world_);
      world_.Write(Stream::kErr, CheckDiffSummary(report_, StyleFor(options_.common, world_, Stream::kErr)));
      return Complain();
    }
    const auto& inputs = options_.inputs;
    const bool pipe_fixed = options_.fix && std::find(inputs.begin(), inputs.end(), "-") != inputs.end();
    const Stream stream = pipe_fixed ? Stream::kErr : Stream::kOut;
    const Style style = StyleFor(to, options_.common, world_, stream);
    const auto reporter =
        std::find_if(kReporters.begin(), kReporters.end(), [&](const auto& entry) { return entry.first == to.format; });
    const std::string report = options_.statistics ? CheckStatistics(report_, style) : reporter->second(report_, style);
    Deliver(to, report, world_, stream);
    const bool said = to.format == "full" && to.file.empty() && !options_.statistics;
    if (!said) Complain();
  }

  /// What could not be read, on standard error.
  void Complain() {
    for (const FailedInput& failed : report_.failed) {
      world_.Write(Stream::kErr, FormatError(Error(failed.message, failed.place, failed.hint),
                                             StyleFor(options_.common, world_, Stream::kErr)));
    }
  }

  const CheckOptions& options_;
  World& world_;
  Projects projects_;  ///< findings refer to their catalogs
  CheckReport report_;
  std::string diff_;
};

}  // namespace

int RunCheck(const CheckOptions& options, World& world) {
  if (options.common.show_settings) {
    Projects projects(options, world);
    const std::string first = options.inputs.empty() ? "." : options.inputs.front();
    const std::string inside = world.IsDirectory(first) ? first + "/config.py" : first;
    world.Write(Stream::kOut, ShowSettings(projects.For(Absolute(inside, world.CurrentDirectory())).settings));
    return 0;
  }
  return CheckRun(options, world).Run();
}

}  // namespace sftdoctor
