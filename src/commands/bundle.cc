#include "bundle/bundle.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/version.h"
#include "bundle/excerpt.h"
#include "commands/commands.h"
#include "config/training_config.h"
#include "findings/finding.h"
#include "reports/session.h"
#include "runs/read_log.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostLines = 100;  ///< at each end of the log
constexpr std::size_t kRows = 5;
constexpr int kColumns = 100;  ///< of the report, which is read in an editor

std::string BaseName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

/// ".jsonl" of "data/train.jsonl".
std::string Ending(const std::string& path) {
  const std::string name = BaseName(path);
  const std::size_t dot = name.find_last_of('.');
  return dot == std::string::npos || dot == 0 ? ".txt" : name.substr(dot);
}

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

/// The log is judged as `diagnose` would; one that cannot be understood is just what people ask about, so the error
/// stands in its place.
void TakeDiagnosis(const BundleOptions& options, const Settings& settings, const Catalog& catalog, const Excerpt& text,
                   const Style& style, World& world, Bundle& bundle) {
  Session session;
  session.catalog = &catalog;
  session.command = {options.log};
  try {
    session.logs.push_back(
        std::make_unique<Log>(ReadLog(world, catalog, options.log, {options.input_format, Engine::kProgram, 0})));
  } catch (const Error& error) {
    if (text.text.find('\0') != std::string::npos) throw;  // no text at all
    bundle.Take("diagnosis.txt", FormatError(error, style), {"why the log was not understood", "日志为什么无法识别"});
    return;
  }
  const Log& log = *session.logs.back();
  for (const Run& run : log.runs) {
    if (&run == &log.runs.back()) {
      session.diagnoses.push_back(Judge(log, run, catalog, settings.goals(), settings.selection()));
    } else {
      Diagnosis& listed = session.diagnoses.emplace_back();
      listed.log = &log;
      listed.run = &run;
    }
  }
  bundle.Take("first-epoch.json", FirstEpoch(log.runs.back(), catalog.metrics).dump(2) + "\n",
              {"average loss of the first epoch", "第一个 epoch 的平均 loss"});
  bundle.Take("diagnosis.txt", TextReport(session, style), {"what sftdoctor says", "sftdoctor 的诊断"});
  bundle.Take("diagnosis.json", JsonReport(session, style), {"the same with all numbers", "同上，含全部数值"});
}

void TakeConfig(const std::string& name, World& world, Bundle& bundle) {
  const ConfigName config = SplitConfigName(name);
  Text about = {"the configuration", "训练配置"};
  if (!config.section.empty())
    about = {"the configuration; the run used " + config.section, "训练配置，本次训练使用 " + config.section};
  bundle.Take("config/" + BaseName(config.path), world.ReadFile(config.path), about);
}

void TakeData(const std::string& path, World& world, Bundle& bundle) {
  char magic[4] = {};
  const std::size_t got = world.Open(path)->Read(magic, sizeof magic);
  if (std::string_view(magic, got) == "PAR1") {
    bundle.LeaveOut({fmt::format("rows of {}: parquet is not text; add a few rows as JSON", path),
                     fmt::format("{} 的数据：parquet 不是文本，请另附几行 JSON", path)});
    return;
  }
  bundle.Take("data/first-rows" + Ending(path), HeadOf(world, path, kRows),
              {fmt::format("the first {} lines of {}", kRows, path), fmt::format("{} 的前 {} 行", path, kRows)});
}

std::string VersionFacts(const Catalog& catalog) {
  const nlohmann::ordered_json facts = {{"name", "sftdoctor"},
                                        {"version", Version()},
                                        {"build", BuildFacts()},
                                        {"formats", catalog.formats.size()},
                                        {"checks", catalog.checks.size()}};
  return facts.dump(2) + "\n";
}

void RequireTarget(const BundleOptions& options, World& world) {
  if (options.list) return;
  const std::string& file = options.output;
  if (file.empty()) throw Error("names no archive", {}, "add `-o help.zip`, or `--list` to see what would be taken");
  if (file == "-" && world.IsTerminal(Stream::kOut))
    throw Error("an archive is nothing for a terminal", {}, "name a file: `-o help.zip`");
  if (file != "-" && world.IsDirectory(file)) throw Error("is a directory", {file}, "name a file in it");
  if (file != "-" && world.Exists(file) && !options.force)
    throw Error("exists already", {file}, "name another file, or overwrite it with `--force`");
}

}  // namespace

int RunBundle(const BundleOptions& options, World& world) {
  if (options.log == "-") throw Error("the log is read twice and must be a file", {}, "write it to a file first");
  RequireTarget(options, world);
  const Settings settings = SettingsFor(options.common, world);
  const Catalog catalog = LoadCatalogFor(settings, world);
  Style style = StyleFor(options.common, world, Stream::kOut);
  const bool chinese = style.chinese;
  style.color = false;
  style.columns = kColumns;
  Bundle bundle(Redactor(Named(world, {"HOME", "USERPROFILE"}), Named(world, {"USER", "LOGNAME", "USERNAME"})));
  const Excerpt log = ExcerptOf(world, options.log, kMostLines);
  TakeLog(log, options.log, bundle);
  TakeDiagnosis(options, settings, catalog, log, style, world, bundle);
  if (!options.config.empty()) TakeConfig(options.config, world, bundle);
  if (!options.data.empty()) TakeData(options.data, world, bundle);
  bundle.Take("version.json", VersionFacts(catalog), {"which sftdoctor this was", "sftdoctor 的版本"});
  if (options.list) {
    world.Write(Stream::kOut, bundle.Listing(chinese));
    return 0;
  }
  const std::string bytes = ZipOf(bundle.Entries(chinese));
  const bool to_stdout = options.output == "-";
  if (to_stdout) {
    world.Write(Stream::kOut, bytes);
  } else {
    world.WriteFile(options.output, bytes);
  }
  world.Write(to_stdout ? Stream::kErr : Stream::kOut,
              fmt::format("{}  {}\n{}", to_stdout ? "-" : ValidUtf8(options.output), SizeText(bytes.size()),
                          bundle.Listing(chinese)));
  return 0;
}

}  // namespace sftdoctor
