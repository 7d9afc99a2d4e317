#include "bundle/bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/path.h"
#include "bundle/excerpt.h"
#include "bundle/sample_rows.h"
#include "commands/commands.h"
#include "commands/inputs.h"
#include "commands/judge_runs.h"
#include "config/training_config.h"
#include "findings/config_choice.h"
#include "reports/width.h"
#include "runs/read_log.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostLines = 100;  ///< at each end of the log
constexpr std::size_t kRows = 5;
constexpr int kColumns = 100;  ///< of the report, which is read in an editor

std::string Named(World& world, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (auto value = world.Environment(name); value && !value->empty()) return *value;
  }
  return {};
}

void TakeLog(const Excerpt& log, const std::string& path, Bundle& bundle) {
  const bool whole = log.tail > log.lines || log.tail == log.head + 1;
  Text about = {fmt::format("all {} lines of {}", log.lines, path), fmt::format("{} 的全部 {} 行", path, log.lines)};
  if (!whole) {
    about = {fmt::format("lines 1 to {} and {} to {} of {}", log.head, log.tail, log.lines, path),
             fmt::format("{} 的第 1–{} 行和第 {}–{} 行", path, log.head, log.tail, log.lines)};
  }
  bundle.Take("log.txt", log.text, about);
}

/// The mean that the log prints for its first epoch, else that of the losses it printed during it.
nlohmann::ordered_json FirstEpoch(const Run& run, const Metrics& metrics) {
  const auto find = [&](const char* id) { return run.Find(*metrics.Find(id)); };
  if (const Series* means = find("train/epoch-loss")) {
    const Curve curve = means->ToCurve();
    if (!curve.bins.empty())
      return {{"average_loss", curve.bins.front().y}, {"source", "printed"}, {"line", curve.bins.front().line}};
  }
  const Series* losses = find("train/loss");
  if (!losses) return {{"average_loss", nullptr}, {"source", "the log prints no training loss"}};
  const double end = run.epochs.size() > 1 ? run.epochs[1].x : run.last_x + 1;
  double sum = 0, count = 0;
  for (const Bin& bin : losses->ToCurve().bins) {
    if (bin.x < end) sum += bin.y, ++count;
  }
  if (count == 0) return {{"average_loss", nullptr}, {"source", "no finite loss in the first epoch"}};
  const char* what = run.epochs.size() > 1 ? "mean of the losses printed in the first epoch"
                                           : "mean of all losses printed: the log does not tell where an epoch ends";
  return {{"average_loss", sum / count}, {"source", what}};
}

/// Whether it can be sent as text: no format that people read holds this byte.
bool IsText(std::string_view content) { return content.find('\0') == std::string_view::npos; }

/// Everything is read twice, as evidence and to be judged.
void RequireFile(const std::string& path, const char* what, World& world) {
  if (path == "-")
    throw Error(fmt::format("{} is read twice and must be a file", what), {}, "write it to a file first");
  if (world.Exists(path) && !world.IsDirectory(path)) world.OpenAnywhere(path);  // complains of pipes
}

/// SFTDOCTOR_OUTPUT_FILE is for reports: an archive goes where the command line says.
void RequireTarget(const BundleOptions& options, World& world) {
  if (options.list) return;
  const std::string& file = options.output;
  if (file.empty()) throw Error("names no archive", {}, "add `-o help.zip`, or `--list` to see what would be taken");
  if (file == "-") {
    if (world.IsTerminal(Stream::kOut))
      throw Error("an archive is nothing for a terminal", {}, "name a file: `-o help.zip`");
    return;
  }
  if (world.IsDirectory(file)) throw Error("is a directory", {file}, "name a file in it");
  const std::string here = world.CurrentDirectory(), target = Absolute(file, here);
  for (const std::string& input : {options.log, SplitConfigName(options.config).path, options.data}) {
    if (!input.empty() && Absolute(input, here) == target)
      throw Error("is what is to be sent, and would be overwritten", {file}, "name another file");
  }
  if (world.Exists(file) && !options.force)
    throw Error("exists already", {file}, "name another file, or overwrite it with `--force`");
}

