#include "catalog/key_edit.h"

namespace sftdoctor {

const std::vector<std::string>& SafetyNames() {
  static const std::vector<std::string> kNames = {"safe", "ask", "show"};
  return kNames;
}

Treatment ReadTreatment(const std::string& id, const Document& document, const std::vector<Key>& keys) {
  Node node(document);
  Treatment treatment;
  treatment.id = id;
  treatment.file = node.place();
  treatment.title = node.Member("title").Bilingual();
  treatment.safety = static_cast<Safety>(node.Member("safety").OneOf(SafetyNames()));
  node.Maybe("edits", [&](const Node& list) { treatment.edits = ReadKeyEdits(list, keys); });
  node.Maybe("advice", [&](const Node& text) { treatment.advice = text.Bilingual(); });
  node.Maybe("first", [&](Node first) {
    treatment.first_for = first.Member("checks").Strings();
    treatment.first = first.Member("say").Bilingual();
    first.Close();
  });
  node.Maybe("tests", [&](const Node& list) {
    list.Each([&](const Node& item) { treatment.tests.push_back(ReadPatchTest(item, 1)); });
  });
  node.Close();
  if (treatment.edits.empty() && treatment.advice.empty()) node.Fail("must hold edits or advice");
  if (treatment.edits.empty() != (treatment.safety == Safety::kShow)) {
    node.Fail("has the safety \"show\" when, and only when, it has no edits");
  }
  bool changes = false, leaves = false;
  for (const PatchTest& test : treatment.tests) (test.before == test.after ? leaves : changes) = true;
  if (!treatment.edits.empty() && !(changes && leaves)) {
    node.Fail("must hold a test with a config that it changes and one that it leaves as it is");
  }
  return treatment;
}

}  // namespace sftdoctor
