// Better, worse or not to be told: how often the verdict is wrong on runs whose truth is known, and each reason.
#include "findings/comparison.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/made_run.h"
#include "tests/support/random.h"

namespace sftdoctor {
namespace {

/// How runs of a set differ: by noise, which may hang together, and by the luck of their seed.
struct Scene {
  const char* name;
  std::size_t points = 340;
  double noise = 0.1;        ///< of single records, nats
  double correlation = 0.3;  ///< of neighbouring ones
  double seed = 0.005;       ///< of the level: standard deviation from run to run
  double spikes = 0.01;      ///< of the records
  std::size_t bleus = 0, evals = 0;
};
constexpr double kLevel = 2.5;

RunPlan Draw(const Scene& scene, Random& random, double shift) {
  RunPlan plan;
  plan.epochs = 5;
  const double luck = scene.seed * kLevel * random.Normal();
  double state = random.Normal();
  for (std::size_t i = 0; i < scene.points; ++i) {
    const double done = static_cast<double>(i) / static_cast<double>(scene.points);
    state = scene.correlation * state + std::sqrt(1 - scene.correlation * scene.correlation) * random.Normal();
    const double spike = random.Uniform() < scene.spikes ? 3 : 0;
    plan.loss.push_back(kLevel + shift + luck + 2.5 / (1 + 30 * done) + scene.noise * state + spike);
  }
  for (std::size_t i = 0; i < scene.evals; ++i)
    plan.eval.push_back(kLevel + 0.1 + shift + luck + 1.0 / static_cast<double>(1 + i) + 0.02 * random.Normal());
  for (std::size_t i = 0; i < scene.bleus; ++i)
    plan.bleu.push_back(0.1 + 0.01 * static_cast<double>(i) - shift / 10 + 0.005 * random.Normal());
  return plan;
}

struct Verdicts {
  int worse = 0, inconclusive = 0, better = 0;
};

Verdicts CompareMany(const Scene& scene, int pairs, double shift) {
  Random random(2026);
  Verdicts verdicts;
  for (int i = 0; i < pairs; ++i) {
    const auto a = MakeRun(Draw(scene, random, 0)), b = MakeRun(Draw(scene, random, shift));
    const RunComparison comparison = Compare(a->diagnosis, b->diagnosis, BuiltIn().metrics);
    int* const counts[] = {&verdicts.worse, &verdicts.inconclusive, &verdicts.better};
    ++*counts[static_cast<std::size_t>(comparison.verdict)];
  }
  return verdicts;
}

constexpr Scene kScenes[] = {
    {"a usual run"},
    {"with evaluations", 340, 0.1, 0.3, 0.005, 0.01, 5, 10},
    {"much noise", 340, 0.5, 0},
    {"noise that hangs together", 340, 0.3, 0.9},
    {"longer waves than the end of a run", 340, 0.2, 0.97, 0, 0},
    {"a short log", 60, 0.1, 0.3, 0.004},
    {"a very short log", 24, 0.1, 0},
    {"a mean for each of ten epochs", 10, 0.02, 0, 0.003, 0},
};

TEST_CASE("runs of the same quality: at most one in twenty is called better or worse") {
  for (const Scene& scene : kScenes) {
    const Verdicts verdicts = CompareMany(scene, 200, 0);
    CHECK_MESSAGE(verdicts.better + verdicts.worse <= 10,
                  scene.name << ": " << verdicts.better << " better, " << verdicts.worse << " worse");
  }
}

TEST_CASE("a clear difference is found") {
  struct Power {
    Scene scene;
    double shift;
    int least;  ///< of 50
  };
  for (const Power& power : {Power{kScenes[0], -0.3, 50}, Power{kScenes[0], -0.15, 49}, Power{kScenes[1], -0.3, 50},
                             Power{kScenes[2], -0.6, 48}, Power{kScenes[5], -0.5, 48}, Power{kScenes[6], -0.5, 45},
                             Power{kScenes[7], -0.3, 48}}) {
    const Verdicts better = CompareMany(power.scene, 50, power.shift),
                   worse = CompareMany(power.scene, 50, -power.shift);
    CHECK_MESSAGE(better.better >= power.least, power.scene.name << ": " << better.better << " of 50 found better");
    CHECK_MESSAGE(worse.worse >= power.least, power.scene.name << ": " << worse.worse << " of 50 found worse");
    CHECK(better.worse == 0);
    CHECK(worse.better == 0);
  }
}

/// A steady fall to a level, with quiet noise.
std::vector<double> Falls(double level, std::uint64_t seed, std::size_t points = 200) {
  Random random(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < points; ++i)
    values.push_back(level + 2 / (1 + 20.0 * static_cast<double>(i) / static_cast<double>(points)) +
                     0.05 * random.Normal());
  return values;
}

struct Told {
  ComparedVerdict verdict;
  ComparisonReason reason;
  bool operator==(const Told&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Told& told) {
  return out << ComparedVerdictNames()[static_cast<std::size_t>(told.verdict)] << " by "
             << ComparisonReasonNames()[static_cast<std::size_t>(told.reason)];
}

Told CompareRuns(const RunPlan& a, const RunPlan& b) {
  const auto first = MakeRun(a), second = MakeRun(b);
  const RunComparison c = Compare(first->diagnosis, second->diagnosis, BuiltIn().metrics);
  CHECK_FALSE(c.sentence.en.empty());
  CHECK_FALSE(c.sentence.zh.empty());
  return {c.verdict, c.reason};
}

TEST_CASE("the target is the strongest sign, but only when the other clearly missed it") {
  const RunPlan at{.loss = Falls(1.3, 1)}, off{.loss = Falls(2.5, 2)}, near{.loss = Falls(1.45, 3)};
  CHECK(CompareRuns(off, at) == Told{ComparedVerdict::kBetter, ComparisonReason::kTargetReached});
  CHECK(CompareRuns(at, off) == Told{ComparedVerdict::kWorse, ComparisonReason::kTargetReached});
  CHECK(CompareRuns(near, at).reason == ComparisonReason::kLossDiffers);
  RunPlan begun{.loss = Falls(1.3, 4)};  // the same course, so far
  begun.epochs = 1;
  begun.loss.resize(40);
  CHECK(CompareRuns(at, begun).reason == ComparisonReason::kNotFarEnough);
}

TEST_CASE("an epoch is compared with the same epoch whatever the batch size") {
  RunPlan a{.loss = Falls(2, 1)}, b{.loss = Falls(2, 2)};
  b.steps_per_epoch = a.steps_per_epoch / 4;
  const auto first = MakeRun(a), second = MakeRun(b);
  const RunComparison c = Compare(first->diagnosis, second->diagnosis, BuiltIn().metrics);
  CHECK(c.axis.kind == AxisKind::kEpoch);
  CHECK(c.axis.because.en.find("1666") != std::string::npos);
  CHECK(c.verdict == ComparedVerdict::kInconclusive);
  REQUIRE(c.same_step.has_value());
  CHECK(*c.same_step == doctest::Approx(b.epochs * b.steps_per_epoch));
  const auto find = [&](const std::string& id) {
    return *std::find_if(c.values.begin(), c.values.end(), [&](const ComparedValue& value) { return value.id == id; });
  };
  CHECK(*find("loss.at_step").difference() < -0.15);  // the same step is four times the rows
  CHECK(std::abs(*find("loss.at_epoch").difference()) < 0.1);
  CHECK(*find("run.steps_per_epoch").a == doctest::Approx(1666));
}

TEST_CASE("only the stretch that both have counts") {
  RunPlan whole{.loss = Falls(2, 1)}, begun{.loss = Falls(2, 2)};
  begun.loss.resize(60);  // the first 30 % of the same course
  begun.epochs = 5 * 0.3;
  CHECK(CompareRuns(whole, begun).verdict == ComparedVerdict::kInconclusive);
  CHECK(CompareRuns(begun, whole).verdict == ComparedVerdict::kInconclusive);
  RunPlan few{.loss = {3, 2.9, 2.8}};
  CHECK(CompareRuns(whole, few) == Told{ComparedVerdict::kInconclusive, ComparisonReason::kTooLittleShared});
  RunPlan none;
  CHECK(CompareRuns(whole, none).reason == ComparisonReason::kTooLittleShared);
}

TEST_CASE("a gap that closes is no verdict") {
  RunPlan a{.loss = std::vector<double>(200, 3.0)}, b;
  for (int i = 0; i < 200; ++i) b.loss.push_back(3.8 - 0.003 * i + 0.001 * (i * 7 % 5));
  a.planned_epochs = b.planned_epochs = 10;
  a.target_loss = b.target_loss = 0.5;
  CHECK(CompareRuns(a, b) == Told{ComparedVerdict::kInconclusive, ComparisonReason::kGapCloses});
  a.planned_epochs = b.planned_epochs = 5;
  CHECK(CompareRuns(a, b) == Told{ComparedVerdict::kWorse, ComparisonReason::kLossDiffers});
}

TEST_CASE("held-out loss outranks training loss, and BLEU may contradict") {
  RunPlan a{.loss = Falls(2.5, 1), .eval = Falls(2.6, 2, 12)}, b{.loss = Falls(2.0, 3), .eval = Falls(3.2, 4, 12)};
  CHECK(CompareRuns(a, b) == Told{ComparedVerdict::kWorse, ComparisonReason::kLossDiffers});
  a.eval = b.eval = {};
  a.bleu = {0.10, 0.12, 0.14};
  b.bleu = {0.05, 0.06, 0.07};
  CHECK(CompareRuns(a, b) == Told{ComparedVerdict::kInconclusive, ComparisonReason::kContradiction});
  b.bleu = {0.16, 0.19, 0.21};
  CHECK(CompareRuns(a, b) == Told{ComparedVerdict::kBetter, ComparisonReason::kLossDiffers});
  b.loss = Falls(2.5, 5);
  CHECK(CompareRuns(a, b) == Told{ComparedVerdict::kBetter, ComparisonReason::kBleuDiffers});
  b.bleu = {0.11, 0.12, 0.15};
  CHECK(CompareRuns(a, b).verdict == ComparedVerdict::kInconclusive);
}

TEST_CASE("unlike units and unlike axes are said, not guessed") {
  const RunPlan nats{.loss = Falls(2, 1)}, others{.loss = Falls(3, 2), .format = "marian"};
  REQUIRE(BuiltIn().FindFormat("marian")->unit != LossUnit::kNats);
  CHECK(CompareRuns(nats, others) == Told{ComparedVerdict::kInconclusive, ComparisonReason::kUnitsDiffer});
  RunPlan records = nats;
  records.steps_per_epoch = 0;
  records.format = "nanogpt";
  CHECK(CompareRuns(nats, records) == Told{ComparedVerdict::kInconclusive, ComparisonReason::kNoCommonAxis});
}

TEST_CASE("a run that ends in NaN is worse, and better only once the other has got past that place") {
  const auto text = [&](int epochs, int broken_from) {
    std::string log = StartLine(false);
    for (int step = 0; step < epochs * 1600; step += 50) {
      const double loss = 2 + 2.0 / (1 + step / 100.0) + 0.01 * (step / 50 * 7 % 5);
      log += step >= broken_from ? LossLine(step / 1600, step % 1600, "nan") : LossLine(step / 1600, step % 1600, loss);
    }
    return log;
  };
  const auto told = [&](const std::string& first, const std::string& second) {
    const Log a = LogOf(first), b = LogOf(second);
    const Diagnosis da = Judge(a, a.runs.at(0), BuiltIn(), {}, {}), db = Judge(b, b.runs.at(0), BuiltIn(), {}, {});
    const RunComparison c = Compare(da, db, BuiltIn().metrics);
    return Told{c.verdict, c.reason};
  };
  const std::string whole = text(4, 1 << 30), broken = text(4, 3000), begun = text(1, 1 << 30), sooner = text(4, 500);
  CHECK(told(whole, broken) == Told{ComparedVerdict::kWorse, ComparisonReason::kNonFinite});
  CHECK(told(broken, whole) == Told{ComparedVerdict::kBetter, ComparisonReason::kNonFinite});
  CHECK(told(broken, begun) == Told{ComparedVerdict::kInconclusive, ComparisonReason::kNotFarEnough});
  CHECK(told(broken, sooner) == Told{ComparedVerdict::kInconclusive, ComparisonReason::kBothNonFinite});
}

TEST_CASE("findings that went away, came and stayed; sides can be swapped") {
  std::string stuck = StartLine(false), fine = StartLine(false);
  for (int step = 0; step < 4 * 1600; step += 50) {
    stuck += LossLine(step / 1600, step % 1600, 4.8 + 0.02 * (step / 50 * 7 % 5));
    fine += LossLine(step / 1600, step % 1600, 1.2 + 2.0 / (1 + step / 100.0) + 0.01 * (step / 50 * 7 % 5));
  }
  const Log a = LogOf(stuck), b = LogOf(fine);
  const Diagnosis da = Judge(a, a.runs.at(0), BuiltIn(), {}, {}), db = Judge(b, b.runs.at(0), BuiltIn(), {}, {});
  const RunComparison forth = Compare(da, db, BuiltIn().metrics), back = Compare(db, da, BuiltIn().metrics);
  CHECK(forth.verdict == ComparedVerdict::kBetter);
  CHECK(back.verdict == ComparedVerdict::kWorse);
  const auto has = [](const RunComparison& c, FindingChange change, const std::string& id) {
    return std::any_of(c.findings.begin(), c.findings.end(), [&](const ComparedFinding& finding) {
      return finding.change == change && finding.either().check->id == id;
    });
  };
  CHECK(has(forth, FindingChange::kWentAway, "loss/not-decreasing"));
  CHECK(has(back, FindingChange::kAppeared, "loss/not-decreasing"));
  const RunComparison self = Compare(da, da, BuiltIn().metrics);
  CHECK(self.verdict == ComparedVerdict::kInconclusive);
  CHECK(self.reason == ComparisonReason::kSame);
  CHECK(has(self, FindingChange::kStayed, "loss/not-decreasing"));
}

}  // namespace
}  // namespace sftdoctor
