#include "catalog/key_edit.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sftdoctor {
namespace {

const std::vector<std::string> kOnly = {"both", "raise", "lower"};  // in order of KeyEdit::Only
const std::vector<std::string> kQuantities = {"effective_batch", "steps_per_epoch", "total_steps",
                                              "pretrain_learn_rate"};
const std::vector<std::string> kUnits = {"pretrain_learn_rate", "before"};
const std::vector<std::string> kSchedules = {"linear-warmup", "one-cycle", "from-zero"};

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
void ReadKind(Node& node, KeyEdit& edit, const std::vector<std::string>& keys) {
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
    node.Maybe("along", [&](const Node& key) { edit.along = ReadReference(key.String(), key, keys, "config key"); });
  });
  if (kinds != 1) node.Fail("must hold exactly one of set, scale, ratio_of, fit");
}

std::string ReadText(const Node& lines) {
  std::string text;
  for (const std::string& line : lines.Strings()) text += line + "\n";
  return text;
}

}  // namespace

const std::string& ReadReference(const std::string& id, const Node& node, const std::vector<std::string>& ids,
                                 const std::string& what) {
  const auto found = std::find(ids.begin(), ids.end(), id);
  if (found != ids.end()) return *found;
  const std::string nearest = NearestSpelling(id, ids);
  node.Fail(
      fmt::format("names the {} \"{}\", which the catalog does not have", what, id),
      nearest.empty() ? fmt::format("it has: {}", fmt::join(ids, ", ")) : fmt::format("did you mean \"{}\"?", nearest));
}

KeyEdit ReadKeyEdit(Node node, const std::vector<Key>& keys) {
  const std::vector<std::string> ids = IdsOf(keys);
  KeyEdit edit;
  const Node key = node.Member("key");
  edit.key = ReadReference(key.String(), key, ids, "config key");
  ReadKind(node, edit, ids);
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
  node.Maybe("schedule", [&](const Node& name) { edit.schedule = kSchedules[name.OneOf(kSchedules)]; });
  node.Maybe("where", [&](const Node& map) {
    map.EachMember([&](const std::string& id, const Node& value) {
      edit.where[ReadReference(id, value, ids, "config key")] = ReadValue(value);
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
