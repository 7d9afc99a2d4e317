#include "reports/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "config/line_index.h"
#include "reports/paint.h"
#include "reports/width.h"

namespace sftdoctor {
namespace {

std::string Joined(const std::vector<std::string>& items, const std::string& between) {
  return fmt::format("{}", fmt::join(items, between));
}

std::string Duration(double seconds, const Words& words) {
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole >= 2 * 86400) return words(Word::kDays, whole / 86400, whole / 3600 % 24);
  if (whole >= 3600) return words(Word::kHours, whole / 3600, whole / 60 % 60);
  if (whole >= 120) return words(Word::kMinutes, whole / 60);
  return words(Word::kSeconds, whole);
}

/// Names of a feature's start, end and best values.
struct Course {
  const char *start, *end, *best;
};

std::string CourseText(const Features& features, const Course& course, const Words& words, const Pen& pen) {
  const auto start = features.Value(course.start), end = features.Value(course.end);
  const auto best = features.Value(course.best);
  if (!end) return "";
  std::string text = ShortNumber(*end);
  if (start && ShortNumber(*start) != text) text = ShortNumber(*start) + " " + pen[Sign::kArrow] + " " + text;
  if (best && ShortNumber(*best) != ShortNumber(*end))
    return words(Word::kInBrackets, text, words(Word::kBest, ShortNumber(*best)));
  return text;
}

bool IsContext(const Evidence& evidence) {
  return evidence.op == "is" || evidence.op == "missing" || evidence.feature.ends_with(".points");
}

}  // namespace

std::string LossCourse(const Diagnosis& diagnosis, const Pen& pen) {
  const Features& features = diagnosis.observation.features;
  const auto value = [&](const char* name, const char* other) {
    const auto found = features.Value(name);
    return found ? found : features.Value(other);
  };
  const auto start = value("loss.start", "loss.first"), end = value("loss.level", "loss.last");
  if (!start || !end) return "";
  return ShortNumber(*start) + " " + pen[Sign::kArrow] + " " + ShortNumber(*end);
}

std::vector<Fact> ValueFacts(const Diagnosis& diagnosis, const Words& words, const Pen& pen) {
  const Observation& seen = diagnosis.observation;
  const Features& features = seen.features;
  std::vector<Fact> facts;
  const auto add = [&](Word label, std::string value) {
    if (!value.empty()) facts.push_back({words[label], std::move(value)});
  };
  std::string loss = CourseText(features, {"loss.start", "loss.level", "loss.best"}, words, pen);
  if (loss.empty()) loss = LossCourse(diagnosis, pen);
  add(seen.judged_is_eval ? Word::kEvalLoss : Word::kLoss, std::move(loss));
  if (!seen.judged_is_eval) {
    add(Word::kEvalLoss, CourseText(features, {"eval.start", "eval.level", "eval.best"}, words, pen));
  }
  add(Word::kBleu, CourseText(features, {"bleu.start", "bleu.level", "bleu.best"}, words, pen));
  const auto highest = features.Value("lr.max"), last = features.Value("lr.last");
  if (highest && last) {
    const bool same = ShortNumber(*highest) == ShortNumber(*last);
    add(Word::kLearnRate, (same ? "" : ShortNumber(*highest) + " " + pen[Sign::kArrow] + " ") + ShortNumber(*last));
  }
  return facts;
}

std::vector<std::string> SizeFacts(const Diagnosis& diagnosis, const Words& words) {
  const Run& run = *diagnosis.run;
  const Features& features = diagnosis.observation.features;
  std::vector<std::string> facts = {words.Count(Word::kRecords, static_cast<double>(run.records))};
  if (const auto epochs = features.Value("run.epochs"); epochs && *epochs > 0) {
    facts.push_back(words.Count(Word::kEpochs, *epochs));
  }
  if (run.counts_steps) facts.push_back(words.Count(Word::kSteps, run.last_x));
  if (run.ended - run.started > 0) facts.push_back(Duration(run.ended - run.started, words));
  if (run.ranks.size() > 1) facts.push_back(words.Count(Word::kRanks, static_cast<double>(run.ranks.size())));
  if (const auto done = features.Value("run.evaluations");
      done && *done + static_cast<double>(run.skipped_evaluations) > 0) {
    std::string text = words.Count(Word::kEvaluations, *done);
    if (run.skipped_evaluations > 0)
      text = words(Word::kInBrackets, text, words(Word::kSkippedEvaluations, run.skipped_evaluations));
    facts.push_back(std::move(text));
  }
  if (const auto done = features.Value("plan.done"); done && *done < 0.995) {
    facts.push_back(words(Word::kPlanDone, ShortNumber(std::round(*done * 100))));
  }
  return facts;
}

std::vector<std::string> ConfigFacts(const Diagnosis& diagnosis, const Words& words) {
  if (!diagnosis.config) return {};
  const TrainingConfig& config = *diagnosis.config;
  const std::string& name = config.section->name;
  std::vector<std::string> facts = {
      words(Word::kInBrackets, Printable(name.starts_with('<') ? config.file->path : name), config.framework->id)};
  for (std::string& fact : PlanFacts(diagnosis.schedule, words)) facts.push_back(std::move(fact));
  return facts;
}

