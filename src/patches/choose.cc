#include "patches/choose.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "patches/dose.h"

namespace sftdoctor {
namespace {

class Chooser {
 public:
  Chooser(const Diagnosis& diagnosis, const Catalog& catalog, const PlanRequest& request)
      : diagnosis_(diagnosis), catalog_(catalog), request_(request), mark_(LogMark(diagnosis)) {
    for (const Applied& applied : request.history) {
      if (applied.section == diagnosis.config->section->name) history_.push_back(applied);
    }
  }

  std::optional<Choice> Choose() const {
    if (!request_.plan.empty()) return Named();
    if (AnsweredAlready(nullptr)) return Answered(*catalog_.FindPlan(history_.back().plan));
    const Plan* begun = history_.empty() ? nullptr : catalog_.FindPlan(history_.back().plan);
    const std::optional<Choice> called = ByFindings();
    if (begun && begun->steps.size() > 1 && (!called || Answers(*begun, *called->answer))) {
      Choice next = NextStep(*begun);
      if (next.step < begun->steps.size()) return next;
    }
    return called;
  }

 private:
  const Plan& PlanNamed(const std::string& id) const {
    if (const Plan* plan = catalog_.FindPlan(id)) return *plan;
    std::vector<std::string> ids;
    for (const Plan& plan : catalog_.plans) ids.push_back(plan.id);
    const std::string nearest = NearestSpelling(id, ids);
    throw Error(fmt::format("there is no plan \"{}\"", id), {},
                nearest.empty() ? fmt::format("plans: {}", fmt::join(ids, ", "))
                                : fmt::format("did you mean \"{}\"?", nearest));
  }

  /// A plan that was asked for by name. What the findings would have called for is said.
  Choice Named() const {
    const Plan& plan = PlanNamed(request_.plan);
    Choice choice{&plan, 0, false, {"it was asked for", "按要求使用"}, {}};
    const std::optional<Choice> called = ByFindings();
    if (called && !Answers(plan, *called->answer)) {
      choice.remarks.push_back({fmt::format("The findings call for plan {}: {}.", called->plan->id, called->because.en),
                                fmt::format("按检查结果应使用方案 {}：{}。", called->plan->id, called->because.zh)});
    }
    if (request_.step) {
      if (*request_.step >= plan.steps.size()) {
        throw Error(fmt::format("plan {} has {} step{}", plan.id, plan.steps.size(), plan.steps.size() == 1 ? "" : "s"),
                    {}, "steps count from 1");
      }
      choice.step = *request_.step;
      return choice;
    }
    if (AnsweredAlready(&plan)) return Answered(plan);
    if (plan.steps.size() == 1) return choice;
    Choice next = NextStep(plan);
    next.remarks = choice.remarks;
    return next;
  }

  /// Whether the last patch was made for this very run, or like this one for none. A plan of one step is made again
  /// when the file was edited since.
  bool AnsweredAlready(const Plan* named) const {
    if (history_.empty() || !IsSameRun(history_.back().log, mark_)) return false;
    const Applied& last = history_.back();
    const Plan* plan = catalog_.FindPlan(last.plan);
    if (!plan || (named ? named != plan : mark_.empty())) return false;
    return plan->steps.size() > 1 || last.after == Fingerprint(diagnosis_.config->file->text);
  }

  Choice Answered(const Plan& plan) const {
    const std::size_t step = std::min(history_.back().step, plan.steps.size() - 1);
    const std::string en = StepName(plan, step), zh = StepNameChinese(plan, step);
    return {&plan,
            step,
            true,
            {fmt::format("{} is applied already; train with it, then give the new log", en),
             fmt::format("{}已经应用过；请先用它训练，再给出新的日志", zh)},
            {}};
  }

  Choice NextStep(const Plan& plan) const {
    const auto last = std::find_if(history_.rbegin(), history_.rend(),
                                   [&](const Applied& applied) { return applied.plan == plan.id; });
    if (last == history_.rend()) return FirstUsefulStep(plan);
    if (IsStale()) {
      return {&plan,
              std::min(last->step, plan.steps.size() - 1),
              true,
              {"this log is of the configuration before; train with the present one first",
               "这份日志是之前的配置训练得到的；请先用现在的配置训练"},
              {}};
    }
    const Answer* answer = AnswerOf(plan);
    if (diagnosis_.run && !answer && !ByFindings()) {
      return {
          &plan,
          std::min(last->step, plan.steps.size() - 1),
          true,
          {fmt::format("{} helps: none of the findings that call for this plan is left; go on, change nothing",
                       StepName(plan, last->step)),
           fmt::format("{}有效：需要此方案的问题都已消失，继续训练，什么都不要改", StepNameChinese(plan, last->step))},
          {},
          nullptr};
    }
    if (last->step + 1 >= plan.steps.size()) {
      return {&plan, plan.steps.size(), true, {"all its steps have been applied", "所有步骤都已应用"}, {}, nullptr};
    }
    const Text why = answer ? answer->because : Text{"the next step was asked for", "按要求进入下一步"};
    return {&plan, last->step + 1, false, why, {}};
  }

