#include "findings/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "config/line_index.h"

namespace sftdoctor {
namespace {

/// Why a check cannot run on these features; empty when it can.
Text WhyNot(const Check& check, const Features& features, const ConfigView* view) {
  for (const auto& [name, least] : check.needs) {
    const auto value = features.Value(name);
    if (!value && view && name.starts_with("config.")) return WhyMissing(name, *view);
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

/// Points a finding at a setting of the config, or at the section that lacks it.
void PutPlace(const Setting* setting, std::string key, const ConfigView& view, Finding& finding) {
  finding.key = std::move(key);
  finding.place = setting ? setting->place : view.config.section->place;
}

/// Points a finding at the config, when its check names a key there.
void PutPlace(const Check& check, const ConfigView& view, Finding& finding) {
  if (SubjectOf(check.id) != Subject::kConfig) return;
  const Setting* setting = SettingBehind(check.place, view.config);
  const auto canonical = setting ? view.config.framework->keys.find(setting->key) : view.config.framework->keys.end();
  const bool named = canonical != view.config.framework->keys.end();
  const std::size_t dot = check.place.find('.');
  PutPlace(setting,
           named                      ? canonical->second
           : dot == std::string::npos ? ""
                                      : check.place.substr(dot + 1),
           view, finding);
}

/// Evidence in this form says: so stands it in the file.
Evidence NoteEvidence(const Note& note, const Text& because) {
  const bool number = note.setting && note.setting->literal.known() && note.setting->literal.value.is_number();
  return {note.setting ? note.setting->key : note.key,
          number ? note.setting->literal.value.get<double>() : NAN,
          "note",
          0,
          0,
          because};
}

Finding MakeFinding(const Check& check, const NoteWords& words, Note note, const Features& features,
                    const ConfigView& view) {
  Finding finding;
  finding.check = &check;
  finding.severity = words.severity.value_or(check.severity);
  finding.message = FillIn(words.say, features, note.words);
  finding.evidence.push_back(NoteEvidence(note, words.because));
  finding.fix = std::move(note.fix);
  PutPlace(note.setting, std::move(note.key), view, finding);
  if (note.on_key && !note.setting->key_span.empty()) {
    const std::string file = finding.place.file;
    finding.place = LineIndex(view.config.file->text).At(note.setting->key_span.begin);
    finding.place.file = file;
  }
  return finding;
}

/// Runs a check that fires once for each note. A kind that could not be looked for leaves the others to speak.
void RunEach(const Check& check, const Features& features, const ConfigView* view, Diagnosis& out) {
  bool looked = false;
  Text why_not;
  for (const NoteWords& words : check.each) {
    if (!view) break;
    Notes notes = NotesOf(words.kind, *view);
    looked = looked || notes.why_not.empty();
    if (why_not.empty()) why_not = std::move(notes.why_not);
    for (Note& note : notes.notes) out.findings.push_back(MakeFinding(check, words, std::move(note), features, *view));
  }
  if (looked) return out.ran.push_back(check.id);
  if (!view) why_not = {"needs a configuration: --config", "需要配置文件：--config"};
  out.not_checked.push_back({check.id, std::move(why_not)});
}

Finding MakeFinding(const Check& check, const Features& features, std::vector<Evidence> evidence) {
  Finding finding;
  finding.check = &check;
  finding.severity = check.severity;
  for (const auto& [severity, when] : check.escalate) {
    std::vector<Evidence> more;
    if (!Holds(when, features, &more)) continue;
    finding.severity = severity;
    // Of a setting, the threshold that decided its severity tells most.
    const bool first = SubjectOf(check.id) == Subject::kConfig;
    evidence.insert(first ? evidence.begin() : evidence.end(), more.begin(), more.end());
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

/// A configuration is a reason to look out; only what a run did can make it unhealthy.
Verdict VerdictOf(const Finding& finding) {
  if (SubjectOf(finding.check->id) == Subject::kConfig) {
    return finding.severity == Severity::kInfo ? Verdict::kHealthy : Verdict::kWatch;
  }
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

/// Worst first; among equals what is about the loss comes first, for it is what the others follow from, and what is
/// about the configuration last, for it may be a cause.
void SortFindings(std::vector<Finding>& findings) {
  const auto rank = [](const Finding& finding) {
    static constexpr std::string_view kAreas[] = {"loss/", "eval/", "bleu/"};
    const auto area = std::find_if(std::begin(kAreas), std::end(kAreas),
                                   [&](std::string_view name) { return finding.check->id.starts_with(name); });
    const bool last = SubjectOf(finding.check->id) == Subject::kConfig;
    return std::make_tuple(-static_cast<int>(finding.severity), last, area - std::begin(kAreas));
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return rank(a) < rank(b); });
}

}  // namespace

Verdict VerdictBy(const Diagnosis& diagnosis) { return OverallVerdict(diagnosis); }

bool Selection::Concerns(const std::string& id) const {
  return std::find(subjects.begin(), subjects.end(), SubjectOf(id)) != subjects.end();
}

bool Selection::Allows(const std::string& id) const {
  const auto matches = [&](const std::string& glob) { return GlobMatch(glob, id); };
  if (std::any_of(ignore.begin(), ignore.end(), matches)) return false;
  return select.empty() || std::any_of(select.begin(), select.end(), matches);
}

void Conclude(Diagnosis& diagnosis) {
  SortFindings(diagnosis.findings);
  diagnosis.judged = true;
  diagnosis.verdict = OverallVerdict(diagnosis);
}

void JudgeChecks(const Features& features, const Catalog& catalog, const Selection& selection, const ConfigView* view,
                 Diagnosis& out) {
  for (const Check& check : catalog.checks) {
    if (!selection.Concerns(check.id)) continue;
    if (!selection.Allows(check.id)) {
      out.not_checked.push_back({check.id, {"left out by --select or --ignore", "被 --select 或 --ignore 排除"}});
      continue;
    }
    if (!check.each.empty()) {
      RunEach(check, features, view, out);
      continue;
    }
    Text reason = WhyNot(check, features, view);
    if (!reason.empty()) {
      out.not_checked.push_back({check.id, std::move(reason)});
      continue;
    }
    out.ran.push_back(check.id);
    std::vector<Evidence> evidence;
    if (!Holds(check.when, features, &evidence)) continue;
    out.findings.push_back(MakeFinding(check, features, std::move(evidence)));
    if (view) PutPlace(check, *view, out.findings.back());
  }
  for (Finding& finding : out.findings) {
    const auto own = selection.severity.find(finding.check->id);
    if (own != selection.severity.end()) finding.severity = own->second;
  }
  DropSuperseded(out);
  Conclude(out);
}

void JudgeFeatures(const Features& features, const Catalog& catalog, const Selection& selection, Diagnosis& out) {
  JudgeChecks(features, catalog, selection, nullptr, out);
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
