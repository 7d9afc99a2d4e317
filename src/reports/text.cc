// The report for a terminal: verdict, facts, curve, findings, and what was not looked at, in the order of use.
#include <fmt/format.h>

#include <algorithm>

#include "reports/curve_plot.h"
#include "reports/digest.h"
#include "reports/text_finding.h"
#include "reports/text_page.h"
#include "reports/text_prescription.h"
#include "reports/text_table.h"

namespace sftdoctor {
namespace {

void WriteVerdict(const Diagnosis& diagnosis, TextPage& page) {
  const Log& log = *diagnosis.log;
  std::string about = log.format->id;
  if (log.format->guess) about = page.words(Word::kGuessed, about);
  if (log.runs.size() > 1)
    about += page.words[Word::kJoin] + page.words(Word::kRunOf, diagnosis.run->id, log.runs.size());
  page.WriteRaw(page.pen(Ink::kStrong, Printable(log.path)) + "  " + page.pen(Ink::kFaint, about));
  const Ink ink = Pen::Of(diagnosis.verdict);
  const std::string sign = page.pen[Pen::SignOf(diagnosis.verdict)];
  page.Write(page.words.Labelled(page.pen(ink, page.words[diagnosis.verdict]), VerdictReason(diagnosis, page.words)),
             page.pen(ink, sign) + " ");
}

void WriteFacts(const Diagnosis& diagnosis, TextPage& page) {
  std::vector<std::string> values;
  for (const Fact& fact : ValueFacts(diagnosis, page.words, page.pen)) {
    values.push_back(page.pen(Ink::kFaint, fact.label) + " " + page.pen(Ink::kStrong, fact.value));
  }
  page.Gap();
  page.WriteItems(values);
  page.WriteItems(SizeFacts(diagnosis, page.words));
  std::vector<std::string> config = ConfigFacts(diagnosis, page.words);
  if (!config.empty()) config.front().insert(0, page.pen(Ink::kFaint, page.words[Word::kConfig]) + " ");
  page.WriteItems(config);
  const std::string note = UnitNote(diagnosis, page.words);
  if (!note.empty()) page.Write(note, "  ");
}

void WriteCurve(const Diagnosis& diagnosis, TextPage& page) {
  const std::vector<std::string> plot = PlotCurve(diagnosis, page.style, page.style.columns - 2);
  if (plot.empty()) return;
  page.Gap();
  for (const std::string& line : plot) page.WriteRaw("  " + line);
}

void WriteRemarks(const std::vector<Fact>& remarks, TextPage& page) {
  for (const Fact& remark : remarks) page.WriteLabelled(remark.ink, remark.label, remark.value);
}

void WriteNotChecked(const Diagnosis& diagnosis, TextPage& page) {
  const std::vector<std::string> lines = NotCheckedLines(diagnosis.not_checked, page.words);
  if (lines.empty()) return;
  page.Write(page.pen(Ink::kFaint, page.words[Word::kNotChecked]));
  for (const std::string& line : lines) page.Write(line, "  ", 4);
}

void WriteRun(const Session& session, const Diagnosis& diagnosis, TextPage& page) {
  page.Gap();
  WriteVerdict(diagnosis, page);
  WriteFacts(diagnosis, page);
  WriteCurve(diagnosis, page);
  WriteFindings(diagnosis, page);
  if (const Prescription* prescription = PrescriptionFor(session, diagnosis)) {
    page.Gap();
    WritePrescription(*prescription, page, Detail::kShort);
    if (prescription->patched) WriteHowToPatch(session, diagnosis, *prescription, page);
  }
  page.Gap();
  WriteNotChecked(diagnosis, page);
  WriteRemarks(RunRemarks(diagnosis, page.words), page);
}

/// How the log was read. Beside a table of many, only what is out of the ordinary, under the log's own name.
void WriteLog(const Session& session, const Log& log, bool shown, TextPage& page) {
  bool unusual = false;
  const std::string account = LineAccount(log, page.words, unusual);
  const std::vector<Fact> remarks = LogRemarks(session, log, page.words);
  if (!shown && !unusual && remarks.empty()) return;
  if (!shown) {
    page.Gap();
    page.WriteRaw(page.pen(Ink::kStrong, Printable(log.path)));
  }
  page.WriteLabelled(Ink::kFaint, page.words[Word::kLog], account);
  WriteRemarks(remarks, page);
}

void WriteLogs(const Session& session, bool many, TextPage& page) {
  for (const auto& log : session.logs) {
    bool shown = false;
    for (const Diagnosis& diagnosis : session.diagnoses) {
      if (diagnosis.log != log.get() || !diagnosis.judged) continue;
      if (many && diagnosis.verdict == Verdict::kHealthy) continue;
      WriteRun(session, diagnosis, page);
      shown = true;
    }
    WriteLog(session, *log, shown, page);
  }
}

void WriteFailed(const Session& session, TextPage& page) {
  for (const FailedInput& failed : session.failed) {
    page.Gap();
    page.Write(page.words.Labelled(Printable(failed.path), Printable(failed.message)),
               page.words.Labelled(page.pen(Ink::kError, page.words[Severity::kError]), ""), 2);
    if (!failed.hint.empty()) page.WriteLabelled(Ink::kHelp, page.words[Word::kHelp], Printable(failed.hint));
  }
}

}  // namespace

std::string TextReport(const Session& session, const Style& style) {
  TextPage page(style);
  const bool many = JudgedRuns(session).size() > 1;
  if (many) WriteTable(session, page);
  WriteLogs(session, many, page);
  if (many) WriteNotCheckedCounts(session, page);
  WriteFailed(session, page);
  page.Gap();
  if (const std::string id = WorstCheck(session); !id.empty()) {
    page.WriteLabelled(Ink::kHelp, page.words[Word::kHelp], page.words(Word::kExplain, id));
  }
  page.Write(page.pen(Ink::kStrong, SummaryLine(session, page.words)));
  return page.out;
}

}  // namespace sftdoctor
