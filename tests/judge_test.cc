// Conditions, evidence, severities, causes and verdicts.
#include <doctest/doctest.h>

#include <cmath>

#include "findings/finding.h"
#include "findings/series_notation.h"
#include "tests/support/chat_log.h"

namespace sftdoctor {
namespace {

Clause Leaf(Clause::Kind kind, const std::string& feature, double low = 0, double high = 0) {
  Clause clause;
  clause.kind = kind;
  clause.feature = feature;
  clause.low = low;
  clause.high = high;
  clause.because = {"a reason", "理由"};
  return clause;
}

Clause Combine(Clause::Kind kind, std::vector<Clause> parts) {
  Clause clause;
  clause.kind = kind;
  clause.parts = std::move(parts);
  return clause;
}

Check CheckOn(const std::string& id, Severity severity, Clause when) {
  Check check;
  check.id = id;
  check.severity = severity;
  check.when = std::move(when);
  check.say = {"level {loss.level}, {loss.share%}, {gone}", "水平 {loss.level}"};
  return check;
}

Features SomeFeatures() {
  Features features;
  features.Set("loss.level", 4.8);
  features.Set("loss.share", 0.256);
  return features;
}

TEST_CASE("comparisons on a missing feature do not hold, except missing") {
  const Features features = SomeFeatures();
  using Kind = Clause::Kind;
  CHECK(Holds(Leaf(Kind::kAbove, "loss.level", 4), features, nullptr));
  CHECK_FALSE(Holds(Leaf(Kind::kAbove, "loss.level", 4.8), features, nullptr));
  CHECK(Holds(Leaf(Kind::kBelow, "loss.level", 0, 5), features, nullptr));
  CHECK(Holds(Leaf(Kind::kBetween, "loss.level", 4.8, 5), features, nullptr));
  CHECK(Holds(Leaf(Kind::kIs, "loss.level", 4.8), features, nullptr));
  for (const Kind kind : {Kind::kAbove, Kind::kBelow, Kind::kBetween, Kind::kIs})
    CHECK_FALSE(Holds(Leaf(kind, "gone", -9, 9), features, nullptr));
  CHECK(Holds(Leaf(Kind::kMissing, "gone"), features, nullptr));
  CHECK_FALSE(Holds(Leaf(Kind::kMissing, "loss.level"), features, nullptr));
}

TEST_CASE("evidence is what made the condition hold") {
  using Kind = Clause::Kind;
  const Clause any = Combine(Kind::kAny, {Leaf(Kind::kAbove, "loss.level", 9), Leaf(Kind::kAbove, "loss.level", 4)});
  const Clause all = Combine(Kind::kAll, {any, Combine(Kind::kNot, {Leaf(Kind::kAbove, "loss.share", 0.5)})});
  std::vector<Evidence> evidence;
  REQUIRE(Holds(all, SomeFeatures(), &evidence));
  REQUIRE(evidence.size() == 1);
  CHECK(evidence[0].value == 4.8);
  CHECK(evidence[0].low == 4);
  evidence.clear();
  CHECK_FALSE(Holds(Combine(Kind::kAll, {any, Leaf(Kind::kMissing, "loss.level")}), SomeFeatures(), &evidence));
  CHECK(evidence.empty());
}

TEST_CASE("messages are filled in") {
  CHECK(FillIn("level {loss.level}, {loss.share%}, {gone}, {open", SomeFeatures()) == "level 4.8, 25.6 %, ?, {open");
}

TEST_CASE("needs that are not met are said, not passed over") {
  Catalog catalog;
  catalog.checks.push_back(CheckOn("loss/a", Severity::kError, Leaf(Clause::Kind::kAbove, "loss.level", 4)));
  catalog.checks[0].needs = {{"loss.points", 20}};
  Diagnosis diagnosis;
  Features features = SomeFeatures();
  JudgeFeatures(features, catalog, {}, diagnosis);
  CHECK(diagnosis.findings.empty());
  REQUIRE(diagnosis.not_checked.size() == 1);
  CHECK(diagnosis.not_checked[0].reason.en == "the log does not tell loss.points");
  CHECK(diagnosis.verdict == Verdict::kInconclusive);
}

TEST_CASE("a finding that another one says better is left out, and that is said") {
  Catalog catalog;
  const Clause when = Leaf(Clause::Kind::kAbove, "loss.level", 4);
  catalog.checks.push_back(CheckOn("loss/a", Severity::kWarning, when));
  catalog.checks.push_back(CheckOn("loss/b", Severity::kWarning, when));
  catalog.checks[0].superseded_by = {"loss/b"};
  Diagnosis diagnosis;
  JudgeFeatures(SomeFeatures(), catalog, {}, diagnosis);
  REQUIRE(diagnosis.findings.size() == 1);
  CHECK(diagnosis.findings[0].check->id == "loss/b");
  REQUIRE(diagnosis.not_checked.size() == 1);
  CHECK(diagnosis.not_checked[0].reason.en == "said better by loss/b");
  catalog.checks[0].severity = Severity::kError;
  Diagnosis worse;
  JudgeFeatures(SomeFeatures(), catalog, {}, worse);
  CHECK(worse.findings.size() == 2);
}

TEST_CASE("escalation, order and verdict") {
  Catalog catalog;
  const Clause when = Leaf(Clause::Kind::kAbove, "loss.level", 4);
  catalog.checks.push_back(CheckOn("bleu/a", Severity::kError, when));
  catalog.checks.push_back(CheckOn("loss/b", Severity::kWarning, when));
  catalog.checks[1].escalate = {{Severity::kError, Leaf(Clause::Kind::kAbove, "loss.level", 4.5)}};
  Diagnosis diagnosis;
  JudgeFeatures(SomeFeatures(), catalog, {}, diagnosis);
  REQUIRE(diagnosis.findings.size() == 2);
  CHECK(diagnosis.findings[0].check->id == "loss/b");
  CHECK(diagnosis.findings[0].severity == Severity::kError);
  CHECK(diagnosis.findings[0].evidence.size() == 2);
  CHECK(diagnosis.verdict == Verdict::kCritical);
}

TEST_CASE("causes move by what the run shows") {
  Catalog catalog;
  catalog.checks.push_back(CheckOn("loss/a", Severity::kError, Leaf(Clause::Kind::kAbove, "loss.level", 4)));
  Cause first, second, third;
  first.id = "first";
  first.lowered_by = {Leaf(Clause::Kind::kAbove, "loss.level", 4)};
  second.id = "second";
  third.id = "third";
  third.raised_by = {Leaf(Clause::Kind::kAbove, "loss.share", 0.2), Leaf(Clause::Kind::kAbove, "loss.level", 1)};
  catalog.checks[0].causes = {first, second, third};
  Diagnosis diagnosis;
  JudgeFeatures(SomeFeatures(), catalog, {}, diagnosis);
  const auto& causes = diagnosis.findings.at(0).causes;
  REQUIRE(causes.size() == 3);
  CHECK(causes[0].cause->id == "third");
  CHECK(causes[0].raised.size() == 2);
  CHECK(causes[1].cause->id == "second");
  CHECK(causes[2].lowered.size() == 1);
}

TEST_CASE("selection by id, area and glob") {
  const Selection selection{{"loss", "bleu/near-*"}, {"loss/spike"}};
  CHECK(selection.Allows("loss/plateau"));
  CHECK(selection.Allows("bleu/near-zero"));
  CHECK_FALSE(selection.Allows("loss/spike"));
  CHECK_FALSE(selection.Allows("eval/overfit"));
}

TEST_CASE("base-2 losses are judged in nats, printed values stay as printed") {
  std::string text;
  for (int i = 1; i <= 40; ++i) {
    text += fmt::format(
        "2020-10-18 02:34:53 | INFO | train_inner | epoch 001:    {}00 / 1975 loss=12, nll_loss=11, ppl=5496.24, "
        "wps=1, ups=2.15, wpb=60755, bsz=1960, num_updates={}00, lr=1.009, gnorm=1.448, clip=41, train_wall=48, "
        "wall=54\n",
        i, i);
  }
  const Log log = LogOf(text, "fairseq");
  CHECK(CurveIn(log.runs.at(0), "train/loss").first == 12);
  const Observation seen = Observe(log.runs[0], *log.format, BuiltIn().metrics, {});
  CHECK(seen.features.Value("loss.level").value() == doctest::Approx(12 * std::log(2.0)));
  CHECK(seen.features.Value("loss.unit_nats") == 1);
}

TEST_CASE("series notation") {
  const auto values = ReadSeriesNotation("9-0.5x3 nanx2 _ 3~0.1x100 inf");
  REQUIRE(values.size() == 107);
  CHECK(values[2] == 8.0);
  CHECK(std::isnan(values[4].value()));
  CHECK_FALSE(values[5].has_value());
  CHECK(values[6] != values[7]);
  CHECK(std::isinf(values[106].value()));
  CHECK_THROWS_AS(ReadSeriesNotation("9 to 3"), Error);
}

}  // namespace
}  // namespace sftdoctor
