// The report for an issue or a chat: the same content as the text report, in GitHub's Markdown.
#include <fmt/format.h>

#include <algorithm>

#include "reports/curve_plot.h"
#include "reports/digest.h"
#include "reports/markdown_text.h"
#include "reports/text_prescription.h"
#include "reports/width.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostEvidence = 5;
constexpr int kPlotColumns = 72;

/// One Markdown document in the making.
class MarkdownPage {
 public:
  MarkdownPage(const Session& session, const Style& style)
      : session_(session), style_(style), words_(style), pen_(style_) {
    style_.color = false;
  }

  std::string Write() {
    if (JudgedRuns(session_).size() > 1) WriteTable();
    for (const auto& log : session_.logs) {
      for (const Diagnosis& diagnosis : session_.diagnoses) {
        if (diagnosis.log == log.get() && diagnosis.judged) WriteRun(diagnosis);
      }
    }
    for (const FailedInput& failed : session_.failed) {
      Line(words_.Labelled(Bold(words_[Severity::kError]),
                           Code(failed.path) + " " + Escaped(Printable(failed.message))));
      if (!failed.hint.empty()) Line("  " + words_.Labelled(words_[Word::kHelp], Escaped(Printable(failed.hint))));
      Line();
    }
    Line("---");
    Line(SummaryLine(session_, words_));
    return out_;
  }

 private:
  void Line(std::string_view text = "") { out_.append(text).append("\n"); }

  void WriteTable() {
    Line(fmt::format("| {} | {} | {} | {} |", words_[Word::kFile], words_[Word::kVerdict], words_[Word::kLoss],
                     words_[Word::kFindings]));
    Line("|---|---|---|---|");
    for (const Diagnosis* diagnosis : JudgedRuns(session_)) {
      std::vector<std::string> ids;
      for (const Finding& finding : diagnosis->findings) ids.push_back("`" + finding.check->id + "`");
      Line(fmt::format("| {} | {} | {} | {} |", Code(RunName(*diagnosis)), words_[diagnosis->verdict],
                       LossCourse(*diagnosis, pen_), fmt::join(ids, " ")));
    }
    Line();
  }

  void WriteRun(const Diagnosis& diagnosis) {
    const std::size_t runs = diagnosis.log->runs.size();
    std::string heading = Code(diagnosis.log->path);
    if (runs > 1) heading = words_(Word::kInBrackets, heading, words_(Word::kRunOf, diagnosis.run->id, runs));
    const std::string verdict = pen_[Pen::SignOf(diagnosis.verdict)] + " " + words_[diagnosis.verdict];
    Line("## " + words_.Labelled(verdict, heading));
    Line();
    Line(Escaped(VerdictReason(diagnosis, words_)));
    Line();
    WriteFacts(diagnosis);
    WriteCurve(diagnosis);
    for (std::size_t i = 0; i < diagnosis.findings.size(); ++i) WriteFinding(diagnosis, i);
    if (const Prescription* prescription = PrescriptionFor(session_, diagnosis)) WritePrescription(*prescription);
    WriteRemarks(diagnosis);
  }

  void WriteFacts(const Diagnosis& diagnosis) {
    const std::string& id = diagnosis.log->format->id;
    Line("| | |");
    Line("|---|---|");
    const auto row = [&](const std::string& label, const std::string& value) {
      Line("| " + Escaped(label) + " | " + Escaped(value) + " |");
    };
    for (const Fact& fact : ValueFacts(diagnosis, words_, pen_)) row(fact.label, fact.value);
    row(words_[Word::kLength], fmt::format("{}", fmt::join(SizeFacts(diagnosis, words_), words_[Word::kJoin])));
    if (const std::vector<std::string> facts = ConfigFacts(diagnosis, words_); !facts.empty()) {
      row(words_[Word::kConfig], fmt::format("{}", fmt::join(facts, words_[Word::kJoin])));
    }
    row(words_[Word::kFormat], diagnosis.log->format->guess ? words_(Word::kGuessed, id) : id);
    Line();
    if (const std::string note = UnitNote(diagnosis, words_); !note.empty()) {
      Line(note);
      Line();
    }
  }

  void WriteCurve(const Diagnosis& diagnosis) {
    Style plain = style_;
    plain.unicode = false;  // braille has no fixed width in most chats
    const std::vector<std::string> plot = PlotCurve(diagnosis, plain, kPlotColumns);
    if (plot.empty()) return;
    Line("```text");
    for (const std::string& line : plot) Line(line);
    Line("```");
    Line();
  }

