#include "config/python_scope.h"

#include <algorithm>

#include "config/python_builtins.h"

namespace sftdoctor {

PyBinding* PyNames::Find(std::string_view name) {
  const auto at = index_.find(std::string(name));
  return at == index_.end() ? nullptr : &bindings_[at->second];
}

const PyBinding* PyNames::Find(std::string_view name) const { return const_cast<PyNames*>(this)->Find(name); }

void PyNames::Bind(PyBinding binding) {
  if (PyBinding* old = Find(binding.name)) {
    binding.times = old->times + 1;
    *old = std::move(binding);
    return;
  }
  binding.times = 1;
  index_[binding.name] = bindings_.size();
  bindings_.push_back(std::move(binding));
}

void PyNames::Remove(std::string_view name) {
  const auto at = index_.find(std::string(name));
  if (at == index_.end()) return;
  bindings_[at->second] = {};
  index_.erase(at);
}

void PyNames::Restore(const std::string& name, const PyBinding* before) {
  if (!before) {
    Remove(name);
  } else if (PyBinding* now = Find(name)) {
    *now = *before;
  } else {
    Bind(*before);
    *Find(name) = *before;
  }
}

PyValue PyClass::Attribute(std::string_view name) const {
  for (const PyClass* cls : order) {
    if (!cls) return Unknown("may come from " + stranger);
    const PyBinding* found = cls->names.Find(name);
    if (!found || found->missing) continue;
    if (found->factory || (found->wrapped && cls->plain)) return Unknown("is a field()");
    if (cls->members) return Unknown("is a member of an Enum");
    return found->value;
  }
  return Unknown("is no attribute of " + this->name);
}

void Linearize(PyClass& cls, const std::vector<const PyClass*>& bases) {
  std::vector<std::vector<const PyClass*>> lists;
  for (const PyClass* base : bases) lists.push_back(base ? base->order : std::vector<const PyClass*>{nullptr});
  lists.push_back(bases);
  cls.order = {&cls};
  const auto in_tail = [&](const PyClass* candidate) {
    return std::any_of(lists.begin(), lists.end(), [&](const auto& list) {
      return list.size() > 1 && std::find(list.begin() + 1, list.end(), candidate) != list.end();
    });
  };
  for (;;) {
    std::erase_if(lists, [](const auto& list) { return list.empty(); });
    if (lists.empty()) return;
    // Strangers may be different classes: one that also stands further back must not hold up the others.
    const auto good = std::find_if(lists.begin(), lists.end(),
                                   [&](const auto& list) { return !list.front() || !in_tail(list.front()); });
    if (good == lists.end()) {
      cls.order = {&cls};
      return;
    }
    const PyClass* next = good->front();
    if (next) {
      for (auto& list : lists) {
        if (list.front() == next) list.erase(list.begin());
      }
    } else {
      good->erase(good->begin());
    }
    if (next || cls.order.back()) cls.order.push_back(next);
  }
}

PyValue Through(const std::string& name, const PyValue& value) {
  const auto* unknown = value.As<PyUnknown>();
  if (!unknown || unknown->why.starts_with("depends on ")) return value;
  return Unknown("depends on " + name + ", which " + unknown->why);
}

bool Spend(const PyScope& scope, std::size_t size) {
  if (size == 0) return true;
  const PyScope* module = &scope;
  while (module->outer) module = module->outer;
  if (!module->left) return true;
  if (size > *module->left) return false;
  *module->left -= size;
  return true;
}

PyValue LookUp(const PyScope& scope, const std::string& name) {
  bool later = false, stars = false;
  for (const PyScope* at = &scope; at; at = at->outer) {
    if (at->kind == PyScope::Kind::kClass && at != &scope) continue;
    later = later || at->later;
    stars = stars || at->stars;
    if (at->local.contains(name)) return Unknown("depends on " + name + ", a name of a function");
    const PyBinding* found = at->names ? at->names->Find(name) : nullptr;
    if (!found || found->missing) continue;
    if (found->wrapped) return Unknown("depends on " + name + ", which is a field() there");
    if (later && found->times > 1) return Unknown("depends on " + name + ", which is bound more than once");
    return Through(name, found->value);
  }
  if (IsBuiltin(name)) return {PyName{"builtins." + name}};
  if (stars && (name == "field" || name == "Field")) return {PyName{"dataclasses." + name}};
  return Unknown("depends on " + name + ", which is not bound before");
}

}  // namespace sftdoctor
