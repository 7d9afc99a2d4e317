#include "config/python_module.h"

#include <algorithm>
#include <array>
#include <map>

#include "config/python_names.h"
#include "config/python_operators.h"

namespace sftdoctor {
namespace {

constexpr int kDeepest = 100;  // CPython's own limit for indentation

const std::map<std::string_view, const char*> kConditions = {
    {"if_statement", "is set under an if"},           {"for_statement", "is set in a loop"},
    {"while_statement", "is set in a loop"},          {"try_statement", "is set under a try"},
    {"with_statement", "is set under a with"},        {"match_statement", "is set under a match"},
    {"ERROR", "stands in a part that is not Python"},
};

/// Bases that bring no settings with them.
bool IsBareBase(std::string_view dotted) {
  constexpr std::array<std::string_view, 9> kBare = {"object",    "ABC",       "Generic",      "Protocol", "NamedTuple",
                                                     "TypedDict", "BaseModel", "BaseSettings", "Enum"};
  return std::find(kBare.begin(), kBare.end(), dotted.substr(dotted.rfind('.') + 1)) != kBare.end();
}

bool IsEnum(std::string_view dotted) {
  constexpr std::array<std::string_view, 5> kEnums = {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"};
  return std::find(kEnums.begin(), kEnums.end(), dotted.substr(dotted.rfind('.') + 1)) != kEnums.end();
}

/// The elements of `a, b = 1, 2` where they stand side by side; empty when they do not.
std::vector<SyntaxNode> SideBySide(const SyntaxNode& expression, std::size_t count) {
  if (!expression.Is("expression_list") && !expression.Is("tuple") && !expression.Is("list")) return {};
  const std::vector<SyntaxNode> parts = expression.children();
  const bool splat = std::any_of(parts.begin(), parts.end(), [](const SyntaxNode& part) {
    return part.Is("list_splat") || part.Is("list_splat_pattern");
  });
  return parts.size() == count && !splat ? parts : std::vector<SyntaxNode>();
}

/// `(a)` as a target, which is `a`: only a comma makes it a tuple.
bool InBrackets(const SyntaxNode& target) {
  if (!target.Is("tuple_pattern") || target.children().size() != 1) return false;
  for (SyntaxNode part = target.first(); part; part = part.next()) {
    if (part.Is(",")) return false;
  }
  return true;
}

/// What each of `count` targets gets; the one at `splat`, if there is one, takes what the others leave.
std::vector<PyValue> Unpack(const PyValue& value, std::size_t count, std::size_t splat) {
  const PyList* list = value.list();
  const bool has_splat = splat < count;
  const std::size_t size = list ? list->items.size() : 0;
  if (!list || !list->spoilt.empty() || (has_splat ? size + 1 < count : size != count))
    return std::vector<PyValue>(count, value.unknown() ? value : Unknown("is unpacked"));
  if (!has_splat) return list->items;
  const auto begin = list->items.begin(), rest = begin + static_cast<std::ptrdiff_t>(splat);
  const auto after = rest + static_cast<std::ptrdiff_t>(size + 1 - count);
  std::vector<PyValue> out(begin, rest);
  out.push_back(MakeList({rest, after}, false));
  out.insert(out.end(), after, list->items.end());
  return out;
}

/// Blocks of a compound statement, in order of the text.
std::vector<SyntaxNode> BlocksOf(const SyntaxNode& statement) {
  std::vector<SyntaxNode> blocks;
  Walk(statement, [&](const SyntaxNode& node) {
    const bool inner = node.Is("block") && !node.Is("case_clause");
    const std::vector<SyntaxNode> parts = inner ? node.children() : std::vector<SyntaxNode>();
    const bool cases = !parts.empty() && parts[0].Is("case_clause");
    if (inner && !cases) blocks.push_back(node);
    return !inner || cases;
  });
  return blocks;
}

}  // namespace

PythonModule::PythonModule(const SyntaxTree& tree)
    : calls_([this](const SyntaxNode& node, const PyScope& scope) {
        ++uncertain_;  // a function may never run
        RunDefinition(node, scope, false);
        --uncertain_;
      }) {
  module_ = &scopes_.emplace_back();
  module_->names = &names_;
  module_->left = &left_;
  globals_ = GlobalNames(tree.root());
  if (tree.root().Is("ERROR")) {
    RunCompound(tree.root(), *module_);
  } else {
    RunBlock(tree.root(), *module_);
  }
  for (; !functions_.empty(); functions_.pop_front()) RunFunction(Function(functions_.front()));
}

void PythonModule::RunBlock(const SyntaxNode& block, const PyScope& scope) {
  if (++depth_ <= kDeepest) {
    for (const SyntaxNode& statement : block.children()) RunStatement(statement, scope);
  } else {
    BindUnknown(BoundNames(block), block, "is nested too deeply", scope);
  }
  --depth_;
}

void PythonModule::RunStatement(const SyntaxNode& statement, const PyScope& scope) {
  using Run = void (PythonModule::*)(const SyntaxNode&, const PyScope&);
  static const std::map<std::string_view, Run> kRuns = {
      {"expression_statement", &PythonModule::RunExpression},
      {"delete_statement", &PythonModule::RunDelete},
      {"import_statement", &PythonModule::RunImport},
      {"import_from_statement", &PythonModule::RunImport},
      {"if_statement", &PythonModule::RunIf},
      {"for_statement", &PythonModule::RunCompound},
      {"while_statement", &PythonModule::RunCompound},
      {"try_statement", &PythonModule::RunCompound},
      {"with_statement", &PythonModule::RunCompound},
      {"match_statement", &PythonModule::RunCompound},
      {"ERROR", &PythonModule::RunCompound},
  };
  if (const auto run = kRuns.find(statement.type()); run != kRuns.end()) {
    (this->*run->second)(statement, scope);
  } else if (statement.Is("decorated_definition")) {
    for (const SyntaxNode& part : statement.children()) {
      if (part.Is("decorator")) Look(part, scope);
    }
    RunDefinition(statement.Field("definition"), scope, true);
  } else if (statement.Is("class_definition") || statement.Is("function_definition")) {
    RunDefinition(statement, scope, false);
  } else {
    Look(statement, scope);
    BindUnknown(BoundNames(statement), statement, "is more than a literal", scope);
  }
}

/// Effects and configurations of an expression; names that it binds by := are unknown.
void PythonModule::Look(const SyntaxNode& part, const PyScope& scope) {
  Walk(part, [&](const SyntaxNode& node) {
    if (node.Is("named_expression"))
      BindUnknown({std::string(node.Field("name").text())}, node, "is bound by :=", scope);
    return !node.Is("lambda") && !node.Is("function_definition") && !node.Is("class_definition");
  });
  ApplyCalls(part, Reach(scope));
  calls_.Find(part, scope);
}

void PythonModule::RunExpression(const SyntaxNode& statement, const PyScope& scope) {
  Look(statement, scope);
  for (const SyntaxNode& part : statement.children()) {
    if (part.faulty()) {
      BindUnknown(BoundNames(part), part, "is not Python", scope);
      for (const SyntaxNode& target : TargetsOf(part.Field("left"))) {
        if (target.Is("identifier")) AssignName(target, part.Field("right"), Unknown("is not Python"), scope, false);
      }
      continue;
    }
    if (part.Is("assignment")) RunAssignment(part, scope);
    if (part.Is("augmented_assignment")) RunAugmented(part, scope);
  }
}

void PythonModule::RunAssignment(const SyntaxNode& assignment, const PyScope& scope) {
  std::vector<SyntaxNode> targets;
  SyntaxNode right = assignment;
  while (right.Is("assignment")) {
    targets.push_back(right.Field("left"));
    right = right.Field("right");
  }
  if (right.Is("augmented_assignment")) return BindUnknown(BoundNames(assignment), assignment, "is not Python", scope);
  if (!right) {
    const PyBinding* old = scope.names ? scope.names->Find(targets[0].text()) : nullptr;
    if (!old && targets[0].Is("identifier")) {
      AssignName(targets[0], {}, Unknown("no value is given"), scope, false);
      if (PyBinding* binding = scope.names ? scope.names->Find(targets[0].text()) : nullptr) binding->missing = true;
    }
    return;
  }
  const PyValue value = Fold(right, scope);
  for (const SyntaxNode& target : targets) Assign(target, right, value, scope, targets.size() == 1);
  if (scope.kind == PyScope::Kind::kModule && targets.size() == 1 && targets[0].Is("identifier"))
    calls_.AddMapping(targets[0], right, scope, value);
}

void PythonModule::Assign(const SyntaxNode& target, const SyntaxNode& expression, const PyValue& value,
                          const PyScope& scope, bool editable) {
  if (target.Is("identifier")) {
    AssignName(target, expression, value, scope, editable);
  } else if (target.Is("subscript")) {
    ApplySubscript(target, &value, Reach(scope));
  } else if (target.Is("attribute")) {
    const PyValue object = Fold(target.Field("object"), scope);
    const auto* cls = object.As<PyClass*>();
    if (!cls) return;
    const bool certain = uncertain_ == 0;
    const Span at = expression.span();
    (*cls)->names.Bind({std::string(target.Field("attribute").text()),
                        certain ? value : Unknown("is set under a condition"), target.Field("attribute").span(),
                        editable && certain ? at : Span{}, at.begin, true});
  } else if (target.Is("pattern_list") || target.Is("tuple_pattern") || target.Is("list_pattern")) {
    if (++depth_ <= kDeepest && InBrackets(target)) {
      Assign(target.children()[0], expression, value, scope, editable);
    } else if (depth_ <= kDeepest) {
      AssignParts(target.children(), expression, value, scope, editable);
    } else {
      for (const SyntaxNode& leaf : TargetsOf(target))
        Assign(leaf, expression, Unknown("is nested too deeply"), scope, false);
    }
    --depth_;
  }
}

void PythonModule::AssignParts(const std::vector<SyntaxNode>& targets, const SyntaxNode& expression,
                               const PyValue& value, const PyScope& scope, bool editable) {
  const auto splat =
      std::find_if(targets.begin(), targets.end(), [](const auto& target) { return target.Is("list_splat_pattern"); });
  std::vector<SyntaxNode> beside;
  if (splat == targets.end()) beside = SideBySide(expression, targets.size());
  std::vector<PyValue> values;  // all are there before the first name is bound
  for (const SyntaxNode& part : beside) values.push_back(Fold(part, scope));
  if (beside.empty()) values = Unpack(value, targets.size(), static_cast<std::size_t>(splat - targets.begin()));
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const bool rest = targets[i].Is("list_splat_pattern");
    const std::vector<SyntaxNode> inner = targets[i].children();
    if (rest && inner.empty()) continue;
    Assign(rest ? inner[0] : targets[i], beside.empty() ? expression : beside[i], values[i], scope,
           editable && !beside.empty());
  }
}

void PythonModule::AssignName(const SyntaxNode& target, const SyntaxNode& expression, PyValue value,
                              const PyScope& scope, bool editable) {
  if (!scope.names) return;
  PyBinding binding{std::string(target.text()), std::move(value), target.span(), {}, target.span().begin, true};
  if (expression) {
    binding.at = expression.span().begin;
    if (editable) binding.expression = expression.span();
  }
  if (scope.cls && expression) {
    if (const auto field = ReadFieldCall(expression, scope)) {
      binding.wrapped = true;
      binding.factory = field->factory;
      binding.missing = false;
      binding.value = field->value;
      binding.expression = editable ? field->expression.span() : Span{};
      if (field->expression) binding.at = binding.expression.begin;
      if (scope.cls->plain) binding.value = Unknown("is a field() outside a dataclass");
    }
  }
  scope.names->Bind(std::move(binding));
}

void PythonModule::RunAugmented(const SyntaxNode& assignment, const PyScope& scope) {
  const SyntaxNode target = assignment.Field("left"), right = assignment.Field("right");
  std::string_view op = assignment.Field("operator").type();
  op.remove_suffix(std::min<std::size_t>(1, op.size()));
  const PyValue value = Fold(right, scope);
  if (target.Is("subscript")) return ApplySubscript(target, nullptr, Reach(scope));
  const PyValue old = Fold(target, scope);
  const bool in_place = ApplyInPlace(op, old, value, Reach(scope));
  Assign(target, right, in_place ? old : Combine(op, old, value, scope), scope, false);
}

void PythonModule::RunDelete(const SyntaxNode& statement, const PyScope& scope) {
  Look(statement, scope);
  for (const SyntaxNode& part : statement.children()) {
    for (const SyntaxNode& target : TargetsOf(part)) {
      if (target.Is("subscript")) ApplySubscript(target, nullptr, Reach(scope));
      if (target.Is("identifier") && scope.names) scope.names->Remove(target.text());
      if (!target.Is("attribute")) continue;
      const PyValue object = Fold(target.Field("object"), scope);
      if (const auto* cls = object.As<PyClass*>()) (*cls)->names.Remove(target.Field("attribute").text());
    }
  }
}

void PythonModule::RunImport(const SyntaxNode& import, const PyScope& scope) {
  if (!scope.names) return;
  const auto bind = [&](std::string name, std::string dotted) {
    scope.names->Bind({std::move(name), ImportedValue(dotted), {}, {}, import.span().begin, false});
  };
  const SyntaxNode from = import.Field("module_name");
  for (const SyntaxNode& part : import.children()) {
    if (!part.Is("wildcard_import")) continue;
    module_->stars = true;
    const std::string why = "may be replaced by `from " + std::string(from.text()) + " import *`";
    for (PyBinding& binding : scope.names->all()) {
      if (!binding.name.empty() && binding.name[0] != '_') binding.value = Unknown(why);
    }
  }
  for (const SyntaxNode& name : import.Fields("name")) {
    const SyntaxNode alias = name.Field("alias"), real = alias ? name.Field("name") : name;
    const std::string dotted(real.text());
    if (from) {
      bind(std::string(alias ? alias.text() : real.text()), std::string(from.text()) + "." + dotted);
    } else {
      bind(alias ? std::string(alias.text()) : dotted.substr(0, dotted.find('.')),
           alias ? dotted : dotted.substr(0, dotted.find('.')));
    }
  }
}

void PythonModule::RunDefinition(const SyntaxNode& node, const PyScope& scope, bool decorated) {
  if (node.Is("class_definition")) return RunClass(node, scope, decorated);
  if (const SyntaxNode parameters = node.Field("parameters")) Look(parameters, scope);
  functions_.push_back({node, &scope});
  if (scope.names) {
    const SyntaxNode name = node.Field("name");
    scope.names->Bind({std::string(name.text()), Unknown("is a function"), name.span(), {}, name.span().begin, false});
  }
}

void PythonModule::RunFunction(const Function& function) {
  const SyntaxNode body = function.node.Field("body");
  PyScope& inner = scopes_.emplace_back();
  inner.kind = PyScope::Kind::kFunction;
  inner.outer = function.outer;
  inner.later = true;
  inner.local = ParametersOf(function.node);
  inner.local.merge(BoundNames(body));
  for (const std::string& name : GlobalNames(body)) inner.local.erase(name);
  calls_.Find(body, inner);
}

void PythonModule::RunClass(const SyntaxNode& node, const PyScope& scope, bool decorated) {
  const SyntaxNode name = node.Field("name"), superclasses = node.Field("superclasses");
  // In a faulty statement a class is met both as one of its parts and in one of them.
  if (!read_.insert(name.span().begin).second) return;
  if (superclasses) Look(superclasses, scope);
  ClassPart& part = classes_.emplace_back();
  PyClass& cls = part.cls;
  part.node = node;
  cls.name = std::string(name.text());
  cls.at = name.span().begin;
  if (scope.cls) cls.name = scope.cls->name + "." + cls.name;
  cls.plain = !decorated && !superclasses;
  if (uncertain_ > 0) cls.doubtful = "is defined under a condition";
  std::vector<const PyClass*> bases;
  for (SyntaxNode base : superclasses.children()) {
    if (base.Is("keyword_argument")) continue;
    if (base.Is("subscript")) base = base.Field("value");
    const PyValue value = Fold(base, scope);
    const auto* known = value.As<PyClass*>();
    const std::string dotted = known ? std::string() : CalleeOf(base, scope);
    cls.members = cls.members || IsEnum(dotted) || (known && (*known)->members);
    if (!known && IsBareBase(dotted)) continue;
    bases.push_back(known ? *known : nullptr);
    if (!known && cls.stranger.empty()) cls.stranger = dotted;
    if (known && cls.stranger.empty()) cls.stranger = (*known)->stranger;
  }
  Linearize(cls, bases);
  PyScope& inner = scopes_.emplace_back();
  inner.kind = PyScope::Kind::kClass;
  inner.names = &cls.names;
  inner.cls = &cls;
  inner.outer = &scope;
  RunBlock(node.Field("body"), inner);
  if (scope.names) scope.names->Bind({std::string(name.text()), {&cls}, name.span(), {}, name.span().begin, false});
}

void PythonModule::RunIf(const SyntaxNode& statement, const PyScope& scope) {
  std::vector<SyntaxNode> branches{statement};
  for (const SyntaxNode& branch : statement.Fields("alternative")) branches.push_back(branch);
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const SyntaxNode condition = branches[i].Field("condition");
    if (condition) Look(condition, scope);
    const PyValue test = condition ? Fold(condition, scope) : PyValue{true};
    const std::optional<bool> truth = test.unknown() ? std::nullopt : Truth(test);
    if (truth && !*truth) continue;
    if (truth) return RunBlock(branches[i].Field(condition ? "consequence" : "body"), scope);
    std::vector<SyntaxNode> blocks;
    for (; i < branches.size(); ++i)
      blocks.push_back(branches[i].Field(branches[i].Field("condition") ? "consequence" : "body"));
    return RunUncertain(statement, blocks, scope, false);
  }
}

