// The comparison for a terminal: which runs, verdict, table, both curves, evidence, findings that came and went.
#include <algorithm>
#include <array>
#include <numeric>

#include "reports/compare.h"
#include "reports/compare_digest.h"
#include "reports/compare_plot.h"
#include "reports/digest.h"
#include "reports/text_page.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kColumns = 4;
constexpr int kBetween = 2;

void WriteRunName(const char* name, const Diagnosis& diagnosis, TextPage& page) {
  std::string about = diagnosis.log->format->id;
  if (diagnosis.log->format->guess) about = page.words(Word::kGuessed, about);
  if (diagnosis.log->runs.size() > 1)
    about += page.words[Word::kJoin] + page.words(Word::kRunOf, diagnosis.run->id, diagnosis.log->runs.size());
  page.WriteRaw(std::string(name) + "  " + page.pen(Ink::kStrong, Printable(diagnosis.log->path)) + "  " +
                page.pen(Ink::kFaint, about));
}

void WriteTable(const RunComparison& comparison, TextPage& page) {
  std::vector<std::array<std::string, kColumns>> rows = {{"", "A", "B", page.words[Word::kDifference]}};
  for (ComparisonRow& row : ComparisonRows(comparison, page.words)) {
    rows.push_back({std::move(row.label), std::move(row.a), std::move(row.b), std::move(row.difference)});
  }
  std::array<int, kColumns> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  const int width = std::accumulate(widths.begin(), widths.end(), static_cast<int>(kColumns) * kBetween);
  const std::size_t columns = width <= page.style.columns ? kColumns : kColumns - 1;  // differences can be seen
  for (const auto& row : rows) {
    std::string line = "  " + page.pen(Ink::kFaint, PadTo(row[0], widths[0]));
    for (std::size_t i = 1; i < columns; ++i) {
      const int blanks = kBetween + widths[i] - DisplayWidth(row[i]);
      line += std::string(static_cast<std::size_t>(blanks), ' ') +
              page.pen(&row == &rows[0] ? Ink::kFaint : Ink::kPlain, row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    page.WriteRaw(line);
  }
}

void WriteCurves(const RunComparison& comparison, TextPage& page) {
  const std::vector<std::string> plot = PlotComparison(comparison, page.style, page.style.columns - 2);
  if (plot.empty()) return;
  page.Gap();
  for (const std::string& line : plot) page.WriteRaw("  " + line);
}

}  // namespace

std::string CompareTextReport(const RunComparison& comparison, const Style& style) {
  TextPage page(style);
  WriteRunName("A", *comparison.a, page);
  WriteRunName("B", *comparison.b, page);
  const Ink ink = InkOf(comparison.verdict);
  page.Write(page.words.Labelled(page.pen(ink, ComparedVerdictName(comparison.verdict, page.words)),
                                 page.words[comparison.sentence]),
             page.pen(ink, page.pen[SignOf(comparison.verdict)]) + " ");
  if (const std::string axis = AxisLine(comparison, page.words); !axis.empty()) page.Write(axis, "  ");
  page.Gap();
  WriteTable(comparison, page);
  WriteCurves(comparison, page);
  page.Gap();
  for (const Text& text : comparison.evidence) page.Write(page.words[text], page.pen[Sign::kBullet] + " ");
  for (const FindingLine& line : FindingLines(comparison, page.words, page.pen))
    page.WriteLabelled(line.ink, line.label, line.ids);
  for (const Text& text : comparison.warnings)
    page.WriteLabelled(Ink::kWarning, page.words[Word::kNote], page.words[text]);
  return page.out;
}

}  // namespace sftdoctor
