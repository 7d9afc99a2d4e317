// How a log was read, in words: the part of digest.h that accounts for lines, resumes, runs that were not judged and
// checks that did not run.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "reports/digest.h"
#include "reports/width.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostListed = 4;  ///< runs or resumes named one by one

/// At most kMostListed items and how many more there are.
std::string Listed(std::vector<std::string> items, const Words& words) {
  const std::size_t more = items.size() > kMostListed ? items.size() - kMostListed : 0;
  items.resize(items.size() - more);
  std::string text = fmt::format("{}", fmt::join(items, words[Word::kJoin]));
  if (more > 0) text += words[Word::kJoin] + words(Word::kAndMore, more);
  return text;
}

/// Runs of the log that nobody judged.
std::string OtherRuns(const Session& session, const Log& log, const Words& words) {
  std::vector<std::string> items;
  for (const Diagnosis& diagnosis : session.diagnoses) {
    if (diagnosis.log != &log || diagnosis.judged) continue;
    const Run& run = *diagnosis.run;
    items.push_back(words(Word::kOtherRun, run.id, run.first_line, run.last_line));
  }
  return Listed(std::move(items), words);
}

}  // namespace

std::vector<std::string> NotCheckedLines(const std::vector<NotChecked>& not_checked, const Words& words) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const NotChecked& item : not_checked) {
    const std::string& reason = words[item.reason];
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& other) { return other.first == reason; });
    if (group == groups.end()) group = groups.insert(groups.end(), {reason, {}});
    group->second.push_back(item.id);
  }
  std::vector<std::string> lines;
  for (const auto& [reason, ids] : groups)
    lines.push_back(words.Labelled(fmt::format("{}", fmt::join(ids, ", ")), reason));
  return lines;
}

std::vector<std::string> NotCheckedCounts(const std::vector<const Diagnosis*>& diagnoses, const Words& words) {
  std::map<std::string, std::size_t> counts;
  for (const Diagnosis* diagnosis : diagnoses) {
    for (const NotChecked& item : diagnosis->not_checked) ++counts[item.id];
  }
  std::vector<std::string> items;
  for (const auto& [id, count] : counts)
    items.push_back(words(Word::kInBrackets, id, words.Count(Word::kRuns, static_cast<double>(count))));
  return items;
}

std::string LineAccount(const Log& log, const Words& words, bool& unusual) {
  const LineCounts& counts = log.counts;
  const std::uint64_t known = counts.recognized + counts.misfit + counts.over_long + counts.cut;
  std::vector<std::string> items = {words(Word::kRecognized, Grouped(static_cast<double>(counts.recognized)),
                                          Grouped(static_cast<double>(counts.lines)))};
  const auto add = [&](Word word, std::uint64_t count) {
    if (count > 0) items.push_back(words(word, Grouped(static_cast<double>(count))));
  };
  add(Word::kOtherText, counts.lines - std::min(counts.lines, known));
  add(Word::kMisfit, counts.misfit);
  add(Word::kOverLong, counts.over_long);
  add(Word::kCut, counts.cut);
  if (!log.encoding.empty()) items.push_back(words(Word::kEncoding, log.encoding));
  unusual = counts.misfit + counts.over_long > 0;
  return fmt::format("{}", fmt::join(items, words[Word::kThen]));
}

std::vector<Fact> LogRemarks(const Session& session, const Log& log, const Words& words) {
  std::vector<Fact> remarks;
  if (log.format->guess) remarks.push_back({words[Severity::kWarning], words[Word::kGuessWarning], Ink::kWarning});
  for (const std::string& note : log.notes) remarks.push_back({words[Word::kNote], Printable(note)});
  if (std::string others = OtherRuns(session, log, words); !others.empty()) {
    remarks.push_back({words[Verdict::kNotJudged], others + words[Word::kThen] + words[Word::kHowOthers]});
  }
  return remarks;
}

std::vector<Fact> RunRemarks(const Diagnosis& diagnosis, const Words& words) {
  const Run& run = *diagnosis.run;
  std::vector<Fact> remarks;
  std::vector<std::string> resumes;
  for (const Resume& resume : run.resumes) {
    resumes.push_back(std::isnan(resume.step) ? words(Word::kResumedLine, resume.line)
                                              : words(Word::kResumedAt, resume.line, Grouped(resume.step)));
  }
  if (!resumes.empty()) remarks.push_back({words[Word::kResumed], Listed(std::move(resumes), words)});
  if (diagnosis.config) {
    remarks.push_back({words[Word::kSchedule], words[diagnosis.config->framework->schedule_note]});
  }
  if (run.duplicates > 0) {
    remarks.push_back({words[Word::kNote], words.Count(Word::kDuplicates, static_cast<double>(run.duplicates))});
  }
  return remarks;
}

}  // namespace sftdoctor
