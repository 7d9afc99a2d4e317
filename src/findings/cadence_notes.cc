// Notes on how often a run logs, saves and evaluates, against its length.
#include "base/text.h"
#include "findings/config_notes.h"

namespace sftdoctor {
namespace {

/// In the steps that the framework counts between two lines or checkpoints.
std::optional<double> InItsSteps(std::optional<double> optimizer_steps, const ConfigView& view) {
  if (!optimizer_steps || !view.config.framework->micro_steps) return optimizer_steps;
  const auto accumulation = view.config.Number("gradient_accumulation_steps");
  return accumulation ? std::optional(*optimizer_steps * *accumulation) : std::nullopt;
}

/// The interval as given, when something happens at steps at all: "epoch" and "no" mean that it does not.
std::optional<double> Interval(const char* key, const char* strategy, const ConfigView& view) {
  const Setting* how = view.config.section->Find(strategy);
  if (how && how->literal.value != "steps") return std::nullopt;
  return view.config.Find(key) ? view.config.Number(key) : std::nullopt;
}

Notes LongerThan(const char* key, const char* strategy, std::optional<double> most, const ConfigView& view) {
  const auto interval = Interval(key, strategy, view);
  if (!interval) return {};
  if (!most) return {{}, WhyMissing("config.total_steps", view)};
  if (*interval <= *most) return {};
  const std::string shown = ShortNumber(*most);
  return {{NoteOn(*view.config.Find(key), view, {shown, shown})}, {}};
}

}  // namespace

Notes LoggingBeyondEnd(const ConfigView& view) {
  return LongerThan("logging_steps", "logging_strategy", InItsSteps(view.schedule.total_steps, view), view);
}

Notes SavingBeyondEnd(const ConfigView& view) {
  return LongerThan("save_steps", "save_strategy", InItsSteps(view.schedule.total_steps, view), view);
}

Notes SavingAfterEvaluation(const ConfigView& view) {
  const auto evaluation = Interval("eval_steps", "eval_strategy", view);
  const bool at_epochs = !evaluation && view.config.framework->micro_steps;  // these evaluate when an epoch ends
  if (!evaluation && !at_epochs) return {};
  const auto first = evaluation ? evaluation : InItsSteps(view.schedule.steps_per_epoch, view);
  const auto end = InItsSteps(view.schedule.total_steps, view);
  const auto saving = Interval("save_steps", "save_strategy", view);
  if (end && saving && *saving > *end) return {};  // never at all, which is worse and said elsewhere
  return LongerThan("save_steps", "save_strategy", first, view);
}

}  // namespace sftdoctor
