#include "catalog/key_edit.h"

#include <fmt/format.h>

#include "catalog/reference.h"

namespace sftdoctor {
namespace {

const std::vector<std::string> kOnly = {"both", "raise", "lower"};  // in order of KeyEdit::Only
const std::vector<std::string> kQuantities = {"effective_batch", "steps_per_epoch", "total_steps",
                                              "pretrain_learn_rate"};
const std::vector<std::string> kUnits = {"pretrain_learn_rate", "before"};

void ReadEnds(Node& node, Band& band) {
  node.Maybe("floor", [&](const Node& end) { band.low = end.Number(); });
  node.Maybe("ceiling", [&](const Node& end) { band.high = end.Number(); });
  if (band.low && band.high && *band.low > *band.high) node.Fail("has a floor above its ceiling");
}

nlohmann::ordered_json ReadValue(const Node& node) {
  if (node.IsString()) return node.String();
  if (node.IsNumber()) return node.Number();
  return node.Bool();
}

/// What the edit does: exactly one of the four kinds.
void ReadKind(Node& node, KeyEdit& edit, const std::vector<Key>& keys) {
  int kinds = 0;
  const auto kind = [&](const char* name, KeyEdit::Kind is, auto&& read) {
    node.Maybe(name, [&](const Node& value) {
      edit.kind = is;
      ++kinds;
      read(value);
    });
  };
  kind("set", KeyEdit::Kind::kSet, [&](const Node& value) { edit.value = ReadValue(value); });
  kind("scale", KeyEdit::Kind::kScale, [&](const Node& value) {
    if (value.IsNumber()) {
      edit.number = value.Number();
      if (edit.number <= 0) value.Fail("must be above 0");
    } else {
      edit.by = value.Strings();
    }
  });
  kind("ratio_of", KeyEdit::Kind::kRatio, [&](const Node& value) {
    edit.of = kQuantities[value.OneOf(kQuantities)];
    edit.number = node.Member("ratio").Number();
  });
  kind("fit", KeyEdit::Kind::kFit, [&](const Node& value) {
    edit.fit = kQuantities[value.OneOf(kQuantities)];
    node.Maybe("along", [&](const Node& key) { edit.along = ReadReference(key.String(), key, keys, "config key").id; });
  });
  if (kinds != 1) node.Fail("must hold exactly one of set, scale, ratio_of, fit");
}

std::string ReadText(const Node& lines) {
  std::string text;
  for (const std::string& line : lines.Strings()) text += line + "\n";
  return text;
}

}  // namespace

KeyEdit ReadKeyEdit(Node node, const std::vector<Key>& keys) {
  KeyEdit edit;
  const Node key = node.Member("key");
  edit.key = ReadReference(key.String(), key, keys, "config key").id;
  ReadKind(node, edit, keys);
  node.Maybe("of", [&](const Node& unit) {
    if (edit.kind == KeyEdit::Kind::kRatio) unit.Fail("says twice what the ratio is of");
    edit.of = kUnits[unit.OneOf(kUnits)];
  });
  ReadEnds(node, edit.bounds);
  node.Maybe("keep", [&](Node band) {
    ReadEnds(band, edit.keep);
    band.Close();
  });
  if (edit.kind == KeyEdit::Kind::kFit && edit.bounds.empty()) node.Fail("needs a floor or a ceiling");
  node.Maybe("only", [&](const Node& only) { edit.only = static_cast<KeyEdit::Only>(only.OneOf(kOnly)); });
  edit.if_given = node.Bool("if_given", false);
  edit.insert = node.Bool("insert", false);
  node.Maybe("schedule", [&](const Node& name) { edit.schedule = ScheduleNames()[name.OneOf(ScheduleNames())]; });
  node.Maybe("where", [&](const Node& map) {
    map.EachMember([&](const std::string& id, const Node& value) {
      edit.where[ReadReference(id, value, keys, "config key").id] = ReadValue(value);
    });
  });
  edit.because = node.Member("because").Bilingual();
  node.Close();
  return edit;
}

std::vector<KeyEdit> ReadKeyEdits(const Node& list, const std::vector<Key>& keys) {
  std::vector<KeyEdit> edits;
  list.Each([&](const Node& item) { edits.push_back(ReadKeyEdit(item, keys)); });
  return edits;
}

PatchTest ReadPatchTest(Node node, std::size_t steps) {
  PatchTest test;
  test.place = node.place();
  test.name = node.Member("name").String();
  test.file = node.String("file", "config.py");
  test.before = ReadText(node.Member("before"));
  test.after = ReadText(node.Member("after"));
  node.Maybe("step", [&](const Node& step) {
    const double number = step.Number();
    if (number < 1 || number > static_cast<double>(steps)) step.Fail(fmt::format("must be from 1 to {}", steps));
    test.step = static_cast<std::size_t>(number) - 1;
  });
  node.Maybe("facts", [&](const Node& map) {
    map.EachMember([&](const std::string& name, const Node& value) { test.facts[name] = value.Number(); });
  });
  node.Close();
  return test;
}

}  // namespace sftdoctor