/// The configuration as text and, as far as it can be understood, as what the log is judged with.
struct ConfigTaken {
  ConfigName name;
  std::string text;
  std::optional<Error> why;  ///< the log is judged without it
};

ConfigTaken ReadConfigInto(const BundleOptions& options, World& world, Session& session) {
  ConfigTaken taken{SplitConfigName(options.config), "", std::nullopt};
  taken.text = world.ReadFile(taken.name.path);
  try {
    session.config = std::make_unique<ConfigFile>(LoadConfig(taken.name.path, world));
  } catch (const Error& error) {
    if (!taken.name.section.empty() || !IsText(taken.text)) throw;
    taken.why = error;  // a file that cannot be understood is just what people ask about
  }
  if (!taken.name.section.empty()) ConfigsNamed(*session.config, taken.name.section, *session.catalog);
  return taken;
}

/// A class that was named is to be found; without a name, a configuration that does not fit is no reason to send none.
void JudgeInto(const Settings& settings, World& world, Session& session, ConfigTaken* config) {
  RunChoice choice;
  if (config) choice.section = config->name.section;
  try {
    JudgeRuns(choice, settings, world, session);
  } catch (const Error& error) {
    if (!session.config || !choice.section.empty()) throw;
    config->why = error;
    session.config.reset();
    session.diagnoses.clear();
    JudgeRuns({}, settings, world, session);
  }
  const auto from = FailsFrom(settings.fail_on.value);
  session.exit_status = std::any_of(session.diagnoses.begin(), session.diagnoses.end(),
                                    [&](const Diagnosis& diagnosis) { return AnyFails(diagnosis.findings, from); });
}

/// The log, or why it could not be understood: an Error then, as nothing else can be judged.
std::optional<Error> ReadLogInto(const BundleOptions& options, World& world, Session& session) {
  try {
    session.logs.push_back(std::make_unique<Log>(
        ReadOneLog(options.log, *session.catalog, {options.input_format, Engine::kProgram, 0}, world)));
  } catch (const Error& error) {
    const auto facts = world.Stat(options.log);
    if (!facts || facts->directory || facts->bytes == 0) throw;
    return error;
  }
  return std::nullopt;
}

void TakeDiagnosis(const Session& session, const Style& style, Bundle& bundle) {
  bundle.TakeJson("first-epoch.json", FirstEpoch(session.logs.back()->runs.back(), session.catalog->metrics),
                  {"average loss of the first epoch", "第一个 epoch 的平均 loss"});
  bundle.Take("diagnosis.txt", TextReport(session, style), {"what sftdoctor says", "sftdoctor 的诊断"});
  bundle.TakeJson("diagnosis.json", nlohmann::ordered_json::parse(JsonReport(session, style)),
                  {"the same with all numbers", "同上，含全部数值"});
}

void TakeConfig(const ConfigTaken& config, Bundle& bundle) {
  Text about = {"the configuration", "训练配置"};
  if (!config.name.section.empty()) {
    const std::string section = Printable(config.name.section);
    about = {"the configuration; the run used " + section, "训练配置，本次训练使用 " + section};
  }
  bundle.Take("config/" + bundle.NameFor(config.name.path, "config"), config.text, about);
  if (!config.why) return;
  const std::string why = Printable(config.why->what());
  const std::string path = Printable(config.name.path);
  bundle.LeaveOut({fmt::format("the configuration in the diagnosis: {} {}", path, why),
                   fmt::format("诊断中的配置检查：{} {}", path, why)});
}

