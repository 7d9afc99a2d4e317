#include "reports/words.h"

#include <array>

namespace sftdoctor {
namespace {

struct Entry {
  Word word;
  std::string_view en, zh;
};

// clang-format off
constexpr Entry kTable[] = {
    {Word::kInconclusive, "inconclusive", "无法判断"},
    {Word::kNotJudged, "not judged", "未判断"},
    {Word::kHealthy, "healthy", "健康"},
    {Word::kWatch, "watch", "留意"},
    {Word::kUnhealthy, "unhealthy", "异常"},
    {Word::kCritical, "critical", "严重异常"},
    {Word::kInfo, "info", "信息"},
    {Word::kWarning, "warning", "警告"},
    {Word::kError, "error", "错误"},
    {Word::kUnitNats, "", ""},
    {Word::kUnitBits, "This log prints losses in bits; they are shown and judged in nats (times ln 2).",
     "该日志的 loss 以比特为单位，这里已换算成自然对数（乘以 ln 2）再判断。"},
    {Word::kUnitSum,
     "A loss is a sum over a sentence or batch here, not nats per token: absolute thresholds were not applied.",
     "该日志的 loss 是整句或整批的总和，不是每 token 的自然对数，因此没有使用绝对阈值。"},
    {Word::kUnitUnknown, "This log does not tell the unit of its losses: absolute thresholds were not applied.",
     "该日志没有说明 loss 的单位，因此没有使用绝对阈值。"},
    {Word::kRunOf, "run {} of {}", "第 {} 次训练（共 {} 次）"},
    {Word::kFormat, "format", "格式"},
    {Word::kLength, "length", "规模"},
    {Word::kGuessed, "{} (guessed)", "{}（推测）"},
    {Word::kLoss, "loss", "loss"},
    {Word::kEvalLoss, "evaluation loss", "验证 loss"},
    {Word::kBleu, "BLEU", "BLEU"},
    {Word::kLearnRate, "learning rate", "学习率"},
    {Word::kBest, "best {}", "最好 {}"},
    {Word::kRecords, "{} record|{} records", "{} 条记录"},
    {Word::kEpochs, "{} epoch|{} epochs", "{} 个 epoch"},
    {Word::kSteps, "{} step|{} steps", "{} 步"},
    {Word::kRanks, "{} rank|{} ranks", "{} 个 rank"},
    {Word::kEvaluations, "{} evaluation|{} evaluations", "{} 次评测"},
    {Word::kSkippedEvaluations, "{} skipped", "跳过 {} 次"},
    {Word::kPlanDone, "{} % of the plan", "完成计划的 {}%"},
    {Word::kConfig, "config", "配置"},
    {Word::kRowsAStep, "{} row an optimizer step|{} rows an optimizer step", "每次更新 {} 条"},
    {Word::kStepsAnEpoch, "{} optimizer step an epoch|{} optimizer steps an epoch", "每个 epoch 更新 {} 次"},
    {Word::kStepsInAll, "{} in all", "共 {} 次"},
    {Word::kWarmup, "warmup {} %", "warmup 占 {}%"},
    {Word::kSchedule, "schedule assumed", "学习率调度（假定）"},
    {Word::kInBrackets, "{} ({})", "{}（{}）"},
    {Word::kDays, "{} d {} h", "{} 天 {} 小时"},
    {Word::kHours, "{} h {} min", "{} 小时 {} 分"},
    {Word::kMinutes, "{} min", "{} 分钟"},
    {Word::kSeconds, "{} s", "{} 秒"},
    {Word::kPlotRecords, "records", "记录"},
    {Word::kPlotTrend, "trend", "趋势"},
    {Word::kPlotEvaluation, "evaluation", "验证"},
    {Word::kPlotTarget, "target {}", "目标 {}"},
    {Word::kPlotClipped, "beyond the axis", "超出坐标范围"},
    {Word::kNothingWrong, "Nothing wrong found; {} checks ran.", "做了 {} 项检查，未发现问题。"},
    {Word::kTooLittle, "Too little was printed to judge this run.", "日志内容太少，无法判断这次训练。"},
    {Word::kBetween, "in {} to {}", "在 {} 到 {} 之间"},
    {Word::kMissing, "{} is missing", "缺少 {}"},
    {Word::kCauses, "likely causes", "可能原因"},
    {Word::kUndecided, "the usual order; this log alone cannot decide", "按常见程度排列，仅凭日志无法断定"},
    {Word::kAlso, "also possible", "也有可能"},
    {Word::kSeeAbove, "{} (see {})", "{}（见第 {} 项）"},
    {Word::kAgainst, "against it: {}", "反证：{}"},
    {Word::kNext, "next", "下一步"},
    {Word::kExplain, "`sftdoctor explain {}` shows thresholds, reasons and known false positives",
     "`sftdoctor explain {}` 可查看阈值、依据和已知误报"},
    {Word::kNotChecked, "not checked, which is not passed", "未检查（不等于通过）"},
    {Word::kNotCheckedHealthy, "not checked in healthy runs", "健康的训练中未检查"},
    {Word::kRuns, "{} run|{} runs", "{} 次训练"},
    {Word::kOtherRun, "run {} (lines {}-{})", "第 {} 次（第 {}–{} 行）"},
    {Word::kHowOthers, "`--run N` judges one, `--all-runs` every one", "`--run N` 指定一次，`--all-runs` 全部判断"},
    {Word::kLog, "log", "日志"},
    {Word::kRecognized, "{} of {} lines recognized", "共 {1} 行，识别 {0} 行"},
    {Word::kOtherText, "{} other text", "其他文本 {} 行"},
    {Word::kMisfit, "{} look like records but do not fit the format", "{} 行像是记录但不合格式"},
    {Word::kOverLong, "{} too long to look at", "过长而未读 {} 行"},
    {Word::kCut, "the last one is cut short", "最后一行不完整"},
    {Word::kEncoding, "read as {}", "按 {} 读取"},
    {Word::kGuessWarning,
     "the format was guessed; if the facts look wrong, name it with `--input-format` "
     "(`sftdoctor formats` lists them)",
     "日志格式是推测的；如果上面的数字不对，请用 `--input-format` 指定（`sftdoctor formats` 列出所有格式）"},
    {Word::kResumed, "resumed", "续训"},
    {Word::kResumedAt, "line {}, step {}", "第 {} 行（第 {} 步）"},
    {Word::kResumedLine, "line {}", "第 {} 行"},
    {Word::kAndMore, "and {} more", "另有 {} 项"},
    {Word::kDuplicates,
     "{} point was printed twice or late and is not in the curve|"
     "{} points were printed twice or late and are not in the curve",
     "{} 个点重复或迟到，未计入曲线"},
    {Word::kNote, "note", "说明"},
    {Word::kHelp, "help", "提示"},
    {Word::kPrescription, "prescription", "处方"},
    {Word::kPlan, "plan {}", "方案 {}"},
    {Word::kPlanStep, "plan {}, step {} of {}: {}", "方案 {} 第 {} 步（共 {} 步）：{}"},
    {Word::kNotGiven, "(not given)", "（未写）"},
    {Word::kNothingToChange, "Nothing to change: {}.", "无需改动：{}。"},
    {Word::kByHand, "by hand", "人工处理"},
    {Word::kExpected, "expect", "预期"},
    {Word::kBatchCourse, "effective batch {}", "有效 batch {}"},
    {Word::kEpochCourse, "{} optimizer steps an epoch", "每个 epoch 更新 {} 次"},
    {Word::kTotalCourse, "{} in all", "共 {} 次"},
    {Word::kWarmupCourse, "warmup {}", "warmup {}"},
    {Word::kPercent, " %", "%"},
    {Word::kSetting, "setting", "配置项"},
    {Word::kFrom, "from", "原值"},
    {Word::kTo, "to", "新值"},
    {Word::kWhy, "because", "理由"},
    {Word::kPatchHow, "to write it and keep a backup (without --apply: only shown)", "写入并保留备份（去掉 --apply 则只显示）"},
    {Word::kFile, "run", "训练"},
    {Word::kVerdict, "verdict", "结论"},
    {Word::kFindings, "findings", "问题"},
    {Word::kErrors, "{} error|{} errors", "{} 个错误"},
    {Word::kWarnings, "{} warning|{} warnings", "{} 个警告"},
    {Word::kInfos, "{} info", "{} 条信息"},
    {Word::kNoFindings, "No findings", "没有发现问题"},
    {Word::kInRuns, " in {} run| in {} runs", "（{} 次训练）"},
    {Word::kUnread, "{} input could not be read|{} inputs could not be read", "{} 个输入无法读取"},
    {Word::kJoin, ", ", "、"},
    {Word::kThen, "; ", "；"},
    {Word::kStop, ".", "。"},
    {Word::kDifference, "difference", "差值"},
    {Word::kBandLabel, "  95 % band", "  95% 区间"},
    {Word::kBand, "{} to {}", "{} 至 {}"},
    {Word::kPlotEpochs, "{} epochs", "{} 个 epoch"},
    {Word::kUnknown, "unknown", "未知"},
    {Word::kNoSettings, "no settings", "没有设置项"},
    {Word::kNoConfig, "No training configuration found.", "没有找到训练配置。"},
    {Word::kHoldsNoConfig, "{} holds no training configuration.", "{} 中没有训练配置。"},
    {Word::kCheckedClean, "No problems found in {} configuration file.|No problems found in {} configuration files.",
     "检查了 {} 个配置文件，没有发现问题。"},
    {Word::kFound, "Found {}.", "发现{}。"},
    {Word::kProblems, "{} problem|{} problems", " {} 个问题"},
    {Word::kFiles, "{} file|{} files", "{} 个文件"},
    {Word::kFixable, "{} fixable with `--fix`", "{} 个可用 `--fix` 修正"},
    {Word::kMoreFixable, "{} more with `--unsafe-fixes`", "另有 {} 个可用 `--unsafe-fixes` 修正"},
    {Word::kUnsafelyFixable, "{} fixable with `--fix --unsafe-fixes`", "{} 个可用 `--fix --unsafe-fixes` 修正"},
    {Word::kUnsafeFix, "changes the training: `--unsafe-fixes`", "会改变训练：`--unsafe-fixes`"},
    {Word::kExcused, "{} ignored by comments", "{} 个已由注释忽略"},
    {Word::kFixed, "Fixed {} in {}.", "已修正{}（{}）。"},
    {Word::kWouldFix, "Would fix {} in {}.", "可修正{}（{}）。"},
    {Word::kNothingToFix, "Nothing to fix.", "没有可修正的问题。"},
    {Word::kWas, "(was {})", "（原为{}）"},
    {Word::kAtLine, "(line {})", "（第 {} 行）"},
};
// clang-format on

constexpr bool InOrder() {
  for (std::size_t i = 0; i < std::size(kTable); ++i) {
    if (kTable[i].word != static_cast<Word>(i)) return false;
  }
  return std::size(kTable) == static_cast<std::size_t>(Word::kWords);
}
static_assert(InOrder(), "every word has its entry, in the order of the enumeration");

}  // namespace

std::string_view Words::Find(Word word) const {
  const Entry& entry = kTable[static_cast<std::size_t>(word)];
  return chinese_ ? entry.zh : entry.en;
}

std::string Words::Count(Word word, double count) const {
  const std::string_view forms = Find(word);
  const std::size_t bar = forms.find('|');
  std::string_view form = forms.substr(0, bar);
  if (count != 1 && bar != std::string_view::npos) form = forms.substr(bar + 1);
  const std::string number = Grouped(count);
  return fmt::vformat(form, fmt::make_format_args(number));
}

std::string Words::Labelled(std::string_view label, std::string_view text) const {
  return fmt::format("{}{}{}", label, chinese_ ? "：" : ": ", text);
}

std::string Grouped(double count) {
  std::string digits = fmt::format("{:.0f}", count);
  if (count < 1e4) return digits;
  for (std::size_t at = digits.size() - 3; at > 0 && at<digits.size(); at -= at> 3 ? 3 : at) digits.insert(at, ",");
  return digits;
}

}  // namespace sftdoctor
