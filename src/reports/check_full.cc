// The report of `check` for a terminal, in ruff's manner.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/check_digest.h"
#include "reports/digest.h"
#include "reports/snippet.h"
#include "reports/text_page.h"

namespace sftdoctor {
namespace {

void WriteHead(const Finding& finding, TextPage& page) {
  const std::string mark = finding.fix && finding.fix->safe ? page.pen(Ink::kHelp, "[*]") + " " : "";
  page.Write(page.pen(Pen::Of(finding.severity), page.words[finding.severity]) + " " +
                 page.pen(Ink::kStrong, finding.check->id) + " " + mark + Printable(page.words[finding.message]),
             "", 2);
}

void WriteSource(const Finding& finding, const CheckedFile& file, const LineIndex& lines, TextPage& page) {
  const std::string arrow = page.pen(Ink::kPlace, " -->") + " ";
  if (finding.place.line == 0) {
    page.WriteRaw(arrow + Printable(file.path));
    return;
  }
  page.WriteRaw(arrow + fmt::format("{}:{}:{}", Printable(file.path), finding.place.line, finding.place.column));
  const Span span = SpanOf(finding, *file.config, lines);
  page.out += Snippet(lines, span, page.style.columns, Pen::Of(finding.severity), page.pen);
}

void WriteHelp(const Finding& finding, const CheckedFile& file, const LineIndex& lines, TextPage& page) {
  if (finding.fix) {
    std::string title = Printable(page.words[finding.fix->title]);
    if (!finding.fix->safe) title = page.words(Word::kInBrackets, title, page.words[Word::kUnsafeFix]);
    page.WriteLabelled(Ink::kHelp, page.words[Word::kHelp], title);
    page.out += SnippetOfChange(file.config->text, lines, finding.fix->edits, page.style.columns, page.pen);
  } else if (!finding.causes.empty() && !finding.causes.front().cause->next.empty()) {
    page.WriteLabelled(Ink::kHelp, page.words[Word::kHelp], page.words[finding.causes.front().cause->next]);
  }
}

void WriteReason(const Finding& finding, TextPage& page) {
  for (const Evidence* item : TellingEvidence(finding, 1)) {
    const std::string& because = page.words[item->because];
    if (!because.empty()) page.WriteLabelled(Ink::kFaint, page.words[Word::kNote], because);
  }
}

void WriteFailed(const CheckReport& report, TextPage& page) {
  for (const FailedInput& failed : report.failed) {
    page.Gap();
    page.Write(page.words.Labelled(Printable(failed.path), Printable(failed.message)),
               page.words.Labelled(page.pen(Ink::kError, page.words[Severity::kError]), ""), 2);
    if (!failed.hint.empty()) page.WriteLabelled(Ink::kHelp, page.words[Word::kHelp], Printable(failed.hint));
  }
}

void WriteNotChecked(const CheckReport& report, TextPage& page) {
  const std::vector<std::string> lines = NotCheckedLines(NotCheckedOf(report), page.words);
  if (lines.empty()) return;
  page.Gap();
  page.Write(page.pen(Ink::kFaint, page.words[Word::kNotChecked]));
  for (const std::string& line : lines) page.Write(line, "  ", 4);
}

std::string Joined(const std::vector<std::string>& items, const Words& words) {
  return fmt::format("{}", fmt::join(items, words[Word::kJoin]));
}

std::string FoundLine(const CheckReport& report, const SeverityCounts& counts, const Words& words) {
  if (report.files.empty()) return words[Word::kNoConfig];
  if (counts.all() == 0) return words.Count(Word::kCheckedClean, static_cast<double>(report.files.size()));
  std::vector<std::string> items;
  const auto add = [&](Word word, std::size_t count) {
    if (count > 0) items.push_back(words.Count(word, static_cast<double>(count)));
  };
  add(Word::kErrors, counts.errors);
  add(Word::kWarnings, counts.warnings);
  add(Word::kInfos, counts.infos);
  const std::string problems = words.Count(Word::kProblems, static_cast<double>(counts.all()));
  return words(Word::kFound, words(Word::kInBrackets, problems, Joined(items, words)));
}

/// What can be mended and how; empty when nothing can.
std::string FixableLine(const CheckReport& report, const SeverityCounts& counts, const Words& words) {
  std::vector<std::string> items;
  if (counts.safe > 0) items.push_back(words(Word::kFixable, counts.safe));
  if (counts.unsafe > 0 && counts.safe > 0) items.push_back(words(Word::kMoreFixable, counts.unsafe));
  if (counts.unsafe > 0 && counts.safe == 0) items.push_back(words(Word::kUnsafelyFixable, counts.unsafe));
  std::size_t excused = 0;
  for (const CheckedFile& file : report.files) excused += file.excused.size();
  if (excused > 0) items.push_back(words(Word::kExcused, excused));
  return items.empty() ? "" : Joined(items, words) + words[Word::kStop];
}

void WriteSummary(const CheckReport& report, TextPage& page) {
  const SeverityCounts counts = CountFindings(report);
  page.Gap();
  if (report.fixed > 0) {
    page.Write(page.words(Word::kFixed, page.words.Count(Word::kProblems, static_cast<double>(report.fixed)),
                          page.words.Count(Word::kFiles, static_cast<double>(report.files_fixed))));
  }
  std::string line = page.pen(Ink::kStrong, FoundLine(report, counts, page.words));
  const std::string fixable = FixableLine(report, counts, page.words);
  if (!fixable.empty()) line += (page.style.chinese ? "" : " ") + fixable;
  page.Write(line);
}

/// The check that a suggestion to explain one should name: of the worst finding, the first.
const Finding* Worst(const CheckReport& report) {
  const Finding* worst = nullptr;
  for (const CheckedFile& file : report.files) {
    for (const Finding& finding : file.findings) {
      if (!worst || finding.severity > worst->severity) worst = &finding;
    }
  }
  return worst;
}

}  // namespace

std::string FullCheckReport(const CheckReport& report, const Style& style) {
  TextPage page(style);
  for (const CheckedFile& file : report.files) {
    const LineIndex lines(file.config->text);
    for (const Finding& finding : file.findings) {
      page.Gap();
      WriteHead(finding, page);
      WriteSource(finding, file, lines, page);
      WriteReason(finding, page);
      WriteHelp(finding, file, lines, page);
    }
  }
  WriteFailed(report, page);
  WriteNotChecked(report, page);
  if (report.verbose) {
    page.Gap();
    for (const std::string& path : report.no_config) page.Write(page.words(Word::kHoldsNoConfig, Printable(path)));
  }
  if (const Finding* worst = Worst(report)) {
    page.Gap();
    page.WriteLabelled(Ink::kHelp, page.words[Word::kHelp], page.words(Word::kExplain, worst->check->id));
  }
  WriteSummary(report, page);
  return page.out;
}

std::string ConciseCheckReport(const CheckReport& report, const Style& style) {
  TextPage page(style);
  for (const CheckedFile& file : report.files) {
    for (const Finding& finding : file.findings) {
      std::string where = page.pen(Ink::kStrong, Printable(file.path));
      if (finding.place.line > 0) where += fmt::format(":{}:{}", finding.place.line, finding.place.column);
      const std::string mark = finding.fix && finding.fix->safe ? "[*] " : "";
      page.WriteRaw(fmt::format("{}: {} {}{}", where, page.pen(Pen::Of(finding.severity), finding.check->id), mark,
                                Printable(page.words[finding.message])));
    }
  }
  const SeverityCounts counts = CountFindings(report);
  const std::string fixable = FixableLine(report, counts, page.words);
  page.WriteRaw(FoundLine(report, counts, page.words) + (fixable.empty() || style.chinese ? "" : " ") + fixable);
  return page.out;
}

std::string CheckDiffSummary(const CheckReport& report, const Style& style) {
  const Words words(style);
  if (report.fixed == 0) return words[Word::kNothingToFix] + "\n";
  return words(Word::kWouldFix, words.Count(Word::kProblems, static_cast<double>(report.fixed)),
               words.Count(Word::kFiles, static_cast<double>(report.files_fixed))) +
         "\n";
}

std::string CheckStatistics(const CheckReport& report, const Style& style) {
  const Words words(style);
  std::map<std::string, std::pair<std::size_t, const Check*>> counts;
  for (const CheckedFile& file : report.files) {
    for (const Finding& finding : file.findings) {
      auto& [count, check] = counts[finding.check->id];
      ++count;
      check = finding.check;
    }
  }
  std::vector<std::pair<std::size_t, const Check*>> sorted;
  for (const auto& [id, item] : counts) sorted.push_back(item);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string out;
  for (const auto& [count, check] : sorted)
    out += fmt::format("{:>5}  {:<32} {}\n", count, check->id, words[check->title]);
  return out;
}

}  // namespace sftdoctor
