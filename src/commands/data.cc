#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "commands/commands.h"
#include "commands/flags.h"
#include "findings/config_choice.h"
#include "findings/judge_data.h"
#include "reports/data_report.h"
#include "reports/width.h"

namespace sftdoctor {
namespace {

/// A bar on standard error, for people who wait for a large file.
class Progress {
 public:
  Progress(World& world, const std::string& path) : world_(world), path_(Printable(path)) {
    constexpr std::uint64_t kLarge = std::uint64_t{64} << 20;  // read in less than a second
    const auto facts = world.Stat(path);
    shown_ = world.IsTerminal(Stream::kErr) && facts && facts->bytes >= kLarge;
  }
  ~Progress() {
    if (percent_ >= 0) Write("\r\x1B[K");
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(double done) {
    const int percent = static_cast<int>(100 * done);
    if (!shown_ || percent == percent_) return;
    percent_ = percent;
    const auto full = static_cast<std::size_t>(percent * kWidth / 100);
    Write(fmt::format("\r[{:<{}}] {:3} %  {}", std::string(full, '='), kWidth, percent, path_));
  }

 private:
  /// A bar that cannot be shown is no reason to stop, least of all in a destructor.
  void Write(const std::string& text) noexcept {
    try {
      world_.Write(Stream::kErr, text);
    } catch (...) {
      shown_ = false;
    }
  }

  static constexpr int kWidth = 30;
  World& world_;
  std::string path_;
  bool shown_ = false;
  int percent_ = -1;
};

struct NamedFile {
  std::string path;
  Part part;
};

/// Training files first, then validation, then test.
std::vector<NamedFile> FilesOf(const DataOptions& options) {
  std::vector<NamedFile> files;
  for (const std::string& path : options.files) files.push_back({path, PartOf(path)});
  for (const std::string& path : options.validation) files.push_back({path, Part::kValidation});
  std::stable_sort(files.begin(), files.end(), [](const NamedFile& a, const NamedFile& b) { return a.part < b.part; });
  return files;
}

void ReadFiles(const DataOptions& options, Survey& survey, DataSession& session, World& world) {
  const std::vector<NamedFile> files = FilesOf(options);
  for (const NamedFile& file : files) {
    try {
      Progress progress(world, file.path);
      survey.Read(world, file.path, file.part, [&](double done) { progress.Show(done); });
    } catch (const Error& error) {
      if (files.size() == 1) throw;
      session.failed.push_back({file.path, error.what(), error.hint()});
    }
  }
  if (files.size() == 1 && survey.files().front().failure) throw Error(*survey.files().front().failure);
}

/// The training section that the rows are for; it refers to its file.
struct ConfigInUse {
  std::unique_ptr<ConfigFile> file;
  TrainingConfig config;
};

std::optional<ConfigInUse> ConfigFor(const DataOptions& options, const Catalog& catalog, World& world) {
  if (options.config.empty()) return std::nullopt;
  const ConfigName name = SplitConfigName(options.config);
  auto file = std::make_unique<ConfigFile>(LoadConfig(name.path, world));
  TrainingConfig config = ConfigNamed(*file, name.section, catalog);
  return ConfigInUse{std::move(file), config};
}

/// Tokens that a row may have: the flag's, else the configuration's.
std::optional<std::uint64_t> LongestSequence(const DataOptions& options, const TrainingConfig* config) {
  if (options.max_seq_len || !config) return options.max_seq_len;
  const auto length = config->Number("max_seq_len");
  if (!length || *length < 1 || *length > 1e12) return std::nullopt;
  return static_cast<std::uint64_t>(*length);
}

}  // namespace

int RunData(const DataOptions& options, World& world) {
  Settings settings = SettingsFor(options.common, world);
  GiveFlags(options, settings);
  const Destination to = DestinationFor(options.format, options.output, {"text", "json"}, world);
  std::vector<std::string> parts = {"layouts/", "checks/data/"};
  if (!options.config.empty()) parts.insert(parts.end(), {"keys/", "frameworks/"});
  const Catalog catalog = LoadCatalogFor(settings, world, parts);
  RequireKnownChecks(settings, catalog.check_ids());
  const std::optional<ConfigInUse> in_use = ConfigFor(options, catalog, world);
  const TrainingConfig* config = in_use ? &in_use->config : nullptr;
  Survey survey({catalog.layouts, {options.prompt, options.response}, LongestSequence(options, config)});
  DataSession session;
  session.survey = &survey;
  if (config) session.config = options.config;
  ReadFiles(options, survey, session, world);
  if (survey.files().empty()) {
    const FailedInput& first = session.failed.front();
    throw Error(first.message, {first.path}, first.hint);
  }
  session.diagnosis = JudgeData(survey, config, settings.facts(), catalog, settings.selection());
  const bool fails = AnyFails(session.diagnosis.findings, FailsFrom(settings.fail_on.value));
  session.exit_status = session.ReadAll() ? fails : 2;
  const Style style = StyleFor(to, options.common, world);
  Deliver(to, to.format == "json" ? DataJsonReport(session, style) : DataTextReport(session, style), world);
  return session.exit_status;
}

}  // namespace sftdoctor
