#include "findings/observe.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "findings/envelope.h"
#include "records/record.h"
#include "trends/describe.h"

namespace sftdoctor {
namespace {

constexpr std::uint64_t kFewTrainPoints = 5;  ///< fewer training losses than this...
constexpr std::uint64_t kEvalMajority = 4;  ///< ...and that many times as many evaluations: the evaluations are judged
constexpr double kQuietShare = 0.02;        ///< of the level: ranks that differ by less agree
constexpr double kSilentIntervals = 10;     ///< a rank that is so many of its intervals behind has stopped

/// Reads one run; a small class because the pieces share the run, the catalog and the features.
class Observer {
 public:
  Observer(const Run& run, const Format& format, const Metrics& metrics, const Goals& goals)
      : run_(run), format_(format), metrics_(metrics), goals_(goals), features_(out_.features) {}

  Observation Observe() {
    PickCurves();
    SetPlan();
    SetGoals();
    Aim aim;
    aim.end_x = out_.end_x;
    if (out_.nats) aim.target = goals_.target_loss;
    Describe("loss", out_.loss, aim, Direction::kLow, features_);
    if (out_.eval.points > 0) Describe("eval", out_.eval, aim, Direction::kLow, features_);
    Aim bleu_aim{out_.end_x, goals_.target_bleu};
    if (out_.bleu.points > 0) Describe("bleu", out_.bleu, bleu_aim, Direction::kHigh, features_);
    SetRun();
    SetOthers();
    SetEvents();
    SetEnvelope(out_, run_, CurveOf("train/epoch-loss", out_.loss_factor), goals_.envelope);
    return std::move(out_);
  }

 private:
  std::optional<double> Fact(const char* id) const {
    const auto metric = metrics_.Find(id);
    const auto found = metric ? run_.facts.find(*metric) : run_.facts.end();
    return found == run_.facts.end() ? std::nullopt : std::optional(found->second);
  }

  Curve CurveOf(const char* id, double factor = 1) const {
    const auto metric = metrics_.Find(id);
    const Series* series = metric ? run_.Find(*metric) : nullptr;
    if (!series) return {};
    Curve curve = series->ToCurve();
    for (double* value : {&curve.first, &curve.last, &curve.min, &curve.max, &curve.group_noise}) *value *= factor;
    for (Bin& bin : curve.bins) bin.y *= factor, bin.low *= factor, bin.high *= factor;
    return curve;
  }

  void PickCurves() {
    out_.nats = format_.unit == LossUnit::kNats || format_.unit == LossUnit::kBits;
    out_.loss_factor = format_.unit == LossUnit::kBits ? std::numbers::ln2 : 1;
    out_.loss = CurveOf("train/loss", out_.loss_factor);
    out_.eval = CurveOf("eval/loss", out_.loss_factor);
    out_.bleu = CurveOf("eval/bleu");
    const double most = std::max(out_.bleu.max, out_.bleu.first);
    const bool percent = format_.bleu == BleuScale::kPercent || (format_.bleu == BleuScale::kAuto && most > 1);
    if (percent) out_.bleu = CurveOf("eval/bleu", 0.01);
    const bool few = out_.loss.points < kFewTrainPoints &&
                     out_.eval.points >= kEvalMajority * std::max<std::uint64_t>(1, out_.loss.points);
    if (few) {
      out_.loss = out_.eval;
      out_.judged_is_eval = true;
    }
    features_.Set("loss.unit_nats", out_.nats);
    features_.Set("loss.judged_is_eval", out_.judged_is_eval);
  }

  /// Epochs the run has gone through, whole ones when the log counts them so.
  double EpochsDone() const {
    if (std::isnan(run_.last_epoch)) return kAbsent;
    const bool whole =
        run_.last_epoch == std::floor(run_.last_epoch) && run_.first_epoch == std::floor(run_.first_epoch);
    return whole ? run_.last_epoch - run_.first_epoch + 1 : run_.last_epoch - std::floor(run_.first_epoch);
  }

  void SetPlan() {
    const double epochs = EpochsDone();
    const auto total_steps = Fact("position/total-steps"), total_epochs = Fact("position/total-epochs");
    const auto steps_per_epoch = Fact("position/steps-per-epoch");
    const std::optional<double> planned = goals_.planned_epochs ? goals_.planned_epochs
                                          : total_epochs        ? total_epochs
                                                                : goals_.config_epochs;
    if (planned && steps_per_epoch && run_.counts_steps) {
      out_.end_x = *planned * *steps_per_epoch;
    } else if (total_steps && run_.counts_steps && !goals_.planned_epochs) {
      out_.end_x = *total_steps;
    } else if (planned && epochs > 0) {
      out_.end_x = run_.last_x * *planned / epochs;
    }
    if (out_.end_x && *out_.end_x < run_.last_x) out_.end_x.reset();  // the plan belongs to another run
    if (planned) features_.Set("plan.epochs", *planned);
    if (!out_.end_x) return;
    features_.Set("plan.steps", *out_.end_x);
    features_.Set("plan.done", run_.last_x / *out_.end_x);
  }