  Choice FirstUsefulStep(const Plan& plan) const {
    const auto& features = diagnosis_.observation.features;
    for (std::size_t step = 0; step < plan.steps.size(); ++step) {
      const Dosage dosage = Dispense(plan.steps[step], *diagnosis_.config, diagnosis_.facts, features);
      if (IsContent(dosage)) continue;
      Text why{"it was asked for", "按要求使用"};
      if (step > 0) {
        why = {"the configuration has what the steps before it ask for", "配置中已包含前面步骤的内容"};
      }
      return {&plan, step, false, why, {}};
    }
    return {&plan,
            plan.steps.size() - 1,
            true,
            {"the configuration has what all its steps ask for", "配置中已包含所有步骤的内容"},
            {}};
  }

  std::optional<Choice> ByFindings() const {
    std::vector<const Plan*> plans;
    for (const Plan& plan : catalog_.plans) plans.push_back(&plan);
    std::stable_sort(plans.begin(), plans.end(), [](const Plan* a, const Plan* b) { return a->order < b->order; });
    for (const Plan* plan : plans) {
      const Answer* answer = AnswerOf(*plan);
      if (!answer || !IsTime(*plan)) continue;
      return Choice{plan, 0, false, answer->because, {}, answer};
    }
    return std::nullopt;
  }

  /// The first of its answers that a finding asks for.
  const Answer* AnswerOf(const Plan& plan) const {
    for (const Answer& answer : plan.answers) {
      const bool found = std::any_of(diagnosis_.findings.begin(), diagnosis_.findings.end(), [&](const Finding& item) {
        return item.check->id == answer.check && item.severity >= Severity::kWarning;
      });
      if (found && (!answer.when || Holds(*answer.when, diagnosis_.observation.features, nullptr))) return &answer;
    }
    return nullptr;
  }

  /// A plan that comes after another waits until that one is in the configuration that wrote this log.
  bool IsTime(const Plan& plan) const {
    if (plan.after.empty()) return true;
    return !IsStale() && std::any_of(plan.after.begin(), plan.after.end(),
                                     [&](const std::string& id) { return IsDone(*catalog_.FindPlan(id)); });
  }

  /// Whether another configuration wrote the log.
  bool IsStale() const {
    return std::any_of(diagnosis_.findings.begin(), diagnosis_.findings.end(),
                       [](const Finding& item) { return item.check->id == "config/log-mismatch"; });
  }

  /// Whether a step asks for nothing more. Where that cannot be told, for want of the number of ranks, it does not.
  static bool IsContent(const Dosage& dosage) { return dosage.settings.empty() && dosage.unknown.empty(); }

  bool IsDone(const Plan& plan) const {
    const bool applied = std::any_of(history_.begin(), history_.end(), [&](const Applied& item) {
      return item.plan == plan.id && item.step + 1 == plan.steps.size();
    });
    return applied || std::all_of(plan.steps.begin(), plan.steps.end(), [&](const Plan::Step& step) {
             return IsContent(Dispense(step, *diagnosis_.config, diagnosis_.facts, diagnosis_.observation.features));
           });
  }

  /// Whether a finding that called for some plan is one that this plan is for, too.
  static bool Answers(const Plan& plan, const Answer& other) {
    return std::any_of(plan.answers.begin(), plan.answers.end(),
                       [&](const Answer& answer) { return answer.check == other.check; });
  }
  static std::string StepName(const Plan& plan, std::size_t step) {
    return plan.steps.size() == 1 ? "plan " + plan.id : fmt::format("step {} of plan {}", step + 1, plan.id);
  }
  static std::string StepNameChinese(const Plan& plan, std::size_t step) {
    return plan.steps.size() == 1 ? "方案 " + plan.id : fmt::format("方案 {} 的第 {} 步", plan.id, step + 1);
  }

  const Diagnosis& diagnosis_;
  const Catalog& catalog_;
  const PlanRequest& request_;
  std::string mark_;
  History history_;
};

}  // namespace

std::optional<Choice> Choose(const Diagnosis& diagnosis, const Catalog& catalog, const PlanRequest& request) {
  return Chooser(diagnosis, catalog, request).Choose();
}

}  // namespace sftdoctor
