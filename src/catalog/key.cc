#include "catalog/key.h"

#include "catalog/reference.h"

namespace sftdoctor {
namespace {

const std::vector<std::string> kTypes = {"integer", "number", "bool", "text", "path"};  // in order of Key::Type

void ReadSpellings(Node& node, Framework& framework, const std::vector<Key>& keys) {
  node.Member("keys").EachMember([&](const std::string& id, const Node& names) {
    ReadReference(id, names, keys, "config key");
    for (const std::string& name : names.IsString() ? std::vector{names.String()} : names.Strings()) {
      const auto [at, added] = framework.keys.emplace(name, id);
      if (!added) names.Fail("gives \"" + name + "\" to a second key; it is " + at->second + " already");
      framework.spellings[id].push_back(name);
    }
    if (!framework.spellings.contains(id)) names.Fail("must hold at least one spelling");
  });
}

Telltale ReadTelltale(Node node, bool says) {
  Telltale sign;
  sign.name = node.String("name", "");
  sign.key = node.String("key", "");
  sign.value = node.String("value", "*");
  sign.section = node.String("section", "");
  if (says) {
    const Node finetune = node.Member("finetune");
    if (!finetune.IsNull()) sign.finetune = finetune.Bool();
  }
  node.Close();
  if (sign.name.empty() && sign.key.empty() && sign.section.empty()) node.Fail("must hold name, key or section");
  return sign;
}

void ReadMarks(Node& node, Framework& framework) {
  node.Maybe("names", [&](const Node& names) { framework.names = names.Strings(); });
  const Node marks = node.Member("marks");
  framework.marks = marks.Strings();
  framework.least = static_cast<std::size_t>(node.Number("least", 1));
  if (framework.least < 1 || framework.least > framework.marks.size()) {
    marks.Fail("must hold at least as many keys as \"least\" asks for, and that at least 1");
  }
}

}  // namespace

const std::vector<std::string>& ScheduleNames() {
  static const std::vector<std::string> kNames = {"linear-warmup", "one-cycle", "from-zero"};
  return kNames;
}

Key ReadKey(const std::string& id, const Document& document) {
  Node node(document);
  Key key;
  key.id = id;
  key.title = node.Member("title").Bilingual();
  key.type = static_cast<Key::Type>(node.Member("type").OneOf(kTypes));
  node.Maybe("above", [&](const Node& bound) { key.above = bound.Number(); });
  node.Maybe("at_least", [&](const Node& bound) { key.at_least = bound.Number(); });
  node.Maybe("at_most", [&](const Node& bound) { key.at_most = bound.Number(); });
  node.Maybe("choices", [&](const Node& choices) { key.choices = choices.Strings(); });
  node.Close();
  const bool number = key.type == Key::Type::kInteger || key.type == Key::Type::kNumber;
  if (!number && (key.above || key.at_least || key.at_most)) node.Fail("has bounds, but is no number");
  if (key.type != Key::Type::kText && !key.choices.empty()) node.Fail("has choices, but is no text");
  return key;
}

Framework ReadFramework(const std::string& id, const Document& document, const std::vector<Key>& keys) {
  Node node(document);
  Framework framework;
  framework.id = id;
  framework.file = node.place();
  framework.title = node.Member("title").Bilingual();
  framework.priority = static_cast<int>(node.Number("priority", 0));
  ReadMarks(node, framework);
  ReadSpellings(node, framework, keys);
  node.Maybe("defaults", [&](const Node& map) {
    map.EachMember([&](const std::string& key, const Node& value) {
      framework.defaults[ReadReference(key, value, keys, "config key").id] = value.Number();
    });
  });
  node.Maybe("required", [&](const Node& list) { framework.required = list.Strings(); });
  node.Maybe("never", [&](const Node& list) { framework.never = list.Strings(); });
  node.Maybe("others", [&](const Node& list) { framework.others = list.Strings(); });
  framework.reads_class = node.Bool("reads_class", false);
  framework.open = node.Bool("open", false);
  node.Maybe("purpose", [&](const Node& list) {
    list.Each([&](const Node& item) { framework.purpose.push_back(ReadTelltale(item, true)); });
  });
  node.Maybe("lora", [&](const Node& list) {
    list.Each([&](const Node& item) { framework.lora.push_back(ReadTelltale(item, false)); });
  });
  framework.micro_steps = node.Bool("micro_steps", false);
  framework.shared_accumulation = node.Bool("shared_accumulation", false);
  framework.schedule = ScheduleNames()[node.Member("schedule").OneOf(ScheduleNames())];
  framework.schedule_note = node.Member("schedule_note").Bilingual();
  node.Close();
  return framework;
}

}  // namespace sftdoctor
