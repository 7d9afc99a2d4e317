#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "findings/finding.h"

namespace sftdoctor {
namespace {

/// Why a check cannot run on these features; empty when it can.
Text WhyNot(const Check& check, const Features& features) {
  for (const auto& [name, least] : check.needs) {
    const auto value = features.Value(name);
    if (!value) return {fmt::format("the log does not tell {}", name), fmt::format("日志中没有 {}", name)};
    if (*value < least) {
      return {fmt::format("{} is {}, at least {} needed", name, ShortNumber(*value), ShortNumber(least)),
              fmt::format("{} 为 {}，至少需要 {}", name, ShortNumber(*value), ShortNumber(least))};
    }
  }
  return {};
}

std::vector<Text> Reasons(const std::vector<Clause>& clauses, const Features& features) {
  std::vector<Text> reasons;
  for (const Clause& clause : clauses) {
    std::vector<Evidence> evidence;
    if (!Holds(clause, features, &evidence)) continue;
    for (Evidence& item : evidence) {
      if (!item.because.empty()) reasons.push_back(std::move(item.because));
    }
  }
  return reasons;
}

/// The catalog's order, moved by what the run shows: each reason for or against outweighs a place in the list.
std::vector<RankedCause> RankCauses(const Check& check, const std::vector<std::string>& first,
                                    const Features& features) {
  struct Scored {
    double score;
    RankedCause cause;
  };
  constexpr double kReason = 1.5;
  std::vector<Scored> scored;
  for (std::size_t i = 0; i < check.causes.size(); ++i) {
    const Cause& cause = check.causes[i];
    RankedCause ranked{&cause, Reasons(cause.raised_by, features), Reasons(cause.lowered_by, features)};
    double score = -static_cast<double>(i);
    score += kReason * (static_cast<double>(ranked.raised.size()) - static_cast<double>(ranked.lowered.size()));
    if (std::find(first.begin(), first.end(), cause.id) != first.end()) score += 100;
    scored.push_back({score, std::move(ranked)});
  }
  std::stable_sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) { return a.score > b.score; });
  std::vector<RankedCause> causes;
  for (Scored& item : scored) causes.push_back(std::move(item.cause));
  return causes;
}

Finding MakeFinding(const Check& check, const Features& features, std::vector<Evidence> evidence) {
  Finding finding;
  finding.check = &check;
  finding.severity = check.severity;
  for (const auto& [severity, when] : check.escalate) {
    std::vector<Evidence> more;
    if (!Holds(when, features, &more)) continue;
    finding.severity = severity;
    evidence.insert(evidence.end(), more.begin(), more.end());
    break;
  }
  std::vector<std::string> first;
  Text say = check.say;
  for (const Variant& variant : check.variants) {
    if (!Holds(variant.when, features, nullptr)) continue;
    say = variant.say;
    first = variant.causes_first;
    break;
  }
  finding.message = {FillIn(say.en, features), FillIn(say.zh, features)};
  const Feature* place = check.place.empty() ? nullptr : features.Find(check.place);
  if (place) finding.line = place->line;
  for (Evidence& item : evidence) {
    const bool known = std::any_of(finding.evidence.begin(), finding.evidence.end(), [&](const Evidence& other) {
      return other.feature == item.feature && other.op == item.op && other.low == item.low && other.high == item.high;
    });
    if (!known) finding.evidence.push_back(std::move(item));
  }
  finding.causes = RankCauses(check, first, features);
  return finding;
}

Verdict VerdictOf(const Finding& finding) {
  if (finding.check->verdict && finding.severity == finding.check->severity) return *finding.check->verdict;
  static constexpr Verdict kBySeverity[] = {Verdict::kHealthy, Verdict::kUnhealthy, Verdict::kCritical};
  return kBySeverity[static_cast<std::size_t>(finding.severity)];
}

