#include "reports/text_prescription.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "patches/formats.h"

namespace sftdoctor {
namespace {

constexpr int kNarrow = 80;        ///< columns under which reasons go below their row
constexpr int kLongestValue = 40;  ///< of a column; longer values push their row out

std::string Padded(const std::string& text, int width) {
  return text + std::string(static_cast<std::size_t>(std::max(0, width - DisplayWidth(text))), ' ');
}

struct Row {
  std::string name, from, to;
};

std::vector<Row> RowsOf(const Prescription& prescription, const Words& words) {
  std::vector<Row> rows;
  for (const Change& change : prescription.changes) {
    rows.push_back({Printable(change.name),
                    change.from.is_null() ? words[Word::kNotGiven] : Printable(change.from_text),
                    Printable(change.to_text)});
  }
  return rows;
}

int Widest(const std::vector<Row>& rows, std::string Row::*column) {
  int widest = 0;
  for (const Row& row : rows) widest = std::max(widest, DisplayWidth(row.*column));
  return std::min(widest, kLongestValue);
}

void WriteChanges(const Prescription& prescription, TextPage& page) {
  const std::vector<Row> rows = RowsOf(prescription, page.words);
  const int name = Widest(rows, &Row::name), from = Widest(rows, &Row::from), to = Widest(rows, &Row::to);
  const std::string arrow = " " + page.pen[Sign::kArrow] + " ";
  std::string said;  // a reason that two keys share is given once
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string head = "  " + Padded(rows[i].name, name) + "  " +
                             page.pen(Ink::kFaint, Padded(rows[i].from, from)) + arrow +
                             page.pen(Ink::kStrong, Padded(rows[i].to, to));
    std::string because = page.words[prescription.changes[i].because];
    if (because == said) {
      because.clear();
    } else {
      said = because;
    }
    if (page.style.columns < kNarrow) {
      page.WriteRaw(head);
      if (!because.empty()) page.Write(page.pen(Ink::kFaint, because), "    ");
    } else if (because.empty()) {
      page.WriteRaw(head.substr(0, head.find_last_not_of(' ') + 1));
    } else {
      page.Write(page.pen(Ink::kFaint, because), head + "  ", DisplayWidth(head) + 2);
    }
  }
}

/// "192 → 96", or one number when both are the same; empty when neither is known.
std::string Course(std::optional<double> before, std::optional<double> after, const Pen& pen,
                   const std::string& unit = "") {
  const auto shown = [&](std::optional<double> value) {
    if (!value) return std::string("?");
    return (*value >= 1e4 ? Grouped(*value) : ShortNumber(*value)) + unit;
  };
  if (!before && !after) return {};
  if (before == after) return shown(before);
  return shown(before) + " " + pen[Sign::kArrow] + " " + shown(after);
}

/// One decimal, as shares of steps are told.
std::optional<double> Percent(std::optional<double> share) {
  return share ? std::optional(std::round(*share * 1000) / 10) : std::nullopt;
}

}  // namespace

std::string PlanName(const Prescription& prescription, const Words& words) {
  const Plan& plan = *prescription.plan;
  if (plan.steps.size() == 1) return words.Labelled(words(Word::kPlan, plan.id), words[plan.title]);
  return words(Word::kPlanStep, plan.id, prescription.step + 1, plan.steps.size(),
               words[plan.steps[prescription.step].title]);
}

std::vector<std::string> ScheduleFacts(const Prescription& prescription, const Words& words, const Pen& pen) {
  const Schedule &before = prescription.before, &after = prescription.after;
  std::vector<std::string> facts;
  const auto add = [&](Word word, const std::string& course) {
    if (!course.empty()) facts.push_back(words(word, course));
  };
  add(Word::kBatchCourse, Course(before.effective_batch, after.effective_batch, pen));
  add(Word::kEpochCourse, Course(before.steps_per_epoch, after.steps_per_epoch, pen));
  add(Word::kTotalCourse, Course(before.total_steps, after.total_steps, pen));
  add(Word::kWarmupCourse,
      Course(Percent(before.warmup_ratio), Percent(after.warmup_ratio), pen, words[Word::kPercent]));
  return facts;
}

void WritePrescription(const Prescription& prescription, TextPage& page, Detail detail) {
  const Words& words = page.words;
  for (const Text& first : prescription.first) {
    page.Write(page.pen(Ink::kError, words[first]), page.pen(Ink::kError, page.pen[Sign::kBang]) + " ");
  }
  page.WriteLabelled(Ink::kStrong, words[Word::kPrescription], PlanName(prescription, words));
  if (prescription.changes.empty()) {
    page.Write(words(Word::kNothingToChange, words[prescription.chosen]), "  ");
  } else {
    page.Write(words[prescription.chosen], "  ");
    WriteChanges(prescription, page);
    page.WriteItems(ScheduleFacts(prescription, words, page.pen));
    page.WriteLabelled(Ink::kHelp, words[Word::kExpected], words[prescription.expected], "  ");
  }
  for (const Text& advice : detail == Detail::kFull ? prescription.advice : std::vector<Text>()) {
    page.WriteLabelled(Ink::kHelp, words[Word::kByHand], words[advice], "  ");
  }
  for (const Text& remark : prescription.remarks) {
    page.WriteLabelled(Ink::kFaint, words[Word::kNote], words[remark], "  ");
  }
}

void WriteHowToPatch(const Session& session, const Diagnosis& diagnosis, const Prescription& prescription,
                     TextPage& page) {
  std::string config = session.config->path;
  if (!prescription.section.starts_with('<')) config += ":" + prescription.section;
  const std::string command = ShellWord(diagnosis.log->path) + " --config " + ShellWord(config);
  page.Write(page.pen(Ink::kHelp, page.words[Word::kPatchHow]), "  ");
  page.WriteRaw("    sftdoctor patch " + command + " --apply");
}

}  // namespace sftdoctor
