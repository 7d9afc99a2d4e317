// What a comparison says to people, before it is laid out: shared by text and Markdown.
#pragma once

#include <string>
#include <vector>

#include "findings/comparison.h"
#include "reports/paint.h"
#include "reports/words.h"

namespace sftdoctor {

/// A row of the table: "loss at epoch 4.98", "4.764", "2.45", "-2.314".
struct ComparisonRow {
  std::string label, a, b, difference;
};
std::vector<ComparisonRow> ComparisonRows(const RunComparison& comparison, const Words& words);

/// "went away: loss/not-decreasing, bleu/near-zero", a line for each kind of change that there is.
struct FindingLine {
  std::string label, ids;
  Ink ink = Ink::kFaint;
};
std::vector<FindingLine> FindingLines(const RunComparison& comparison, const Words& words, const Pen& pen);

/// "better", its ink and its sign.
std::string ComparedVerdictName(ComparedVerdict verdict, const Words& words);
Ink InkOf(ComparedVerdict verdict);
Sign SignOf(ComparedVerdict verdict);

/// "compared by epoch: an epoch is the same data whatever the batch size"; empty without an axis.
std::string AxisLine(const RunComparison& comparison, const Words& words);

}  // namespace sftdoctor
