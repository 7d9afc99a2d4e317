#include "runs/axis.h"

#include <algorithm>

namespace sftdoctor {
namespace {

constexpr std::size_t kMostEpochs = 4096;  ///< epochs whose start is remembered for resumes
constexpr double kLateIntervals = 4;       ///< a fall back by so few logging intervals is a late line
constexpr double kGapIntervals = 200;      ///< after a start line, a step this little ahead goes on from the last run
constexpr double kStartShare = 0.25;       ///< without steps: an epoch this early is the start

bool Known(double value) { return !std::isnan(value); }

}  // namespace

bool Axis::FellBack(const Position& to) const {
  const bool epochs = Known(to.epoch) && Known(here_.epoch);
  const bool steps = Known(to.step) && Known(here_.step);
  if (epochs && to.epoch < here_.epoch) return !steps || to.step < here_.step;
  if (epochs && std::floor(to.epoch) > std::floor(here_.epoch)) return false;
  return steps && to.step < here_.step;
}

bool Axis::AtStart(const Position& to) const {
  const bool first_step = !Known(to.step) || !Known(first_.step) || to.step <= first_.step + 2 * cadence_;
  if (!Known(to.epoch) || !Known(first_.epoch)) return first_step;
  const double latest =
      Known(to.step) ? std::floor(first_.epoch) + 1 : first_.epoch + kStartShare * (here_.epoch - first_.epoch);
  return first_step && (to.epoch <= first_.epoch || to.epoch < latest);
}

Axis::Move Axis::Classify(const Position& to, bool restarts_per_epoch, bool ranked) const {
  const bool same_step = Known(to.step) && to.step == here_.step;
  if (!FellBack(to)) {
    const bool same_epoch = !Known(to.epoch) || !Known(here_.epoch) || to.epoch == here_.epoch || !restarts_per_epoch;
    return same_step && same_epoch && !ranked ? Move::kRepeat : Move::kForward;
  }
  const bool same_epoch = !Known(to.epoch) || !Known(here_.epoch) || to.epoch == here_.epoch || !restarts_per_epoch;
  const bool late = Known(to.step) && Known(here_.step) && here_.step - to.step <= kLateIntervals * cadence_;
  if (same_epoch && late && to.step > first_.step) return Move::kRepeat;
  if (!AtStart(to)) return Move::kResume;
  return Known(to.epoch) || !Known(to.step) ? Move::kRestart : Move::kWrap;
}

bool Axis::GoesOn(const Position& to) const {
  if (FellBack(to)) return false;
  const bool steps = Known(to.step) && Known(here_.step);
  if (steps && to.step > here_.step) return to.step <= here_.step + kGapIntervals * std::max(cadence_, 1.0);
  return Known(to.epoch) && Known(here_.epoch) && to.epoch > here_.epoch;
}

void Axis::Advance(const Position& to, bool restarts_per_epoch, bool ranked, double steps_per_epoch) {
  const bool new_epoch = Known(to.epoch) && (!Known(here_.epoch) || to.epoch > here_.epoch);
  if (Known(to.step)) {
    const double fall = here_.step - to.step;  // NaN at the first step: no comparison holds
    if (new_epoch && (fall > 0 || (fall == 0 && restarts_per_epoch))) {
      const double passed = here_.step + std::max(cadence_, 1.0);
      const double epochs = std::max(1.0, std::floor(to.epoch - here_.epoch));
      base_ += steps_per_epoch >= here_.step ? steps_per_epoch * epochs : passed;
      here_.step = NAN;
    }
    if (to.step > here_.step) cadence_ = to.step - here_.step;
    x_ = base_ + to.step;
    here_.step = to.step;
    counts_steps_ = true;
  } else if (!ranked) {
    x_ += 1;
  }
  if (new_epoch && epoch_starts_.size() < kMostEpochs) epoch_starts_[to.epoch] = Known(to.step) ? base_ : x_;
  if (Known(to.epoch)) here_.epoch = to.epoch;
  if (!Known(first_.step)) first_.step = to.step;
  if (!Known(first_.epoch)) first_.epoch = to.epoch;
}

void Axis::Wrap() {
  base_ += here_.step + std::max(cadence_, 1.0);
  here_.step = NAN;
}

void Axis::GoBack(const Position& to) {
  const auto start = Known(to.epoch) ? epoch_starts_.find(to.epoch) : epoch_starts_.end();
  const bool known = start != epoch_starts_.end();
  if (Known(to.step)) {
    if (known) base_ = start->second;
    x_ = std::min(x_, base_ + to.step);
  } else if (known) {
    x_ = start->second;
  }
  here_ = to;
}

}  // namespace sftdoctor
