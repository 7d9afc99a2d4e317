#include "reports/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "reports/digest.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kColumns = 4;
constexpr int kBetween = 2, kLeastName = 10, kFindings = 26;
constexpr int kNarrow = 72;  ///< a page with fewer columns has no room for the findings

struct TableRow {
  std::array<std::string, kColumns> cells;
  Ink verdict = Ink::kFaint;
};

/// The worst findings by id, as many as fit.
std::string FindingIds(const Diagnosis& diagnosis, int room) {
  std::string text;
  for (std::size_t i = 0; i < diagnosis.findings.size(); ++i) {
    const std::size_t rest = diagnosis.findings.size() - i;
    const std::string longer = text + (i > 0 ? ", " : "") + diagnosis.findings[i].check->id;
    const int tail = rest > 1 ? 4 : 0;  // " +9" behind it
    if (i > 0 && DisplayWidth(longer) + tail > room) return fmt::format("{} +{}", text, rest);
    text = longer;
  }
  return text;
}

std::vector<TableRow> RowsOf(const Session& session, const TextPage& page) {
  const Words& words = page.words;
  std::vector<TableRow> rows = {
      {{words[Word::kFile], words[Word::kVerdict], words[Word::kLoss], words[Word::kFindings]}, Ink::kFaint}};
  const std::vector<const Diagnosis*> judged = JudgedRuns(session);
  const std::size_t folder = CommonFolder(judged);
  for (const Diagnosis* diagnosis : judged) {
    rows.push_back(
        {{RunName(*diagnosis).substr(folder), words[diagnosis->verdict], LossCourse(*diagnosis, page.pen), ""},
         Pen::Of(diagnosis->verdict)});
  }
  return rows;
}

int WidthOf(const std::vector<TableRow>& rows, std::size_t column) {
  int width = 0;
  for (const TableRow& row : rows) width = std::max(width, DisplayWidth(row.cells[column]));
  return width;
}

std::array<int, kColumns> WidthsOf(const std::vector<TableRow>& rows, int page) {
  std::array<int, kColumns> widths = {WidthOf(rows, 0), WidthOf(rows, 1), WidthOf(rows, 2), 0};
  const int findings = page < kNarrow ? 0 : kFindings;
  const int room = page - widths[1] - widths[2] - 3 * kBetween;
  widths[0] = std::min(widths[0], std::max(kLeastName, room - findings));
  widths[3] = page < kNarrow ? 0 : room - widths[0];
  return widths;
}

std::string Line(const TableRow& row, const std::array<int, kColumns>& widths, bool heading, const Pen& pen) {
  std::string line;
  int missing = 0;
  for (std::size_t column = 0; column < kColumns; ++column) {
    if (row.cells[column].empty()) {
      missing += widths[column] + kBetween;
      continue;
    }
    const Ink ink = heading ? Ink::kFaint : column == 1 ? row.verdict : Ink::kPlain;
    line += std::string(static_cast<std::size_t>(missing), ' ') + pen(ink, row.cells[column]);
    missing = widths[column] + kBetween - DisplayWidth(row.cells[column]);
  }
  return line;
}

}  // namespace

void WriteTable(const Session& session, TextPage& page) {
  std::vector<TableRow> rows = RowsOf(session, page);
  const std::array<int, kColumns> widths = WidthsOf(rows, page.style.columns);
  const std::vector<const Diagnosis*> judged = JudgedRuns(session);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TableRow& row = rows[i];
    row.cells[0] = WithoutMiddle(row.cells[0], widths[0], page.pen[Sign::kEllipsis]);
    if (widths[3] == 0) {
      row.cells[3].clear();
    } else if (i > 0) {
      row.cells[3] = FindingIds(*judged[i - 1], widths[3]);
    }
    page.WriteRaw(Line(row, widths, i == 0, page.pen));
  }
}

void WriteNotCheckedCounts(const Session& session, TextPage& page) {
  std::vector<const Diagnosis*> healthy = JudgedRuns(session);
  std::erase_if(healthy, [](const Diagnosis* diagnosis) { return diagnosis->verdict != Verdict::kHealthy; });
  const std::vector<std::string> counts = NotCheckedCounts(healthy, page.words);
  if (counts.empty()) return;
  page.Gap();
  page.WriteLabelled(Ink::kFaint, page.words[Word::kNotCheckedHealthy], fmt::format("{}", fmt::join(counts, ", ")));
}

}  // namespace sftdoctor
