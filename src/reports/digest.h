// What a report for people says about runs and logs, before it is laid out: shared by text and Markdown.
#pragma once

#include <string>
#include <vector>

#include "reports/paint.h"
#include "reports/session.h"
#include "reports/words.h"

namespace sftdoctor {

struct Fact {
  std::string label;  ///< may be empty: the value speaks for itself
  std::string value;
  Ink ink = Ink::kFaint;  ///< of the label
};

/// "5.265 → 4.764" of the judged loss; empty when there is none.
std::string LossCourse(const Diagnosis& diagnosis, const Pen& pen);
/// What the run printed: losses, BLEU, learning rate, from start to end.
std::vector<Fact> ValueFacts(const Diagnosis& diagnosis, const Words& words, const Pen& pen);
/// How long the run is: records, epochs, steps, time, ranks.
std::vector<std::string> SizeFacts(const Diagnosis& diagnosis, const Words& words);
/// What a configuration comes to: rows a step, steps, warmup, rate; as far as it can be computed.
std::vector<std::string> PlanFacts(const Schedule& plan, const Words& words);
/// The same of the run's configuration, with its name. Empty without one.
std::vector<std::string> ConfigFacts(const Diagnosis& diagnosis, const Words& words);
/// "config.py:31:25" of a finding about the configuration; empty for others.
std::string ConfigPlace(const Finding& finding);
/// The line of the config file that a finding points at, without the blanks around it; of one that is too long to be
/// read the part that is meant.
std::string ConfigLine(const Diagnosis& diagnosis, const Finding& finding, const Pen& pen);
/// A note about the unit of the losses; empty when they are nats per token.
std::string UnitNote(const Diagnosis& diagnosis, const Words& words);

/// One sentence that says why the verdict is what it is.
std::string VerdictReason(const Diagnosis& diagnosis, const Words& words);

/// The comparisons that tell most, at most `most` and one a feature. Context (a unit, a kind of run) is left out where
/// two others stand.
std::vector<const Evidence*> TellingEvidence(const Finding& finding, std::size_t most);
/// "loss.level 4.764 > 4".
std::string Comparison(const Evidence& evidence, const Words& words);

/// Checks that did not run, one line a reason: "eval/overfit, eval/gap: the log does not tell eval.points".
std::vector<std::string> NotCheckedLines(const std::vector<NotChecked>& not_checked, const Words& words);
/// The same over many runs without the reasons: "eval/overfit in 3 runs".
std::vector<std::string> NotCheckedCounts(const std::vector<const Diagnosis*>& diagnoses, const Words& words);

/// What happened to the lines of the log; `unusual` is set when something may have been lost.
std::string LineAccount(const Log& log, const Words& words, bool& unusual);
/// Other things to know about how the log was read; labels are those of the report.
std::vector<Fact> LogRemarks(const Session& session, const Log& log, const Words& words);
/// Resumes and doubled points of a run.
std::vector<Fact> RunRemarks(const Diagnosis& diagnosis, const Words& words);

/// The runs that were judged, in order.
std::vector<const Diagnosis*> JudgedRuns(const Session& session);
/// "logs/a.log", with " #2" when the log holds several runs.
std::string RunName(const Diagnosis& diagnosis);
/// Bytes that the names of all these runs begin with, up to the last slash; of at least one run.
std::size_t CommonFolder(const std::vector<const Diagnosis*>& runs);
/// The last line: what was found, in how many runs, and what could not be read.
std::string SummaryLine(const Session& session, const Words& words);
/// The check that a suggestion to explain one should name; empty without a warning or error.
std::string WorstCheck(const Session& session);

}  // namespace sftdoctor
