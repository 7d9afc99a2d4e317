#include <fmt/format.h>

#include <algorithm>

#include "base/path.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/flags.h"
#include "commands/inputs.h"
#include "findings/config_choice.h"
#include "patches/apply.h"
#include "patches/formats.h"
#include "patches/resume_state.h"
#include "reports/text_prescription.h"
#include "runs/read_log.h"

namespace sftdoctor {
namespace {

/// Everything that one `patch` looks at. The parts refer to each other, so that it stays where it is.
struct Consultation {
  Catalog catalog;
  ConfigFile file;
  std::optional<Log> log;
  Diagnosis diagnosis;
  History history;
  std::optional<Prescription> prescription;
};

const Run& TheRun(const Log& log, std::optional<std::size_t> number) {
  if (log.runs.empty()) throw Error("holds no run", {log.path}, "`sftdoctor formats --test FILE` shows why");
  return RunNumber(log, number.value_or(log.runs.size()), "runs count from 1");
}

void RefuseUnlike(const PatchOptions& options) {
  if (options.step && options.plan.empty()) throw Error("--step needs the plan that it is a step of", {}, "add --plan");
  if (options.apply && SplitConfigName(options.config).path == "-") {
    throw Error("standard input cannot be patched in place", {}, "use --patch-format, or name the file");
  }
  if (options.inputs.empty() && options.plan.empty()) {
    throw Error("name a log, or a plan with --plan", {}, "`sftdoctor rules` lists the plans");
  }
}

/// "config.py:TrainConfigSFT"; the path alone for a whole document or module.
std::string NameOf(const std::string& path, const Prescription& prescription) {
  return prescription.section.starts_with('<') ? path : path + ":" + prescription.section;
}

void Consult(const PatchOptions& options, World& world, Consultation& out) {
  Settings settings = SettingsFor(options.common, world);
  GiveFlags(options, settings);
  const ConfigName name = SplitConfigName(options.config);
  const Facts facts = settings.facts();
  out.catalog = LoadCatalogFor(settings, world);
  RequireKnownChecks(settings, out.catalog.check_ids());
  out.file = LoadConfig(name.path, world);
  if (out.file.broken) throw Error("has a syntax error here; it cannot be patched", *out.file.broken, "mend it first");
  if (options.inputs.empty()) {
    const TrainingConfig config = ConfigNamed(out.file, name.section, out.catalog);
    out.diagnosis = JudgeConfig({config, facts, &world}, out.catalog, settings.selection());
  } else {
    out.log = ReadOneLog(options.inputs.front(), out.catalog, {options.input_format}, world);
    const Run& run = TheRun(*out.log, options.run);
    const TrainingConfig config = ChooseConfig(out.file, name.section, out.catalog, *out.log, run, facts);
    out.diagnosis = Judge(*out.log, run, {config, facts, &world}, out.catalog, settings.goals(), settings.selection());
  }
  out.history = ReadHistory(world, out.file.path, out.file.text);
  std::optional<std::size_t> step;
  if (options.step) step = *options.step - 1;
  out.prescription = Prescribe(out.diagnosis, out.catalog, {options.plan, step, out.history});
}

Applied Write(const Consultation& consultation, World& world) {
  const Prescription& prescription = *consultation.prescription;
  Applied applied;
  applied.section = prescription.section;
  applied.plan = prescription.plan->id;
  applied.step = prescription.step;
  applied.log = LogMark(consultation.diagnosis);
  applied.changes = nlohmann::ordered_json::object();
  for (const Change& change : prescription.changes) applied.changes[change.name] = {change.from, change.to};
  return Apply(world, consultation.file, prescription.patched->text, applied);
}

/// The path as git takes it: below the current directory, else the file's name alone.
std::string DiffPath(const std::string& path, World& world) {
  const std::string here = world.CurrentDirectory(), shown = Shortened(Absolute(path, here), here);
  return shown.starts_with('/') ? BaseName(shown) : shown;
}

std::string PatchText(const PatchOptions& options, const Consultation& consultation, World& world) {
  const Prescription& prescription = *consultation.prescription;
  if (options.format == "merge") return MergePatch(prescription).dump(2) + "\n";
  if (options.format == "json-patch") return JsonPatch(prescription).dump(2) + "\n";
  if (options.format == "diff") return DiffOf(prescription, consultation.file, DiffPath(consultation.file.path, world));
  return CommandLineFlags(prescription) + "\n";
}

void WriteResumeState(const TrainingConfig& config, World& world, TextPage& page) {
  for (const ResumeState& state : FindResumeState(world, config)) {
    const std::string shown = state.path.empty() ? Printable(state.expression) : state.path;
    const Text text =
        state.path.empty()
            ? Text{"{} = {}: where this is cannot be told without running the file. If it exists, a resumed run brings "
                   "the old schedule back; move it aside: mv DIR DIR.before-patch",
                   "{} = {}：不运行该文件就无法知道具体路径。如果目录存在，续训会恢复旧的学习率计划；请先移开：mv "
                   "目录 目录.before-patch"}
            : Text{"{} = {} exists: a resumed run brings the old schedule and optimizer back. Move it aside: ",
                   "{} = {} 已存在：续训会恢复旧的学习率计划和优化器状态。请先移开："};
    std::string line = fmt::format(fmt::runtime(page.words[text]), state.key, shown);
    if (!state.path.empty()) line += "mv " + ShellWord(state.path) + " " + ShellWord(state.path + ".before-patch");
    page.WriteLabelled(Ink::kWarning, page.words[Severity::kWarning], line);
  }
}

/// The command line that made this report, with `more` behind it.
std::string SameCommand(const PatchOptions& options, const Prescription& prescription, const std::string& more) {
  std::string command = "sftdoctor patch";
  for (const std::string& input : options.inputs) command += " " + ShellWord(input);
  const std::string path = SplitConfigName(options.config).path;
  command += " --config " + ShellWord(NameOf(path, prescription)) + " --plan " + prescription.plan->id;
  if (options.step) command += fmt::format(" --step {}", *options.step);
  if (options.rows) command += fmt::format(" --rows {}", *options.rows);
  if (options.ranks) command += fmt::format(" --ranks {}", *options.ranks);
  if (options.pretrain_lr) command += fmt::format(" --pretrain-lr {}", *options.pretrain_lr);
  return command + more;
}

/// A command on a line of its own, unbroken, so that it can be copied.
void WriteCommand(const Text& what, const std::string& command, TextPage& page) {
  page.WriteRaw(page.pen(Ink::kHelp, page.words[what]));
  page.WriteRaw("  " + command);
}

void WriteNext(const PatchOptions& options, const Consultation& consultation, const std::optional<Applied>& applied,
               TextPage& page) {
  const std::string& path = consultation.file.path;
  if (!applied) {
    const std::string same = SameCommand(options, *consultation.prescription, " --apply");
    return WriteCommand({"to write it and keep a backup", "写入并保留备份"}, same, page);
  }
  const Text written = {fmt::format("written to {}; as it was: {}", path, applied->backup),
                        fmt::format("已写入 {}；原文件保留为 {}", path, applied->backup)};
  page.Write(page.pen(Ink::kGood, page.words[written]), page.pen(Ink::kGood, page.pen[Sign::kTick]) + " ");
  WriteCommand({"to bring it back", "撤销"}, "sftdoctor undo " + ShellWord(path), page);
  if (!consultation.log) return;
  WriteCommand({"to compare the next run with this one", "训练之后与这次对比"},
               "sftdoctor compare " + ShellWord(consultation.log->path) + " NEW_LOG", page);
}

std::string TextOf(const PatchOptions& options, const Consultation& consultation, const std::optional<Applied>& applied,
                   const Style& style, World& world) {
  TextPage page(style);
  const Prescription& prescription = *consultation.prescription;
  page.WriteRaw(page.pen(Ink::kStrong, Printable(NameOf(consultation.file.path, prescription))));
  WritePrescription(prescription, page, Detail::kFull);
  if (prescription.changes.empty()) return page.out;
  page.Gap();
  WriteResumeState(*consultation.diagnosis.config, world, page);
  WriteNext(options, consultation, applied, page);
  return page.out;
}

}  // namespace

int RunPatch(const PatchOptions& options, World& world) {
  RefuseUnlike(options);
  Consultation consultation;
  Consult(options, world, consultation);
  const bool people = options.format == "text";
  const Destination to{options.format, options.output};
  const Style style = people ? StyleFor(to, options.common, world) : StyleFor(options.common, world, Stream::kErr);
  if (!consultation.prescription) {
    const Text text = {"No finding of this log calls for another configuration. `sftdoctor rules` lists the plans.\n",
                       "这份日志的检查结果不需要改动配置。`sftdoctor rules` 列出所有方案。\n"};
    world.Write(people ? Stream::kOut : Stream::kErr, text.In(style.chinese));
    return 0;
  }
  std::optional<Applied> applied;
  if (options.apply && consultation.prescription->patched) applied = Write(consultation, world);
  const std::string text = TextOf(options, consultation, applied, style, world);
  if (people) {
    Deliver(to, text, world);
  } else {
    Deliver(to, PatchText(options, consultation, world), world);
    if (options.explain || options.apply || !consultation.prescription->patched) world.Write(Stream::kErr, text);
  }
  return 0;
}

}  // namespace sftdoctor
