// The fixed words of reports for people, in the languages of our users: one table, looked up, never branched on.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "catalog/check.h"
#include "catalog/format.h"
#include "reports/session.h"

namespace sftdoctor {

// clang-format off
enum class Word {
  // In order of Verdict, of Severity, of LossUnit.
  kInconclusive, kNotJudged, kHealthy, kWatch, kUnhealthy, kCritical,
  kInfo, kWarning, kError,
  kUnitNats, kUnitBits, kUnitSum, kUnitUnknown,
  // Where a run stands.
  kRunOf, kFormat, kLength, kGuessed,
  // Facts.
  kLoss, kEvalLoss, kBleu, kLearnRate, kBest, kRecords, kEpochs, kSteps, kRanks, kEvaluations, kSkippedEvaluations,
  kPlanDone, kConfig, kRowsAStep, kStepsAnEpoch, kStepsInAll, kWarmup, kSchedule, kInBrackets, kDays, kHours, kMinutes, kSeconds,
  // Curve.
  kPlotRecords, kPlotTrend, kPlotEvaluation, kPlotTarget, kPlotClipped,
  // Findings.
  kNothingWrong, kTooLittle, kBetween, kMissing, kCauses, kUndecided, kAlso, kSeeAbove, kAgainst, kNext, kExplain,
  // What was not looked at, and the log.
  kNotChecked, kNotCheckedHealthy, kRuns, kOtherRun, kHowOthers, kLog, kRecognized, kOtherText, kMisfit, kOverLong, kCut, kEncoding,
  kGuessWarning, kResumed, kResumedAt, kResumedLine, kAndMore, kDuplicates, kNote, kHelp,
  // A prescription.
  kPrescription, kPlan, kPlanStep, kNotGiven, kNothingToChange, kByHand, kExpected, kBatchCourse, kEpochCourse,
  kTotalCourse, kWarmupCourse, kPercent, kSetting, kFrom, kTo, kWhy, kPatchHow,
  // Table and summary.
  kFile, kVerdict, kFindings, kErrors, kWarnings, kInfos, kNoFindings, kInRuns, kUnread, kJoin, kThen, kStop,
  // Two runs side by side.
  kDifference, kBandLabel, kBand, kPlotEpochs,
  // Configs.
  kUnknown, kNoSettings,
  // Checking configurations.
  kNoConfig, kHoldsNoConfig, kCheckedClean, kFound, kProblems, kFiles, kFixable, kMoreFixable, kUnsafelyFixable, kUnsafeFix,
  kExcused, kFixed, kWouldFix, kNothingToFix,
  // Following.
  kWas, kAtLine,
  kWords,
};
// clang-format on

class Words {
 public:
  explicit Words(const Style& style) : chinese_(style.chinese) {}

  std::string operator[](Word word) const { return std::string(Find(word)); }
  std::string operator[](Verdict verdict) const { return std::string(Find(At(Word::kInconclusive, verdict))); }
  std::string operator[](Severity severity) const { return std::string(Find(At(Word::kInfo, severity))); }
  std::string operator[](LossUnit unit) const { return std::string(Find(At(Word::kUnitNats, unit))); }
  const std::string& operator[](const Text& text) const { return text.In(chinese_); }

  /// The words with {} filled in.
  template <typename... Values>
  std::string operator()(Word word, const Values&... values) const {
    return fmt::vformat(Find(word), fmt::make_format_args(values...));
  }
  /// The form for `count` things ("one|many" in the table), with the count filled in.
  std::string Count(Word word, double count) const;
  /// "label: text" as the language writes it.
  std::string Labelled(std::string_view label, std::string_view text) const;

 private:
  template <typename Enum>
  static Word At(Word first, Enum offset) {
    return static_cast<Word>(static_cast<int>(first) + static_cast<int>(offset));
  }
  std::string_view Find(Word word) const;

  bool chinese_;
};

/// A whole number with commas between its thousands from 10,000 on.
std::string Grouped(double count);

}  // namespace sftdoctor
