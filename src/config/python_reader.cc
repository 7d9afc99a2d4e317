#include "config/python_reader.h"

#include <algorithm>
#include <map>
#include <set>

#include "config/document_section.h"
#include "config/line_index.h"
#include "config/member_insert.h"
#include "config/python_insert.h"
#include "config/python_module.h"

namespace sftdoctor {
namespace {

class SectionMaker {
 public:
  SectionMaker(ConfigFile& file, const LineIndex& lines) : file_(file), lines_(lines) {}

  void AddModule(const PythonModule& module, const SyntaxNode& root) {
    Section section;
    section.kind = Section::Kind::kModule;
    section.name = "<module>";
    section.place = At(0);
    for (const PyBinding& binding : module.names().all()) {
      if (binding.setting) section.settings.push_back(Make(binding, ""));
    }
    InsertIntoBlock(root, lines_, section);
    if (!section.settings.empty()) file_.sections.push_back(std::move(section));
  }

  void AddClass(const PythonModule::ClassPart& part, const std::string& name, const std::string& doubt) {
    Section section;
    section.kind = Section::Kind::kClass;
    section.name = name;
    section.place = At(part.cls.at);
    std::set<std::string> seen;
    std::string why = doubt;
    for (const PyClass* cls : part.cls.order) {
      if (!cls) {
        if (why.empty()) why = "may be set by " + part.cls.stranger + ", which is not in this file";
        continue;
      }
      for (const PyBinding& binding : cls->names.all()) {
        if (binding.name.empty() || seen.contains(binding.name)) continue;
        // An annotation alone hides nothing: the value of a base is seen through it.
        if (binding.missing && InheritsValue(part.cls, binding.name)) continue;
        seen.insert(binding.name);
        if (!binding.setting) continue;
        Setting setting = Make(binding, cls->members ? "is a member of an Enum" : why);
        setting.inherited = cls != &part.cls;
        section.settings.push_back(std::move(setting));
      }
    }
    InsertIntoBlock(part.node.Field("body"), lines_, section);
    file_.sections.push_back(std::move(section));
  }

  void AddCall(const PyCallSection& call, const std::string& name) {
    Section section;
    section.kind = Section::Kind::kCall;
    section.name = name;
    section.place = At(call.at);
    for (const PyBinding& binding : call.settings.all()) {
      if (!binding.name.empty()) section.settings.push_back(Settled(binding, call));
    }
    if (call.members) InsertIntoMembers(call.members, file_.text, lines_, section);
    file_.sections.push_back(std::move(section));
  }

 private:
  Place At(std::size_t byte) const { return PlaceIn(file_, lines_, byte); }

  static bool InheritsValue(const PyClass& cls, const std::string& name) {
    return std::any_of(cls.order.begin(), cls.order.end(), [&](const PyClass* base) {
      const PyBinding* found = base ? base->names.Find(name) : nullptr;
      return found && !found->missing;
    });
  }

  Setting Make(const PyBinding& binding, const std::string& doubt) {
    Setting setting{binding.name, LiteralOf(binding.value, left_), At(binding.at), binding.key, binding.expression,
                    false};
    if (!doubt.empty()) setting.literal = {nullptr, doubt};
    return setting;
  }

  /// A member of a dict that has a name may have been changed since.
  Setting Settled(const PyBinding& binding, const PyCallSection& call) {
    Setting setting = Make(binding, "");
    PyValue now = call.mapping;
    std::string_view path = binding.name;
    while (const PyDict* dict = now.dict()) {
      if (!dict->spoilt.empty()) {
        setting.literal = {nullptr, dict->spoilt};
        return setting;
      }
      const PyValue* found = nullptr;
      for (const auto& [key, value] : dict->items) {
        const auto* name = key.text();
        const bool whole = name && path == *name;
        if (whole || (name && path.starts_with(*name + ".") && value.dict())) {
          path.remove_prefix(whole ? name->size() : name->size() + 1);
          found = &value;
          break;
        }
      }
      if (!found) return setting;
      const PyValue next = *found;
      now = next;
      if (path.empty()) break;
    }
    const Literal literal = LiteralOf(now, left_);
    if (!path.empty() || now.unknown() || literal.value == setting.literal.value) return setting;
    setting.literal = literal;
    setting.value_span = {};
    return setting;
  }

  ConfigFile& file_;
  const LineIndex& lines_;
  std::size_t left_ = kHeaviest * 2;  ///< of all literals
};

/// The one that a name stands for in the end is the last class or dict of that name; the others get numbers.
class Numbering {
 public:
  explicit Numbering(const PythonModule& module) {
    for (const auto& part : module.classes()) {
      last_[part.cls.name] = part.cls.at;
      Group& group = groups_[part.cls.name];
      ++group.classes;
      group.doubtful = group.doubtful || !part.cls.doubtful.empty();
    }
    for (const PyCallSection& section : module.calls()) {
      if (section.mapping.dict()) last_[section.name] = section.at;
    }
  }
  std::string NameOf(const std::string& name, std::size_t at) {
    const auto last = last_.try_emplace(name, at).first;
    return last->second == at ? name : name + "#" + std::to_string(++count_[name] + 1);
  }
  std::string DoubtOf(const std::string& name) const {
    const Group& group = groups_.at(name);
    return group.classes > 1 && group.doubtful ? "is defined in several places, under conditions" : "";
  }

 private:
  struct Group {
    int classes = 0;
    bool doubtful = false;
  };
  std::map<std::string, std::size_t> last_;
  std::map<std::string, int> count_;
  std::map<std::string, Group> groups_;
};

}  // namespace

void ReadPython(ConfigFile& file) {
  const SyntaxTree tree(file.text, Language::kPython);
  const LineIndex lines(file.text);
  AddComments(tree, lines, file);
  if (!tree.root()) return;
  const PythonModule module(tree);
  SectionMaker maker(file, lines);
  Numbering numbering(module);
  maker.AddModule(module, tree.root());
  std::vector<std::pair<std::size_t, std::function<void()>>> parts;
  for (const auto& part : module.classes()) {
    parts.emplace_back(part.cls.at, [&] {
      maker.AddClass(part, numbering.NameOf(part.cls.name, part.cls.at), numbering.DoubtOf(part.cls.name));
    });
  }
  for (const PyCallSection& section : module.calls()) {
    parts.emplace_back(section.at, [&] { maker.AddCall(section, numbering.NameOf(section.name, section.at)); });
  }
  std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [begin, add] : parts) add();
}

}  // namespace sftdoctor
