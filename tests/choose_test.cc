// Which plan is chosen: by the findings, by what was applied before, and by name.
#include <doctest/doctest.h>

#include "tests/support/case_config.h"

namespace sftdoctor {
namespace {

/// A run's log of a given size stands behind the diagnosis, so that patches know which log they answer.
struct LoggedCase : Case {
  Log log;
  Run run;
  LoggedCase(const std::string& text, std::uint64_t bytes, std::size_t id = 1) : Case(text) {
    log.path = "logs/run.log";
    log.bytes = bytes;
    run.id = id;
    diagnosis.log = &log;
    diagnosis.run = &run;
  }
};

std::string PlanFor(const std::vector<std::string>& checks, const std::string& text = kCaseConfig,
                    const std::map<std::string, double>& features = {}) {
  Case the_case(text);
  for (const std::string& check : checks) the_case.Finds(check);
  for (const auto& [name, value] : features) the_case.diagnosis.observation.features.Set(name, value);
  const auto prescription = Prescribe(the_case.diagnosis, BuiltIn(), {});
  return prescription ? prescription->plan->id : "";
}

TEST_CASE("each kind of trouble has its plan") {
  CHECK(PlanFor({}) == "");
  CHECK(PlanFor({"loss/not-decreasing"}) == "aggressive");
  CHECK(PlanFor({"loss/plateau"}) == "conservative");
  CHECK(PlanFor({"loss/too-slow"}) == "conservative");
  CHECK(PlanFor({"loss/nonfinite"}) == "stabilize");
  CHECK(PlanFor({"loss/explosion"}) == "stabilize");
  CHECK(PlanFor({"loss/not-decreasing", "loss/nonfinite"}) == "stabilize");
  CHECK(PlanFor({"loss/oscillation"}) == "slower-rate");
  CHECK(PlanFor({"loss/oscillation"}, kCaseConfig, {{"config.effective_batch", 8}}) == "larger-batch");
  CHECK(PlanFor({"eval/overfit"}) == "generalize");
  CHECK(PlanFor({"run/out-of-memory"}) == "fit-memory");
  CHECK(PlanFor({"bleu/near-zero"}, kCaseConfig, {{"loss.level", 4.8}}) == "aggressive");
  CHECK(PlanFor({"bleu/near-zero"}, kCaseConfig, {{"loss.level", 1.1}}) == "");
}

TEST_CASE("every check that the catalog treats with edits has a plan that answers it") {
  for (const Check& check : BuiltIn().checks) {
    if (SubjectOf(check.id) != Subject::kLog) continue;
    const bool edits = std::any_of(check.treat.begin(), check.treat.end(),
                                   [](const std::string& id) { return !BuiltIn().FindTreatment(id)->edits.empty(); });
    const bool answered = std::any_of(BuiltIn().plans.begin(), BuiltIn().plans.end(), [&](const Plan& plan) {
      return std::any_of(plan.answers.begin(), plan.answers.end(),
                         [&](const Answer& answer) { return answer.check == check.id; });
    });
    CHECK_MESSAGE((answered || !edits), check.id);
  }
}

TEST_CASE("a start too high is said first: the checkpoint is the problem") {
  Case the_case(kCaseConfig);
  the_case.Finds("loss/not-decreasing");
  CHECK(the_case.Ask("").first.empty());
  the_case.Finds("loss/high-start");
  const Prescription prescription = the_case.Ask("");
  REQUIRE(prescription.first.size() == 1);
  CHECK(prescription.first[0].en.find("will not be enough") != std::string::npos);
  CHECK(prescription.plan->id == "aggressive");
}

TEST_CASE("the last resort comes after a plan, with a log of its own, and stops at the pretraining rate") {
  const std::string patched = Case(kCaseConfig).Patched("aggressive");
  CHECK(PlanFor({"loss/not-decreasing"}, patched, {{"loss.level", 4.6}}) == "last-resort");
  CHECK(PlanFor({"loss/not-decreasing"}, patched, {{"loss.level", 2.6}}) == "aggressive");
  CHECK(PlanFor({"loss/not-decreasing", "config/log-mismatch"}, patched, {{"loss.level", 4.6}}) == "aggressive");
  Case strange(patched);
  strange.Finds("loss/not-decreasing");
  strange.Finds("config/log-mismatch");
  CHECK(strange.Ask("").first.front().en.starts_with("This log was not written with this configuration"));
  const Prescription last = Case(patched).Ask("last-resort");
  CHECK(ChangesOf(last) == "learn_rate 5e-5 -> 1e-4\n");
  CHECK(last.advice.size() >= 2);
}

/// What `patch --apply` would remember.
Applied Remembered(const Case& the_case, const Prescription& prescription) {
  return {prescription.section,
          prescription.plan->id,
          prescription.step,
          Fingerprint(the_case.file.text),
          Fingerprint(prescription.patched->text),
          "config.py.backup",
          LogMark(the_case.diagnosis),
          {}};
}

TEST_CASE("gradual waits for the next log, goes on while it helps, and steps when it does not") {
  LoggedCase stuck(kCaseConfig, 1000);
  stuck.Finds("loss/not-decreasing");
  const Prescription one = stuck.Ask("gradual");
  CHECK(one.step == 0);
  const History history = {Remembered(stuck, one)};

  LoggedCase same_log(one.patched->text, 1000);
  same_log.Finds("loss/not-decreasing");
  const Prescription waits = same_log.Ask("gradual", {}, history);
  CHECK(waits.changes.empty());
  CHECK(waits.chosen.en.find("give the new log") != std::string::npos);

  const LoggedCase falls(one.patched->text, 2000, 2);
  const Prescription goes_on = falls.Ask("gradual", {}, history);
  CHECK(goes_on.changes.empty());
  CHECK(goes_on.chosen.en.find("change nothing") != std::string::npos);

  LoggedCase still_high(one.patched->text, 2000, 2);
  still_high.Finds("loss/not-decreasing");
  CHECK(still_high.Ask("gradual", {}, history).step == 1);
  const Prescription unnamed = still_high.Ask("", {}, history);  // begun is chosen without being named again
  CHECK(unnamed.plan->id == "gradual");
  CHECK(unnamed.step == 1);
}

TEST_CASE("a log that has only grown is the one that was answered; another run of its name is not") {
  LoggedCase stuck(kCaseConfig, 1000);
  stuck.Finds("loss/not-decreasing");
  stuck.run.started = 1769500800;
  stuck.diagnosis.observation.features.Set("loss.first", 10.25);
  const Prescription one = stuck.Ask("gradual");
  const History history = {Remembered(stuck, one)};
  CHECK(history.front().log == "run.log, run 1, started 1769500800, first loss 10.25, 1000 bytes");
  const auto next = [&](std::uint64_t bytes, std::size_t id, double started, double first, std::size_t resumes) {
    LoggedCase later(one.patched->text, bytes, id);
    later.Finds("loss/not-decreasing");
    later.run.started = started;
    later.run.resumes.resize(resumes);
    later.diagnosis.observation.features.Set("loss.first", first);
    return later.Ask("gradual", {}, history).changes.empty() ? "waits" : "goes on";
  };
  CHECK(std::string(next(1000, 1, 1769500800, 10.25, 0)) == "waits");
  CHECK(std::string(next(2500, 1, 1769500800, 10.25, 0)) == "waits");
  CHECK(std::string(next(2500, 2, 1769500800, 10.25, 0)) == "goes on");
  CHECK(std::string(next(900, 1, 1769500800, 10.25, 0)) == "goes on");  // written anew
  CHECK(std::string(next(2500, 1, 1769587200, 10.25, 0)) == "goes on");
  CHECK(std::string(next(2500, 1, 1769500800, 9.75, 0)) == "goes on");
  CHECK(std::string(next(2500, 1, 1769500800, 10.25, 1)) == "goes on");
}

TEST_CASE("a log of the configuration before gets no next step") {
  LoggedCase stuck(kCaseConfig, 1000);
  stuck.Finds("loss/not-decreasing");
  const Prescription one = stuck.Ask("gradual");
  LoggedCase old(one.patched->text, 5000, 2);
  old.Finds("loss/not-decreasing");
  old.Finds("config/log-mismatch");
  for (const char* plan : {"gradual", ""}) {
    const Prescription waits = old.Ask(plan, {}, {Remembered(stuck, one)});
    CHECK(waits.plan->id == "gradual");
    CHECK(waits.step == 0);
    CHECK(waits.changes.empty());
    CHECK(waits.chosen.en.find("train with the present one first") != std::string::npos);
  }
}

TEST_CASE("a step that cannot be computed is not one that is done") {
  const std::string one = Case(kCaseConfig).Patched("gradual");
  const Prescription unknown = Case(one, Facts()).Ask("gradual");
  CHECK(unknown.step == 0);  // its warmup hangs on the number of steps
  CHECK(unknown.changes.empty());
  CHECK(unknown.chosen.en.find("cannot change anything here") != std::string::npos);
  REQUIRE_FALSE(unknown.remarks.empty());
  CHECK(unknown.remarks.front().en.find("give --rows, --ranks") != std::string::npos);
  CHECK(Case(one).Ask("gradual").step == 1);

  // The last resort waits for a plan that may not be in place.
  const std::string patched = Case(kCaseConfig).Patched("aggressive");
  Case stuck(patched, Facts());
  stuck.Finds("loss/not-decreasing");
  stuck.diagnosis.observation.features.Set("loss.level", 4.6);
  CHECK(stuck.Ask("").plan->id == "aggressive");
}

TEST_CASE("another trouble interrupts a plan that was begun") {
  LoggedCase stuck(kCaseConfig, 1000);
  stuck.Finds("loss/not-decreasing");
  const Prescription one = stuck.Ask("gradual");
  LoggedCase exploded(one.patched->text, 2000, 2);
  exploded.Finds("loss/nonfinite");
  CHECK(exploded.Ask("", {}, {Remembered(stuck, one)}).plan->id == "stabilize");
  const Prescription named = exploded.Ask("gradual", {}, {Remembered(stuck, one)});
  CHECK(named.remarks.front().en.find("call for plan stabilize") != std::string::npos);
}

TEST_CASE("after the last step the findings choose again") {
  const std::string text = Case(kCaseConfig).Patched("gradual", 2);
  LoggedCase stuck(text, 3000, 2);
  stuck.Finds("loss/not-decreasing");
  stuck.diagnosis.observation.features.Set("loss.level", 4.5);
  Applied last{"TrainConfigSFT", "gradual", 2, "", Fingerprint(text), "", "run.log, run 1, 2000 bytes", {}};
  CHECK(stuck.Ask("", {}, {last}).plan->id == "last-resort");
  CHECK(stuck.Ask("gradual", {}, {last}).changes.empty());
}

TEST_CASE("a log that was answered is not answered twice") {
  LoggedCase stuck(kCaseConfig, 1000);
  stuck.Finds("loss/not-decreasing");
  const Prescription first = stuck.Ask("");
  LoggedCase again(first.patched->text, 1000);
  again.Finds("loss/not-decreasing");
  again.diagnosis.observation.features.Set("loss.level", 4.6);
  CHECK(again.Ask("", {}, {Remembered(stuck, first)}).changes.empty());
}

TEST_CASE("a plan of one step is made again when the file was edited since") {
  const Case first(kCaseConfig);
  const Prescription made = first.Ask("aggressive");
  const History history = {Remembered(first, made)};
  CHECK(Case(made.patched->text).Ask("aggressive", {}, history).changes.empty());
  const Case edited(With(made.patched->text, "5e-5", "1e-5"));
  CHECK(ChangesOf(edited.Ask("aggressive", {}, history)) == "learn_rate 1e-5 -> 5e-5\n");
}

TEST_CASE("a plan that is named against the findings is followed, and the findings are named") {
  Case the_case(kCaseConfig);
  the_case.Finds("loss/nonfinite");
  const Prescription prescription = the_case.Ask("conservative");
  CHECK(prescription.plan->id == "conservative");
  CHECK(prescription.remarks.front().en.find("call for plan stabilize") != std::string::npos);
}

TEST_CASE("plans and steps that are not there") {
  const Case the_case(kCaseConfig);
  CHECK_THROWS_WITH_AS(the_case.Ask("agressive"), "there is no plan \"agressive\"", Error);
  CHECK_THROWS_WITH_AS(the_case.Ask("gradual", 3), "plan gradual has 3 steps", Error);
  CHECK_THROWS_WITH_AS(the_case.Ask("aggressive", 1), "plan aggressive has 1 step", Error);
}

}  // namespace
}  // namespace sftdoctor