std::vector<std::string> PlanFacts(const Schedule& plan, const Words& words) {
  std::vector<std::string> facts;
  if (plan.effective_batch) facts.push_back(words.Count(Word::kRowsAStep, *plan.effective_batch));
  if (plan.steps_per_epoch) facts.push_back(words.Count(Word::kStepsAnEpoch, *plan.steps_per_epoch));
  if (plan.total_steps) facts.push_back(words(Word::kStepsInAll, Grouped(*plan.total_steps)));
  if (plan.warmup_ratio) facts.push_back(words(Word::kWarmup, ShortNumber(std::round(*plan.warmup_ratio * 1000) / 10)));
  if (plan.peak_lr) facts.push_back(words[Word::kLearnRate] + " " + ShortNumber(*plan.peak_lr));
  return facts;
}

std::string ConfigPlace(const Finding& finding) {
  const Place& place = finding.place;
  return place.file.empty() ? "" : fmt::format("{}:{}:{}", Printable(place.file), place.line, place.column);
}

std::string ConfigLine(const Diagnosis& diagnosis, const Finding& finding, const Pen& pen) {
  constexpr int kMostColumns = 200;  // what is longer was written by a program
  if (!diagnosis.config || finding.place.line == 0) return "";
  const LineIndex lines(diagnosis.config->file->text);
  const std::string_view whole = lines.Line(finding.place.line), line = Trim(whole);
  if (line.empty()) return "";
  const std::size_t at = lines.ByteAt(finding.place.line, finding.place.column) - lines.ByteAt(finding.place.line, 1),
                    blanks = static_cast<std::size_t>(line.data() - whole.data());
  return Around(line, at - std::min(at, blanks), kMostColumns, pen[Sign::kEllipsis]);
}

std::string UnitNote(const Diagnosis& diagnosis, const Words& words) {
  return diagnosis.observation.loss.points > 0 ? words[diagnosis.log->format->unit] : "";
}

std::string VerdictReason(const Diagnosis& diagnosis, const Words& words) {
  if (!diagnosis.findings.empty()) return Printable(words[diagnosis.findings.front().message]);
  if (diagnosis.verdict <= Verdict::kNotJudged) return words[Word::kTooLittle];
  return words(Word::kNothingWrong, diagnosis.ran.size());
}

std::vector<const Evidence*> TellingEvidence(const Finding& finding, std::size_t most) {
  const std::size_t enough = finding.place.file.empty() ? 2 : 1;  // the line of the file tells the rest
  std::vector<const Evidence*> telling;
  for (const bool context : {false, true}) {
    if (context && telling.size() >= enough) break;
    for (const Evidence& item : finding.evidence) {
      const bool known = std::any_of(telling.begin(), telling.end(),
                                     [&](const Evidence* other) { return other->feature == item.feature; });
      if (!known && IsContext(item) == context && !item.because.empty()) telling.push_back(&item);
    }
  }
  if (telling.size() > most) telling.resize(most);
  return telling;
}

std::string Comparison(const Evidence& evidence, const Words& words) {
  if (evidence.op == "note") {
    return Printable(evidence.feature) + (std::isnan(evidence.value) ? "" : " = " + ShortNumber(evidence.value));
  }
  if (evidence.op == "missing") return words(Word::kMissing, evidence.feature);
  const std::string value = evidence.feature + " " + ShortNumber(evidence.value);
  if (evidence.op == "above") return value + " > " + ShortNumber(evidence.low);
  if (evidence.op == "below") return value + " < " + ShortNumber(evidence.high);
  if (evidence.op == "is") return evidence.feature + " = " + ShortNumber(evidence.value);
  return value + " " + words(Word::kBetween, ShortNumber(evidence.low), ShortNumber(evidence.high));
}

std::vector<const Diagnosis*> JudgedRuns(const Session& session) {
  std::vector<const Diagnosis*> judged;
  for (const Diagnosis& diagnosis : session.diagnoses) {
    if (diagnosis.judged) judged.push_back(&diagnosis);
  }
  return judged;
}

std::string RunName(const Diagnosis& diagnosis) {
  std::string name = Printable(diagnosis.log->path);
  if (diagnosis.log->runs.size() > 1) name += fmt::format(" #{}", diagnosis.run->id);
  return name;
}

std::size_t CommonFolder(const std::vector<const Diagnosis*>& runs) {
  std::string common = RunName(*runs.front());
  for (const Diagnosis* run : runs) {
    const std::string name = RunName(*run);
    const auto differs = std::mismatch(common.begin(), common.end(), name.begin(), name.end());
    common.erase(differs.first, common.end());
  }
  const std::size_t slash = common.rfind('/');
  return slash == std::string::npos ? 0 : slash + 1;
}

std::string SummaryLine(const Session& session, const Words& words) {
  std::vector<std::string> found;
  const auto add = [&](Severity severity, Word word) {
    const auto count = static_cast<double>(CountFindings(session, severity));
    if (count > 0) found.push_back(words.Count(word, count));
  };
  add(Severity::kError, Word::kErrors);
  add(Severity::kWarning, Word::kWarnings);
  add(Severity::kInfo, Word::kInfos);
  if (found.empty()) found.push_back(words[Word::kNoFindings]);
  std::string line = Joined(found, words[Word::kJoin]);
  line += words.Count(Word::kInRuns, static_cast<double>(JudgedRuns(session).size()));
  if (!session.failed.empty()) {
    line += words[Word::kThen] + words.Count(Word::kUnread, static_cast<double>(session.failed.size()));
  }
  return line + words[Word::kStop];
}

std::string WorstCheck(const Session& session) {
  const Finding* worst = nullptr;
  for (const Diagnosis& diagnosis : session.diagnoses) {
    for (const Finding& finding : diagnosis.findings) {
      if (finding.severity == Severity::kInfo) continue;  // explains itself
      if (!worst || finding.severity > worst->severity) worst = &finding;
    }
  }
  return worst ? worst->check->id : "";
}

}  // namespace sftdoctor