  void SetGoals() {
    features_.Set("target.loss", goals_.target_loss);
    features_.Set("target.bleu", goals_.target_bleu);
    if (goals_.envelope.own) features_.Set("envelope.own", 1);
  }

  void SetRun() {
    features_.Set("run.records", static_cast<double>(run_.records));
    features_.Set("run.epochs", std::ceil(EpochsDone()));
    features_.Set("run.steps", run_.counts_steps ? run_.last_x : kAbsent);
    features_.Set("run.evaluations", static_cast<double>(out_.bleu.points));
    features_.Set("run.skipped_evaluations", static_cast<double>(run_.skipped_evaluations));
    features_.Set("run.resumes", static_cast<double>(run_.resumes.size()));
    features_.Set("run.finetune", Fact("run/finetune").value_or(kAbsent));
    const auto trainable = Fact("run/trainable-parameters"), parameters = Fact("run/parameters");
    if (trainable && parameters && *parameters > 0) features_.Set("run.trainable_share", *trainable / *parameters);
    features_.Set("loss.vanished", static_cast<double>(run_.after_last_loss), run_.last_line);
    features_.Set("family.chat_trainer", format_.id == "chat_trainer");
    SetRanks();
  }

  void SetRanks() {
    features_.Set("run.ranks", static_cast<double>(std::max<std::size_t>(1, run_.ranks.size())));
    if (run_.ranks.size() < 2) return;
    // A few per cent of the level are nothing to warn about even where the loss is quiet.
    const double noise = std::max(features_.Value("loss.noise").value_or(0),
                                  kQuietShare * std::abs(features_.Value("loss.level").value_or(0)));
    double spread = 0, furthest = 0;
    bool silent = false;
    for (const RankTally& rank : run_.ranks) furthest = std::max(furthest, rank.last_x);
    for (const RankTally& rank : run_.ranks) {
      if (rank.compared > 0) spread = std::max(spread, std::abs(rank.difference) / static_cast<double>(rank.compared));
      const double interval = rank.last_x / static_cast<double>(std::max<std::uint64_t>(1, rank.points));
      silent = silent || furthest - rank.last_x > kSilentIntervals * interval;
    }
    if (noise > 0) features_.Set("run.rank_spread", spread / noise);
    features_.Set("run.rank_silent", silent, run_.last_line);
  }

  void SetOthers() {
    const auto level = [&](const char* settled, const char* latest) {
      const auto value = features_.Value(settled);
      return value ? value : features_.Value(latest);
    };
    const auto loss = level("loss.level", "loss.last"), eval = level("eval.level", "eval.last");
    if (loss && out_.nats) features_.Set("loss.over_target", *loss - goals_.target_loss);
    if (loss && eval && !out_.judged_is_eval) {
      features_.Set("gap.eval_minus_train", *eval - *loss);
      if (*loss > 0) features_.Set("gap.eval_over_train", *eval / *loss);
    }
    const Curve rate = CurveOf("train/lr"), gradient = CurveOf("train/grad-norm");
    if (rate.points > 0) {
      features_.Set("lr.last", rate.last);
      features_.Set("lr.max", rate.max);
      features_.Set("lr.min", rate.min);
    }
    if (gradient.points == 0) return;
    Features described;
    Describe("grad", gradient, {}, Direction::kLow, described);
    for (const char* name : {"grad.level", "grad.max"}) {
      if (const Feature* feature = described.Find(name)) features_.Set(name, feature->value, feature->line);
    }
    features_.Set("grad.nonfinite_tail", static_cast<double>(gradient.nonfinite_tail));
    features_.Set("grad.nonfinite_share",
                  static_cast<double>(gradient.nonfinite) / static_cast<double>(gradient.points),
                  gradient.nonfinite_line);
  }

  void SetEvents() {
    static constexpr std::pair<Event, const char*> kNames[] = {
        {Event::kCrash, "event.crash"},        {Event::kTraceback, "event.traceback"},
        {Event::kOutOfMemory, "event.oom"},    {Event::kNcclTimeout, "event.nccl"},
        {Event::kDiskFull, "event.disk_full"}, {Event::kEarlyStop, "event.early_stop"},
        {Event::kRunEnd, "event.finished"},
    };
    for (const auto& [event, name] : kNames) {
      const EventTally& tally = run_.event(event);
      features_.Set(name, static_cast<double>(tally.count), tally.count > 0 ? tally.first_line : kNoLine);
    }
  }

  const Run& run_;
  const Format& format_;
  const Metrics& metrics_;
  const Goals& goals_;
  Observation out_;
  Features& features_;
};

}  // namespace

Observation Observe(const Run& run, const Format& format, const Metrics& metrics, const Goals& goals) {
  return Observer(run, format, metrics, goals).Observe();
}

}  // namespace sftdoctor