/// Rows as JSON Lines; of a text that holds no rows its first lines, since that may be what is wrong.
void TakeData(const std::string& path, World& world, Bundle& bundle) {
  const std::string shown = Printable(path), head = HeadOf(world, path, kRows);
  const bool parquet = head.starts_with("PAR1") || head.starts_with("PARE");
  if (!parquet && !IsText(head))
    throw Error("is no dataset but binary data", {path}, "name a dataset: JSON Lines, a JSON array, parquet or CSV");
  try {
    const SampleRows sample = FirstRows(world, path, kRows);
    const std::size_t count = sample.rows.size();
    bundle.TakeJsonLines("data/first-rows.jsonl", sample.rows,
                         {fmt::format("the first {} of {} ({})", count == 1 ? "row" : fmt::format("{} rows", count),
                                      shown, sample.format),
                          fmt::format("{} 的前 {} 行（{}）", shown, count, sample.format)});
    for (const Text& note : sample.notes) {
      bundle.LeaveOut(
          {fmt::format("of {}: {}", shown, Printable(note.en)), fmt::format("{} 的{}", shown, Printable(note.zh))});
    }
  } catch (const Error& error) {
    const std::string why = Printable(error.what());
    bundle.LeaveOut({fmt::format("rows of {}: it {}", shown, why), fmt::format("{} 的数据：{}", shown, why)});
    if (head.empty() || parquet) return;
    bundle.Take(
        "data/first-lines.txt", head,
        {fmt::format("the first lines of {} as they stand there", shown), fmt::format("{} 的开头几行原文", shown)});
  }
}

Redactor RedactorFor(World& world) {
  return Redactor(Named(world, {"HOME", "USERPROFILE"}), Named(world, {"USER", "LOGNAME", "USERNAME"}));
}

/// Only for its owner to read: what nobody has looked through yet may hold what no shape matched.
void WriteArchive(const BundleOptions& options, const std::string& bytes, World& world) {
  constexpr unsigned kPrivate = 0600;
  if (options.output == "-") {
    world.Write(Stream::kOut, bytes);
  } else if (options.force) {
    world.WriteFile(options.output, bytes);
  } else if (!world.CreateFile(options.output, bytes, kPrivate)) {
    throw Error("exists already", {options.output}, "name another file, or overwrite it with `--force`");
  }
}

/// Collects everything that the options ask for.
Bundle Collect(const BundleOptions& options, const Style& style, World& world) {
  const Settings settings = SettingsFor(options.common, world);
  std::vector<std::string> parts = {"metrics/", "formats/", "checks/"};
  if (!options.config.empty()) parts.clear();
  const Catalog catalog = LoadCatalogFor(settings, world, parts);
  RequireKnownChecks(settings, catalog.check_ids());
  Session session;
  session.catalog = &catalog;
  session.command = {options.log};
  std::optional<ConfigTaken> config;
  if (!options.config.empty()) config = ReadConfigInto(options, world, session);
  const std::optional<Error> why = ReadLogInto(options, world, session);
  const std::string path = why ? options.log : session.logs.back()->path;
  const Excerpt log = ExcerptOf(world, path, kMostLines);
  if (why && !IsText(log.text)) throw *why;
  Bundle bundle(RedactorFor(world));
  TakeLog(log, Printable(path), bundle);
  if (why) {
    bundle.Take("diagnosis.txt", FormatError(*why, style), {"why the log was not understood", "日志为什么无法识别"});
  } else {
    JudgeInto(settings, world, session, config ? &*config : nullptr);
    PrescribeForRuns(StyleFor(options.common, world, Stream::kErr), world, session);
    TakeDiagnosis(session, style, bundle);
  }
  if (config) TakeConfig(*config, bundle);
  if (!options.data.empty()) TakeData(options.data, world, bundle);
  bundle.TakeJson("version.json", VersionFacts(catalog), {"which sftdoctor this was", "sftdoctor 的版本"});
  return bundle;
}

}  // namespace

int RunBundle(const BundleOptions& options, World& world) {
  RequireFile(options.log, "the log", world);
  if (!options.config.empty()) RequireFile(SplitConfigName(options.config).path, "the configuration", world);
  if (!options.data.empty()) RequireFile(options.data, "the dataset", world);
  RequireTarget(options, world);
  Style style = StyleFor(options.common, world, Stream::kOut);
  style.color = false;
  style.columns = kColumns;
  const Bundle bundle = Collect(options, style, world);
  if (options.list) {
    world.Write(Stream::kOut, bundle.Listing(style.chinese));
    return 0;
  }
  const std::string bytes = ZipOf(bundle.Entries(style.chinese));
  WriteArchive(options, bytes, world);
  world.Write(
      options.output == "-" ? Stream::kErr : Stream::kOut,
      fmt::format("{}  {}\n{}", Printable(options.output), SizeText(bytes.size()), bundle.Listing(style.chinese)));
  return 0;
}

}  // namespace sftdoctor
