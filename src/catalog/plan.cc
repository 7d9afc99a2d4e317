#include "catalog/plan.h"

#include "catalog/key_edit.h"
#include "catalog/reference.h"

namespace sftdoctor {
namespace {

/// "longer-warmup", or {"treatment": "more-epochs", "edits": [...]} with the plan's own doses.
void ReadDose(Node node, Plan::Step& step, const std::vector<Key>& keys, const std::vector<Treatment>& treatments) {
  const Node name = node.IsString() ? node : node.Member("treatment");
  const Treatment& treatment = ReadReference(name.String(), name, treatments, "treatment");
  Plan::Dose dose{treatment.id, treatment.edits};
  if (!node.IsString()) {
    dose.edits = ReadKeyEdits(node.Member("edits"), keys);
    node.Close();
  }
  step.doses.push_back(std::move(dose));
}

Departure ReadDeparture(Node node, const std::vector<Key>& keys) {
  Departure departure;
  const Node key = node.Member("key");
  departure.key = ReadReference(key.String(), key, keys, "config key").id;
  departure.value = node.Member("value").Number();
  departure.say = node.Member("say").Bilingual();
  node.Close();
  return departure;
}

Plan::Step ReadStep(Node node, const std::vector<Key>& keys, const std::vector<Treatment>& treatments) {
  Plan::Step step;
  step.title = node.Member("title").Bilingual();
  node.Member("treatments").Each([&](const Node& dose) { ReadDose(dose, step, keys, treatments); });
  node.Maybe("departures", [&](const Node& list) {
    list.Each([&](const Node& item) { step.departures.push_back(ReadDeparture(item, keys)); });
  });
  node.Close();
  return step;
}

Answer ReadAnswer(Node node) {
  Answer answer;
  answer.check = node.Member("check").String();
  node.Maybe("when", [&](const Node& when) { answer.when = ReadClause(when); });
  answer.because = node.Member("because").Bilingual();
  node.Close();
  return answer;
}

}  // namespace

Plan ReadPlan(const std::string& id, const Document& document, const std::vector<Key>& keys,
              const std::vector<Treatment>& treatments) {
  Node node(document);
  Plan plan;
  plan.id = id;
  plan.file = node.place();
  plan.title = node.Member("title").Bilingual();
  plan.when = node.Member("when").Bilingual();
  plan.expected = node.Member("expected").Bilingual();
  plan.order = node.Member("order").Number();
  node.Maybe("answers",
             [&](const Node& list) { list.Each([&](const Node& item) { plan.answers.push_back(ReadAnswer(item)); }); });
  node.Maybe("after", [&](const Node& list) { plan.after = list.Strings(); });
  const Node steps = node.Member("steps");
  steps.Each([&](const Node& item) { plan.steps.push_back(ReadStep(item, keys, treatments)); });
  if (plan.steps.empty()) steps.Fail("must hold at least one step");
  const Node tests = node.Member("tests");
  tests.Each([&](const Node& item) { plan.tests.push_back(ReadPatchTest(item, plan.steps.size())); });
  if (plan.tests.empty()) tests.Fail("must hold at least one config before and after");
  node.Close();
  return plan;
}

}  // namespace sftdoctor
