// The comparison for an issue or a chat: the same content as the text report, in GitHub's Markdown.
#include <fmt/format.h>

#include "reports/compare.h"
#include "reports/compare_digest.h"
#include "reports/compare_plot.h"
#include "reports/digest.h"
#include "reports/markdown_text.h"

namespace sftdoctor {
namespace {

constexpr int kPlotColumns = 72;

std::string Cell(const std::string& text) { return Escaped(text); }

}  // namespace

std::string CompareMarkdownReport(const RunComparison& comparison, const Style& style) {
  Style plain = style;
  plain.color = false;
  const Words words(plain);
  const Pen pen(plain);
  std::string out;
  const auto line = [&](const std::string& text) { out += text + "\n"; };
  line("## " +
       words.Labelled(pen[SignOf(comparison.verdict)] + " " + ComparedVerdictName(comparison.verdict, words),
                      Code(RunName(*comparison.a)) + " " + pen[Sign::kArrow] + " " + Code(RunName(*comparison.b))));
  line("");
  line(Escaped(words[comparison.sentence]));
  if (const std::string axis = AxisLine(comparison, words); !axis.empty()) line("\n" + Escaped(axis));
  line("");
  line(fmt::format("| | A | B | {} |", words[Word::kDifference]));
  line("|---|---:|---:|---:|");
  for (const ComparisonRow& row : ComparisonRows(comparison, words))
    line(fmt::format("| {} | {} | {} | {} |", Cell(row.label), Cell(row.a), Cell(row.b), Cell(row.difference)));
  line("");
  plain.unicode = false;  // braille has no fixed width in most chats
  if (const std::vector<std::string> plot = PlotComparison(comparison, plain, kPlotColumns); !plot.empty()) {
    line("```text");
    for (const std::string& row : plot) line(row);
    line("```");
    line("");
  }
  for (const Text& text : comparison.evidence) line("- " + Escaped(words[text]));
  for (const FindingLine& found : FindingLines(comparison, words, pen))
    line("- " + words.Labelled(Bold(found.label), Escaped(found.ids)));
  for (const Text& text : comparison.warnings)
    line("- " + words.Labelled(Bold(words[Word::kNote]), Escaped(words[text])));
  return out;
}

}  // namespace sftdoctor