  void WriteFinding(const Diagnosis& diagnosis, std::size_t index) {
    const Finding& finding = diagnosis.findings[index];
    Line(fmt::format("### {}. {} `{}`: {}", index + 1, words_[finding.severity], finding.check->id,
                     Escaped(words_[finding.check->title])));
    Line();
    if (index > 0) Line(Escaped(Printable(words_[finding.message])) + "\n");
    if (finding.line > 0) Line("- " + Code(fmt::format("{}:{}", diagnosis.log->path, finding.line)));
    if (const std::string place = ConfigPlace(finding); !place.empty()) {
      Line("- " + Code(place) + " " + Code(ConfigLine(diagnosis, finding, pen_)));
    }
    for (const Evidence* item : TellingEvidence(finding, kMostEvidence)) {
      Line("- " + words_.Labelled("`" + Comparison(*item, words_) + "`", Escaped(words_[item->because])));
    }
    Line();
    WriteCauses(finding);
  }

  void WriteCauses(const Finding& finding) {
    if (finding.causes.empty()) return;
    Line(Bold(words_[Word::kCauses]));
    Line();
    for (std::size_t i = 0; i < finding.causes.size(); ++i) {
      const RankedCause& cause = finding.causes[i];
      std::vector<std::string> reasons;
      for (const Text& text : cause.raised) reasons.push_back(words_[text]);
      if (reasons.empty()) reasons.push_back(words_[cause.cause->because]);
      for (const Text& text : cause.lowered) reasons.push_back(words_(Word::kAgainst, words_[text]));
      const std::string why = fmt::format("{}", fmt::join(reasons, words_[Word::kThen]));
      Line(fmt::format("{}. {}", i + 1, words_.Labelled(Bold(Escaped(words_[cause.cause->title])), Escaped(why))));
    }
    Line();
    const std::string& next = words_[finding.causes.front().cause->next];
    if (!next.empty()) Line(words_.Labelled(Bold(words_[Word::kNext]), Escaped(next)) + "\n");
  }

  void WritePrescription(const Prescription& prescription) {
    Line("### " + words_.Labelled(words_[Word::kPrescription], Escaped(PlanName(prescription, words_))));
    Line();
    for (const Text& first : prescription.first) Line("> " + Bold(Escaped(words_[first])) + "\n");
    const std::string& chosen = words_[prescription.chosen];
    if (prescription.changes.empty()) return Line(Escaped(words_(Word::kNothingToChange, chosen)) + "\n");
    Line(Escaped(chosen));
    Line();
    Line(fmt::format("| {} | {} | {} | {} |", words_[Word::kSetting], words_[Word::kFrom], words_[Word::kTo],
                     words_[Word::kWhy]));
    Line("|---|---|---|---|");
    for (const Change& change : prescription.changes) {
      Line(fmt::format("| {} | {} | {} | {} |", Code(change.name),
                       change.from_text.empty() ? words_[Word::kNotGiven] : Code(change.from_text),
                       Code(change.to_text), Escaped(words_[change.because])));
    }
    Line();
    for (const std::string& fact : ScheduleFacts(prescription, words_, pen_)) Line("- " + Escaped(fact));
    Line("- " + words_.Labelled(Bold(words_[Word::kExpected]), Escaped(words_[prescription.expected])));
    for (const Text& remark : prescription.remarks) {
      Line("- " + words_.Labelled(Bold(words_[Word::kNote]), Escaped(words_[remark])));
    }
    Line();
  }

  void WriteRemarks(const Diagnosis& diagnosis) {
    const std::vector<std::string> not_checked = NotCheckedLines(diagnosis.not_checked, words_);
    if (!not_checked.empty()) Line("- " + Bold(words_[Word::kNotChecked]));
    for (const std::string& line : not_checked) Line("  - " + Escaped(line));
    std::vector<Fact> remarks = RunRemarks(diagnosis, words_);
    bool unusual = false;
    remarks.push_back({words_[Word::kLog], LineAccount(*diagnosis.log, words_, unusual)});
    for (Fact& fact : LogRemarks(session_, *diagnosis.log, words_)) remarks.push_back(std::move(fact));
    for (const Fact& remark : remarks) Line("- " + words_.Labelled(Bold(remark.label), Escaped(remark.value)));
    Line();
  }

  const Session& session_;
  Style style_;
  Words words_;
  Pen pen_;
  std::string out_;
};

}  // namespace

std::string MarkdownReport(const Session& session, const Style& style) { return MarkdownPage(session, style).Write(); }

}  // namespace sftdoctor