void PythonModule::RunCompound(const SyntaxNode& statement, const PyScope& scope) {
  std::vector<SyntaxNode> blocks = BlocksOf(statement);
  const bool once = statement.Is("try_statement") || statement.Is("with_statement");
  if (statement.Is("ERROR")) {
    blocks.clear();
    ++uncertain_;
    for (const SyntaxNode& part : statement.children()) {
      if (part.Is("class_definition") || part.Is("decorated_definition")) RunStatement(part, scope);
    }
    --uncertain_;
  }
  for (const SyntaxNode& part : statement.children()) {
    if (!part.Is("block") && !part.Is("except_clause") && !part.Is("finally_clause") && !part.Is("else_clause") &&
        !statement.Is("ERROR"))
      Look(part, scope);
  }
  if (once && !blocks.empty()) {
    const SyntaxNode first = blocks.front();
    RunUncertain(statement, {first}, scope, false);
    blocks.erase(blocks.begin());
  } else {
    ++uncertain_;
    for (const SyntaxNode& block : blocks) ApplyCalls(block, Reach(scope));
    --uncertain_;
  }
  RunUncertain(statement, blocks, scope, true);
}

void PythonModule::RunUncertain(const SyntaxNode& statement, const std::vector<SyntaxNode>& blocks,
                                const PyScope& scope, bool from_doubt) {
  const auto condition = kConditions.find(statement.type());
  const std::string why = condition == kConditions.end() ? "is set under a condition" : condition->second;
  const std::set<std::string> names = BoundNames(statement);
  if (from_doubt) BindUnknown(names, statement, why, scope);
  std::map<std::string, PyBinding> set;  // where a setting was bound last
  ++uncertain_;
  for (const SyntaxNode& block : blocks) {
    std::map<std::string, PyBinding> before;
    for (const std::string& name : names) {
      if (const PyBinding* found = scope.names ? scope.names->Find(name) : nullptr) before[name] = *found;
    }
    RunBlock(block, scope);
    for (const std::string& name : names) {
      const PyBinding* now = scope.names ? scope.names->Find(name) : nullptr;
      const auto old = before.find(name);
      if (now && now->setting && (old == before.end() || old->second.times != now->times)) set[name] = *now;
      if (scope.names) scope.names->Restore(name, old == before.end() ? nullptr : &old->second);
    }
  }
  --uncertain_;
  BindUnknown(names, statement, why, scope);
  for (auto& [name, binding] : set) {
    binding.value = Unknown(why);
    binding.expression = {};
    scope.names->Bind(binding);
  }
}

void PythonModule::BindUnknown(const std::set<std::string>& names, const SyntaxNode& where, const std::string& why,
                               const PyScope& scope) {
  if (!scope.names) return;
  for (const std::string& name : names) {
    if (name == "*") {
      module_->stars = true;
      continue;
    }
    const PyBinding* old = scope.names->Find(name);
    PyBinding binding{name, Unknown(why), {}, {}, where.span().begin, old && old->setting};
    if (old && old->setting) {
      binding.key = old->key;
      binding.at = old->at;
    }
    scope.names->Bind(std::move(binding));
  }
}

}  // namespace sftdoctor
