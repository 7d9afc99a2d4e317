#include "commands/check_config.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "findings/config_choice.h"
#include "patches/offer.h"

namespace sftdoctor {
namespace {

constexpr int kMostRounds = 20;  ///< of fixing; each mends something, and configs have few lines

bool InOrderOfFile(const Finding& a, const Finding& b) {
  return std::tie(a.place.line, a.place.column, a.check->id) < std::tie(b.place.line, b.place.column, b.check->id);
}

/// Classes that inherit a setting all have the finding on it.
bool SaysTheSame(const Finding& a, const Finding& b) {
  return a.check == b.check && a.place.line == b.place.line && a.place.column == b.place.column &&
         a.message.en == b.message.en;
}

void AddFindings(std::vector<Finding> found, CheckedFile& out) {
  for (Finding& finding : found) {
    const bool known = std::any_of(out.findings.begin(), out.findings.end(),
                                   [&](const Finding& other) { return SaysTheSame(other, finding); });
    if (!known) out.findings.push_back(std::move(finding));
  }
}

/// A check may have run on one section and not on another: then it is in both lists.
void AddChecks(const Diagnosis& diagnosis, CheckedFile& out) {
  for (const std::string& id : diagnosis.ran) {
    if (std::find(out.ran.begin(), out.ran.end(), id) == out.ran.end()) out.ran.push_back(id);
  }
  for (const NotChecked& item : diagnosis.not_checked) {
    const auto same = [&](const NotChecked& other) { return other.id == item.id; };
    if (std::none_of(out.not_checked.begin(), out.not_checked.end(), same)) out.not_checked.push_back(item);
  }
}

/// Whether a text that nobody could read as a training config still speaks the words of one.
bool WasMeantAsConfig(const ConfigFile& file, const Catalog& catalog) {
  return std::any_of(catalog.frameworks.begin(), catalog.frameworks.end(), [&](const Framework& framework) {
    const auto said = [&](const std::string& mark) { return file.text.find(mark) != std::string::npos; };
    const auto marks = std::count_if(framework.marks.begin(), framework.marks.end(), said);
    return static_cast<std::size_t>(marks) >= std::max<std::size_t>(2, framework.least);
  });
}

/// A file with nothing but a syntax error to report: a finding and not an Error, for others hand us many files.
void AddSyntax(const CheckContext& context, CheckedFile& out) {
  const Check* check = context.catalog.FindCheck("config/syntax");
  if (!check || !context.selection.Allows(check->id)) return;
  Features features;
  features.Set("config.broken", static_cast<double>(out.config->broken->line));
  Selection selection = context.selection;
  selection.select = {check->id};
  selection.subjects = {Subject::kConfig};
  Diagnosis diagnosis;
  JudgeFeatures(features, context.catalog, selection, diagnosis);
  for (Finding& finding : diagnosis.findings) {
    finding.place = *out.config->broken;
    out.findings.push_back(std::move(finding));
  }
  out.ran = {check->id};
}

std::string Mark(const Finding& finding) { return finding.check->id + "\n" + finding.key + "\n" + finding.message.en; }

bool Overlap(const std::vector<Edit>& a, const std::vector<Edit>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Edit& one) {
    return std::any_of(b.begin(), b.end(), [&](const Edit& other) {
      return one.span.begin <= other.span.end && other.span.begin <= one.span.end;
    });
  });
}

/// The fixes of one round: at most `most` safe ones that do not touch each other, or one unsafe one, because a tuned
/// value changes what the next one must be.
std::vector<const Finding*> Chosen(const CheckedFile& file, bool unsafe, const std::set<std::string>& refused,
                                   std::size_t most) {
  std::vector<const Finding*> chosen;
  std::vector<Edit> edits;
  for (const bool safe : {true, false}) {
    if (!safe && (!unsafe || !chosen.empty())) break;
    for (const Finding& finding : file.findings) {
      if (!finding.fix || finding.fix->safe != safe || refused.contains(Mark(finding))) continue;
      if (chosen.size() == most || Overlap(edits, finding.fix->edits)) continue;
      edits.insert(edits.end(), finding.fix->edits.begin(), finding.fix->edits.end());
      chosen.push_back(&finding);
      if (!safe) break;
    }
  }
  return chosen;
}

}  // namespace

std::optional<CheckedFile> CheckConfig(const std::string& path, std::string text, const std::string& section,
                                       const CheckContext& context) {
  const std::optional<Language> language = LanguageOf(path, text);
  if (!language) return std::nullopt;
  CheckedFile out;
  out.path = path;
  out.config = std::make_unique<ConfigFile>(ReadConfig(path, std::move(text), *language));
  const std::vector<TrainingConfig> configs = ConfigsNamed(*out.config, section, context.catalog);
  if (configs.empty() && !(out.config->broken && WasMeantAsConfig(*out.config, context.catalog))) return std::nullopt;
  std::vector<Diagnosis> diagnoses;
  for (const TrainingConfig& config : configs) {
    diagnoses.push_back(JudgeConfig({config, context.facts, context.world}, context.catalog, context.selection));
  }
  out.excused = ApplyIgnores(*out.config, context.catalog, context.selection, section.empty(), diagnoses);
  for (Diagnosis& diagnosis : diagnoses) {
    OfferTreatments(diagnosis, context.catalog);
    AddChecks(diagnosis, out);
    AddFindings(std::move(diagnosis.findings), out);
  }
  if (configs.empty()) AddSyntax(context, out);
  std::stable_sort(out.findings.begin(), out.findings.end(), InOrderOfFile);
  return out;
}

std::size_t FixConfig(CheckedFile& file, const std::string& section, bool unsafe, const CheckContext& context) {
  std::set<std::string> refused, seen = {file.config->text};
  std::size_t mended = 0, most = SIZE_MAX;
  for (int round = 0; round < kMostRounds; ++round) {
    std::vector<const Finding*> chosen = Chosen(file, unsafe, refused, most);
    if (chosen.empty()) break;
    std::vector<Edit> edits;
    for (const Finding* finding : chosen)
      edits.insert(edits.end(), finding->fix->edits.begin(), finding->fix->edits.end());
    std::string text = ApplyEdits(file.config->text, edits);
    auto next = seen.contains(text) ? std::nullopt : CheckConfig(file.path, text, section, context);
    if (next && (!next->config->broken || file.config->broken)) {
      seen.insert(std::move(text));
      mended += chosen.size();
      file = std::move(*next);
    } else if (chosen.size() == 1) {
      refused.insert(Mark(*chosen.front()));
    } else {
      most = 1;  // one of them is to blame: from now on they are tried one by one
    }
  }
  return mended;
}

}  // namespace sftdoctor
