#include "config/python_effects.h"

#include <algorithm>
#include <array>

#include "config/python_names.h"

namespace sftdoctor {
namespace {

template <std::size_t N>
bool IsOneOf(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Methods of lists and dicts that leave them as they are.
constexpr std::array<std::string_view, 8> kReading = {"copy",  "get",   "keys",  "values",
                                                      "items", "index", "count", "__len__"};
/// Functions by their last name that read what they are given.
constexpr std::array<std::string_view, 14> kReaders = {"add_argument", "dumps", "dump",   "join",  "info",
                                                       "debug",        "error", "field",  "Field", "warning",
                                                       "deepcopy",     "copy",  "format", "asdict"};

PyList* MutableList(const PyValue& value) {
  const auto* list = value.As<std::shared_ptr<PyList>>();
  return list && !(*list)->tuple ? list->get() : nullptr;
}

PyDict* MutableDict(const PyValue& value) {
  const auto* dict = value.As<std::shared_ptr<PyDict>>();
  return dict ? dict->get() : nullptr;
}

/// Neither a list nor a dict: it can be put into one without becoming shared.
bool IsScalar(const PyValue& value) { return !value.unknown() && !value.list() && !value.dict(); }

bool AllScalars(const std::vector<PyValue>& values) { return std::all_of(values.begin(), values.end(), IsScalar); }

bool Extend(PyList& list, const PyList& more) {
  if (!more.spoilt.empty() || list.items.size() + more.items.size() > kLongestValue) return false;
  if (!AllScalars(more.items)) return false;
  const std::vector<PyValue> items = more.items;  // `more` may be the list itself
  list.items.insert(list.items.end(), items.begin(), items.end());
  return true;
}

bool Update(PyDict& dict, const PyDict& more) {
  constexpr std::size_t kMostMembers = 1000;
  if (!more.spoilt.empty() || dict.items.size() + more.items.size() > kMostMembers) return false;
  for (const auto& [key, value] : more.items) {
    if (!IsScalar(value)) return false;
  }
  const auto items = more.items;
  for (const auto& [key, value] : items) dict.Set(key, value);
  return true;
}

/// The method of a known list or dict, done; false when what it does cannot be told.
bool Done(const PyValue& object, std::string_view method, const std::vector<PyValue>& arguments) {
  if (arguments.size() != 1) return false;
  const PyValue& argument = arguments[0];
  if (PyList* list = MutableList(object)) {
    if (method == "append" && IsScalar(argument) && list->items.size() < kLongestValue) {
      list->items.push_back(argument);
      return true;
    }
    return method == "extend" && argument.list() && Extend(*list, *argument.list());
  }
  PyDict* dict = MutableDict(object);
  return dict && method == "update" && argument.dict() && Update(*dict, *argument.dict());
}

void ApplyMethod(const SyntaxNode& call, bool alone, const PyReach& reach) {
  const SyntaxNode function = call.Field("function");
  const PyValue object = Fold(function.Field("object"), reach.scope);
  const std::string method(function.Field("attribute").text());
  if ((!MutableList(object) && !MutableDict(object)) || IsOneOf(kReading, method)) return;
  std::vector<PyValue> arguments;
  bool plain = alone && reach.certain;
  std::size_t weight = 0;
  for (const SyntaxNode& part : call.Field("arguments").children()) {
    plain = plain && !part.Is("keyword_argument") && !part.Is("list_splat") && !part.Is("dictionary_splat");
    arguments.push_back(Fold(part, reach.scope));
    weight += SizeOf(arguments.back());
  }
  if (!plain || !Spend(reach.scope, weight) || !Done(object, method, arguments))
    Spoil(object, "is changed by " + method + "()");
}

/// Lists and dicts that are handed to a function by name may come back changed.
void SpoilArguments(const SyntaxNode& call, const std::string& callee, const PyReach& reach) {
  const std::string name = callee.substr(callee.rfind('.') + 1);
  const bool constructor = !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
  if (LeavesArguments(callee) || constructor || IsOneOf(kReaders, name)) return;
  for (const SyntaxNode& part : call.Field("arguments").children()) {
    if (part.Is("list_splat") || part.Is("dictionary_splat")) continue;  // copies
    const SyntaxNode value = part.Is("keyword_argument") ? part.Field("value") : part;
    if (value.Is("identifier") || value.Is("attribute")) Spoil(Fold(value, reach.scope), "is handed to " + name + "()");
  }
}

void Doubt(PyBinding& binding, const std::string& why) {
  Spoil(binding.value, why);
  binding.value = Unknown(why);
  binding.expression = {};
}

void DoubtGlobals(const PyReach& reach) {
  for (const std::string& name : reach.globals) {
    if (PyBinding* binding = reach.module.Find(name)) Doubt(*binding, "may be changed by a function");
  }
}

void DoubtAll(const PyReach& reach) {
  for (PyBinding& binding : reach.module.all()) {
    if (binding.setting) Doubt(binding, "may be changed through globals()");
  }
}

/// setattr(Class, "name", value).
void ApplySetattr(const SyntaxNode& call, const PyReach& reach) {
  const std::vector<SyntaxNode> arguments = call.Field("arguments").children();
  if (arguments.size() != 3) return;
  const PyValue object = Fold(arguments[0], reach.scope), name = Fold(arguments[1], reach.scope);
  const auto* cls = object.As<PyClass*>();
  if (!cls) return;
  const Span at = arguments[2].span();
  if (const auto* text = name.text()) {
    const PyValue value = reach.certain ? Fold(arguments[2], reach.scope) : Unknown("is set under a condition");
    (*cls)->names.Bind({*text, value, arguments[1].span(), reach.certain ? at : Span{}, at.begin, true});
  } else {
    for (PyBinding& binding : (*cls)->names.all()) binding.value = Unknown("may be changed by setattr()");
  }
}

bool IsNamespaceCall(const SyntaxNode& node) {
  const SyntaxNode function = node.Field("function");
  return node.Is("call") && function.Is("identifier") && node.Field("arguments").children().empty() &&
         (function.text() == "globals" || function.text() == "locals" || function.text() == "vars");
}

}  // namespace

void Spoil(const PyValue& value, const std::string& why) {
  if (PyList* list = MutableList(value)) list->spoilt = why;
  if (PyDict* dict = MutableDict(value)) dict->spoilt = why;
}

void ApplyCalls(const SyntaxNode& statement, const PyReach& reach) {
  const std::vector<SyntaxNode> parts = statement.children();
  Walk(statement, [&](const SyntaxNode& node) {
    if (node.Is("lambda") || node.Is("function_definition") || node.Is("class_definition")) return false;
    if (!node.Is("call")) return true;
    const SyntaxNode function = node.Field("function");
    const bool alone = statement.Is("expression_statement") && parts.size() == 1 && parts[0] == node;
    if (function.Is("attribute")) {
      ApplyMethod(node, alone, reach);
      if (IsNamespaceCall(function.Field("object")) && !IsOneOf(kReading, function.Field("attribute").text()))
        DoubtAll(reach);
    }
    const std::string callee = CalleeOf(function, reach.scope);
    if (callee == "builtins.setattr") ApplySetattr(node, reach);
    SpoilArguments(node, callee, reach);
    const bool ours = callee.find('.') == std::string::npos || callee.starts_with("<value>");
    if (ours) DoubtGlobals(reach);
    return true;
  });
}

void ApplySubscript(const SyntaxNode& target, const PyValue* value, const PyReach& reach) {
  if (IsNamespaceCall(target.Field("value"))) DoubtAll(reach);
  const PyValue object = Fold(target.Field("value"), reach.scope);
  const std::vector<SyntaxNode> keys = target.Fields("subscript");
  PyDict* dict = MutableDict(object);
  if (dict && value && reach.certain && keys.size() == 1 && IsScalar(*value)) {
    PyDict more;
    const PyValue key = Fold(keys[0], reach.scope);
    if (Hashable(key)) more.items.emplace_back(key, *value);
    if (Hashable(key) && Update(*dict, more)) return;
  }
  Spoil(object, "is changed by []");
}

bool ApplyInPlace(std::string_view op, const PyValue& a, const PyValue& b, const PyReach& reach) {
  PyList* list = MutableList(a);
  if (!list && !MutableDict(a)) return false;
  const bool may = list && op == "+" && reach.certain && b.list() && Spend(reach.scope, SizeOf(b));
  const bool done = may && Extend(*list, *b.list());
  if (!done) Spoil(a, "is changed by " + std::string(op) + "=");
  return true;
}

}  // namespace sftdoctor