/// Without findings a run is healthy only if something about its curve could be judged.
Verdict OverallVerdict(const Diagnosis& diagnosis) {
  const auto about_curve = [](const std::string& id) {
    return id.starts_with("loss/") || id.starts_with("bleu/") || id.starts_with("eval/");
  };
  const bool judged = std::any_of(diagnosis.ran.begin(), diagnosis.ran.end(), about_curve);
  Verdict verdict = judged ? Verdict::kHealthy : Verdict::kInconclusive;
  bool inconclusive = false;
  for (const Finding& finding : diagnosis.findings) {
    const Verdict own = VerdictOf(finding);
    inconclusive = inconclusive || own == Verdict::kInconclusive;
    verdict = std::max(verdict, own);
  }
  return inconclusive && verdict <= Verdict::kHealthy ? Verdict::kInconclusive : verdict;
}

/// Leaves out findings that another one of at least their severity says better, and remembers that it did.
void DropSuperseded(Diagnosis& diagnosis) {
  const std::vector<Finding> all = diagnosis.findings;
  std::erase_if(diagnosis.findings, [&](const Finding& finding) {
    const auto better = std::find_if(all.begin(), all.end(), [&](const Finding& other) {
      const auto& by = finding.check->superseded_by;
      return other.severity >= finding.severity && std::find(by.begin(), by.end(), other.check->id) != by.end();
    });
    if (better == all.end()) return false;
    const std::string& id = better->check->id;
    diagnosis.not_checked.push_back({finding.check->id, {"said better by " + id, "已由 " + id + " 说明"}});
    std::erase(diagnosis.ran, finding.check->id);
    return true;
  });
}

/// Worst first; among equals what is about the loss comes first, for it is what the others follow from.
void SortFindings(std::vector<Finding>& findings) {
  const auto rank = [](const Finding& finding) {
    static constexpr std::string_view kAreas[] = {"loss/", "eval/", "bleu/"};
    const auto area = std::find_if(std::begin(kAreas), std::end(kAreas),
                                   [&](std::string_view name) { return finding.check->id.starts_with(name); });
    return std::make_pair(-static_cast<int>(finding.severity), area - std::begin(kAreas));
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return rank(a) < rank(b); });
}

}  // namespace

bool Selection::Concerns(const std::string& id) const {
  return std::find(subjects.begin(), subjects.end(), SubjectOf(id)) != subjects.end();
}

bool Selection::Allows(const std::string& id) const {
  const auto matches = [&](const std::string& glob) { return GlobMatch(glob, id); };
  if (std::any_of(ignore.begin(), ignore.end(), matches)) return false;
  return select.empty() || std::any_of(select.begin(), select.end(), matches);
}

void JudgeFeatures(const Features& features, const Catalog& catalog, const Selection& selection, Diagnosis& out) {
  for (const Check& check : catalog.checks) {
    if (!selection.Concerns(check.id)) continue;
    if (!selection.Allows(check.id)) {
      out.not_checked.push_back({check.id, {"left out by --select or --ignore", "被 --select 或 --ignore 排除"}});
      continue;
    }
    Text reason = WhyNot(check, features);
    if (!reason.empty()) {
      out.not_checked.push_back({check.id, std::move(reason)});
      continue;
    }
    out.ran.push_back(check.id);
    std::vector<Evidence> evidence;
    if (Holds(check.when, features, &evidence))
      out.findings.push_back(MakeFinding(check, features, std::move(evidence)));
  }
  for (Finding& finding : out.findings) {
    const auto own = selection.severity.find(finding.check->id);
    if (own != selection.severity.end()) finding.severity = own->second;
  }
  DropSuperseded(out);
  SortFindings(out.findings);
  out.judged = true;
  out.verdict = OverallVerdict(out);
}

Diagnosis Judge(const Log& log, const Run& run, const Catalog& catalog, const Goals& goals,
                const Selection& selection) {
  Diagnosis diagnosis;
  diagnosis.log = &log;
  diagnosis.run = &run;
  diagnosis.observation = Observe(run, *log.format, catalog.metrics, goals);
  JudgeFeatures(diagnosis.observation.features, catalog, selection, diagnosis);
  return diagnosis;
}

}  // namespace sftdoctor
