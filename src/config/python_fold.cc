#include "config/python_fold.h"

#include <algorithm>
#include <array>
#include <map>

#include "config/python_operators.h"
#include "config/python_token.h"
#include "config/undoubled.h"

namespace sftdoctor {
namespace {

/// CPython's own parser gives up at some hundreds of brackets; a longer chain of operators is no setting.
constexpr int kDeepest = 400;

PyValue TooLarge() { return Unknown("is too large, with what the file has besides"); }

/// A value that was made here, if there was room for it.
PyValue Paid(PyValue value, const PyScope& scope) { return Spend(scope, SizeOf(value)) ? value : TooLarge(); }

PyValue FoldPart(const SyntaxNode& part, const PyScope& scope, int depth) {
  return part ? Fold(part, scope, depth + 1) : Unknown("is not complete");
}

PyValue FoldOnly(const SyntaxNode& node, const PyScope& scope, int depth) {
  const std::vector<SyntaxNode> parts = node.children();
  return parts.size() == 1 ? Fold(parts[0], scope, depth + 1) : Unknown("is not complete");
}

PyValue FoldNumber(const SyntaxNode& node, const PyScope&, int) { return ReadPythonNumber(node.text()); }

PyValue FoldConstant(const SyntaxNode& node, const PyScope&, int) {
  return node.Is("none") ? PyValue{PyNone{}} : PyValue{node.Is("true")};
}

PyValue FoldName(const SyntaxNode& node, const PyScope& scope, int) { return LookUp(scope, std::string(node.text())); }

/// {name} in an f-string, without format or conversion.
PyValue FoldInterpolation(const SyntaxNode& node, const PyScope& scope, int depth) {
  bool plain = !node.Field("type_conversion") && !node.Field("format_specifier");
  for (SyntaxNode part = node.first(); part; part = part.next()) plain = plain && !part.Is("=");
  if (!plain) return Unknown("formats a text");
  const PyValue value = FoldPart(node.Field("expression"), scope, depth);
  if (value.unknown()) return value;
  const std::optional<std::string> text = TextOf(value);
  return text ? MakeText(*text) : Unknown("formats a value that is no text or number");
}

/// A stretch of an f-string between interpolations, where braces are doubled.
PyValue FoldStretch(std::string_view stretch, bool raw) { return ReadPythonText(Undoubled(stretch, "{}"), raw); }

PyValue FoldFormatted(const SyntaxNode& node, bool raw, const PyScope& scope, int depth) {
  const std::string_view token = node.text();
  const std::size_t begin = node.span().begin;
  std::string out;
  std::size_t done = 0;
  bool closed = false;
  for (SyntaxNode part = node.first(); part; part = part.next()) {
    const std::size_t from = part.span().begin - begin, to = part.span().end - begin;
    if (part.Is("string_start")) done = to;
    if (!part.Is("interpolation") && !part.Is("string_end")) continue;
    const PyValue before = FoldStretch(token.substr(done, from - done), raw);
    if (before.unknown()) return before;
    out += *before.text();
    if (out.size() > kLongestValue) return Unknown("is too long");
    done = to;
    closed = part.Is("string_end");
    if (closed) break;
    const PyValue value = FoldInterpolation(part, scope, depth);
    if (value.unknown()) return value;
    out += *value.text();
    if (out.size() > kLongestValue) return Unknown("is too long");
  }
  return closed ? MakeText(std::move(out)) : Unknown("is not complete");
}

PyValue FoldString(const SyntaxNode& node, const PyScope& scope, int depth) {
  const PythonString parts = SplitPythonString(node.text());
  if (parts.bytes) return Unknown("is bytes");
  if (parts.formatted) return FoldFormatted(node, parts.raw, scope, depth);
  return parts.closed ? ReadPythonText(parts.body, parts.raw) : Unknown("is not complete");
}

PyValue FoldStrings(const SyntaxNode& node, const PyScope& scope, int depth) {
  std::string out;
  for (const SyntaxNode& part : node.children()) {
    const PyValue value = Fold(part, scope, depth + 1);
    if (!value.text()) return value.unknown() ? value : Unknown("is not complete");
    out += *value.text();
    if (out.size() > kLongestValue) return Unknown("is too long");
  }
  return MakeText(std::move(out));
}

/// The elements of a list, tuple or bare `a, b`; an unknown one makes the whole unknown.
PyValue FoldSequence(const SyntaxNode& node, const PyScope& scope, int depth) {
  std::vector<PyValue> items;
  for (const SyntaxNode& part : node.children()) {
    if (part.Is("list_splat") || part.Is("list_splat_pattern")) {
      const PyValue inner = FoldOnly(part, scope, depth);
      if (inner.unknown()) return inner;
      if (!inner.list() || !inner.list()->spoilt.empty()) return Unknown("unpacks a value that cannot be told");
      if (!Spend(scope, SizeOf(inner))) return TooLarge();
      items.insert(items.end(), inner.list()->items.begin(), inner.list()->items.end());
      if (items.size() > kLongestValue) return Unknown("is too long");
      continue;
    }
    items.push_back(Fold(part, scope, depth + 1));
    if (items.back().unknown()) return items.back();
  }
  return Paid(MakeList(std::move(items), !node.Is("list")), scope);
}

PyValue FoldDict(const SyntaxNode& node, const PyScope& scope, int depth) {
  constexpr std::size_t kMostMembers = 2000;  // finding a key takes a look at all before it
  PyDict out;
  for (const SyntaxNode& part : node.children()) {
    if (part.Is("dictionary_splat")) {
      const PyValue inner = FoldOnly(part, scope, depth);
      if (inner.unknown()) return inner;
      if (!inner.dict() || !inner.dict()->spoilt.empty()) return Unknown("unpacks a value that cannot be told");
      if (!Spend(scope, SizeOf(inner))) return TooLarge();
      for (const auto& [key, value] : inner.dict()->items) out.Set(key, value);
    } else {
      const PyValue key = FoldPart(part.Field("key"), scope, depth),
                    value = FoldPart(part.Field("value"), scope, depth);
      if (key.unknown()) return key;
      if (value.unknown()) return value;
      if (!Hashable(key)) return Unknown("has a key that cannot be told");
      out.Set(key, value);
    }
    if (out.items.size() > kMostMembers) return Unknown("is too large");
  }
  return Paid(MakeDict(std::move(out)), scope);
}

PyValue FoldUnary(const SyntaxNode& node, const PyScope& scope, int depth) {
  const PyValue value = FoldPart(node.Field("argument"), scope, depth);
  return UnaryOperation(node.Is("not_operator") ? "not" : node.Field("operator").text(), value);
}

PyValue FoldBinary(const SyntaxNode& node, const PyScope& scope, int depth) {
  const PyValue left = FoldPart(node.Field("left"), scope, depth);
  return left.unknown()
             ? left
             : Combine(node.Field("operator").text(), left, FoldPart(node.Field("right"), scope, depth), scope);
}

PyValue FoldBoolean(const SyntaxNode& node, const PyScope& scope, int depth) {
  PyValue left = FoldPart(node.Field("left"), scope, depth);
  if (left.unknown()) return left;
  const std::optional<bool> truth = Truth(left);
  if (!truth) return Unknown("depends on a condition that cannot be told");
  const bool decided = node.Field("operator").Is("or") == *truth;
  return decided ? left : FoldPart(node.Field("right"), scope, depth);
}

PyValue FoldComparison(const SyntaxNode& node, const PyScope& scope, int depth) {
  const std::vector<SyntaxNode> values = node.children(), operators = node.Fields("operators");
  if (operators.empty() || values.size() != operators.size() + 1) return Unknown("is not complete");
  PyValue left = Fold(values[0], scope, depth + 1), answer;
  for (std::size_t i = 0; i < operators.size(); ++i) {
    const PyValue right = Fold(values[i + 1], scope, depth + 1);
    if (!Spend(scope, WeightOf(left) + WeightOf(right))) return TooLarge();
    answer = Comparison(operators[i].type(), left, right);
    if (answer.unknown() || !*answer.As<bool>()) return answer;
    left = right;
  }
  return answer;
}

PyValue FoldChoice(const SyntaxNode& node, const PyScope& scope, int depth) {
  const std::vector<SyntaxNode> parts = node.children();
  if (parts.size() != 3) return Unknown("is not complete");
  const PyValue test = Fold(parts[1], scope, depth + 1);
  if (test.unknown()) return test;
  const std::optional<bool> truth = Truth(test);
  if (!truth) return Unknown("depends on a condition that cannot be told");
  return Fold(parts[*truth ? 0 : 2], scope, depth + 1);
}

PyValue FoldSubscript(const SyntaxNode& node, const PyScope& scope, int depth) {
  const PyValue value = FoldPart(node.Field("value"), scope, depth);
  const std::vector<SyntaxNode> subscripts = node.Fields("subscript");
  if (value.unknown() || subscripts.size() != 1) return value.unknown() ? value : Unknown("has several subscripts");
  const bool copied = value.text() || subscripts[0].Is("slice");
  if (copied && !Spend(scope, SizeOf(value))) return TooLarge();
  if (!subscripts[0].Is("slice")) return Subscript(value, Fold(subscripts[0], scope, depth + 1));
  PyValue ends[2] = {{PyNone{}}, {PyNone{}}};
  int colons = 0;
  for (SyntaxNode part = subscripts[0].first(); part; part = part.next()) {
    if (part.Is(":")) {
      ++colons;
    } else if (colons < 2 && !part.Is("comment")) {
      ends[colons] = Fold(part, scope, depth + 1);
    }
  }
  return colons == 1 ? Slice(value, ends[0], ends[1]) : Unknown("slices with a step");
}

PyValue FoldAttribute(const SyntaxNode& node, const PyScope& scope, int depth) {
  const PyValue object = FoldPart(node.Field("object"), scope, depth);
  const std::string name(node.Field("attribute").text());
  if (object.unknown()) return object;
  if (const auto* from = object.As<PyName>()) return ImportedValue(from->dotted + "." + name);
  if (const auto* cls = object.As<PyClass*>()) return Through((*cls)->name + "." + name, (*cls)->Attribute(name));
  return Unknown("takes the attribute " + name);
}

/// What is called by its full name, as it is worth that, or as it stands there.
std::string Spelled(const SyntaxNode& function, const PyValue& folded) {
  const auto* name = folded.As<PyName>();
  if (name && (function.Is("identifier") || function.Is("attribute"))) return name->dotted;
  if (function.Is("identifier")) return std::string(function.text());
  if (!function.Is("attribute")) return "<value>";
  const SyntaxNode object = function.Field("object");
  const std::string before = object.Is("identifier") ? std::string(object.text()) : std::string("<value>");
  return before + "." + std::string(function.Field("attribute").text());
}

PyValue FoldCall(const SyntaxNode& node, const PyScope& scope, int depth) {
  const PyValue callee = FoldPart(node.Field("function"), scope, depth);
  const auto* name = callee.As<PyName>();
  const auto calls = [&] {
    // Folding what is called once more would take twice as long for each call in a chain of them.
    const std::string spelled = Spelled(node.Field("function"), callee);
    return Unknown("calls " + spelled.substr(spelled.rfind('.') + 1) + "()");
  };
  if (!name || !node.Field("arguments").Is("argument_list")) return calls();
  if (!LeavesArguments(name->dotted) && name->dotted != "builtins.dict") return calls();
  PyArguments arguments;
  for (const SyntaxNode& part : node.Field("arguments").children()) {
    if (part.Is("keyword_argument")) {
      arguments.named.emplace_back(part.Field("name").text(), FoldPart(part.Field("value"), scope, depth));
    } else if (part.Is("list_splat") || part.Is("dictionary_splat")) {
      return calls();
    } else {
      arguments.values.push_back(Fold(part, scope, depth + 1));
    }
  }
  std::size_t weight = 0;
  for (const PyValue& value : arguments.values) weight += SizeOf(value);
  for (const auto& [key, value] : arguments.named) weight += SizeOf(value);
  if (!Spend(scope, weight)) return TooLarge();
  return CallPure(name->dotted, arguments);
}

using Folder = PyValue (*)(const SyntaxNode&, const PyScope&, int);
const std::map<std::string_view, Folder> kFolders = {
    {"integer", FoldNumber},
    {"float", FoldNumber},
    {"true", FoldConstant},
    {"false", FoldConstant},
    {"none", FoldConstant},
    {"identifier", FoldName},
    {"string", FoldString},
    {"concatenated_string", FoldStrings},
    {"parenthesized_expression", FoldOnly},
    {"list", FoldSequence},
    {"tuple", FoldSequence},
    {"expression_list", FoldSequence},
    {"dictionary", FoldDict},
    {"unary_operator", FoldUnary},
    {"not_operator", FoldUnary},
    {"binary_operator", FoldBinary},
    {"boolean_operator", FoldBoolean},
    {"comparison_operator", FoldComparison},
    {"conditional_expression", FoldChoice},
    {"subscript", FoldSubscript},
    {"attribute", FoldAttribute},
    {"call", FoldCall},
};

/// Why other kinds of expressions are unknown.
const std::map<std::string_view, const char*> kUnknownKinds = {
    {"set", "is a set"},
    {"lambda", "is a function"},
    {"ellipsis", "is ..."},
    {"named_expression", "binds a name on the way"},
    {"list_comprehension", "is computed by a loop"},
    {"dictionary_comprehension", "is computed by a loop"},
    {"set_comprehension", "is computed by a loop"},
    {"generator_expression", "is computed by a loop"},
    {"await", "awaits something"},
    {"ERROR", "is not Python"},
};

bool IsFieldName(const std::string& dotted) {
  constexpr std::array<std::string_view, 5> kNames = {"field", "Field", "HfArg", "ib", "attrib"};
  const std::size_t dot = dotted.rfind('.');
  return dot != std::string::npos &&
         std::find(kNames.begin(), kNames.end(), std::string_view(dotted).substr(dot + 1)) != kNames.end();
}

/// What a factory makes: of `list`, `dict`, or of `lambda: EXPRESSION`.
PyFieldCall FromFactory(const SyntaxNode& factory, const PyScope& scope) {
  if (factory.Is("lambda") && !factory.Field("parameters")) {
    const SyntaxNode body = factory.Field("body");
    return {Fold(body, scope), body, true};
  }
  const std::string name = CalleeOf(factory, scope);
  const bool made = name == "builtins.list" || name == "builtins.dict";
  const PyValue value = made ? (name == "builtins.list" ? MakeList({}, false) : MakeDict({}))
                             : Unknown("calls " + name.substr(name.rfind('.') + 1) + "()");
  return {value, {}, true};
}

}  // namespace

PyValue Fold(const SyntaxNode& node, const PyScope& scope, int depth) {
  if (depth > kDeepest) return Unknown("is nested too deeply");
  if (node.faulty()) return Unknown("is not Python");
  const auto folder = kFolders.find(node.type());
  if (folder != kFolders.end()) return folder->second(node, scope, depth);
  const auto kind = kUnknownKinds.find(node.type());
  return Unknown(kind == kUnknownKinds.end() ? "is more than a literal" : kind->second);
}

PyValue Combine(std::string_view op, const PyValue& a, const PyValue& b, const PyScope& scope) {
  if (!Spend(scope, SizeOf(a) + SizeOf(b))) return TooLarge();
  return Paid(BinaryOperation(op, a, b), scope);
}

std::string CalleeOf(const SyntaxNode& function, const PyScope& scope) {
  const bool named = function.Is("identifier") || function.Is("attribute");
  return Spelled(function, named ? Fold(function, scope) : Unknown(""));
}

std::optional<PyFieldCall> ReadFieldCall(const SyntaxNode& node, const PyScope& scope) {
  if (!node.Is("call") || !node.Field("arguments").Is("argument_list")) return std::nullopt;
  const std::string callee = CalleeOf(node.Field("function"), scope);
  if (!IsFieldName(callee)) return std::nullopt;
  const bool positional = !callee.starts_with("dataclasses.") && !callee.ends_with(".field");
  PyFieldCall found{Unknown("no value is given"), {}};
  for (const SyntaxNode& part : node.Field("arguments").children()) {
    const std::string_view name = part.Field("name").text();
    if (part.Is("dictionary_splat") || part.Is("list_splat")) return PyFieldCall{Unknown("unpacks arguments"), {}};
    if (!part.Is("keyword_argument")) {
      if (positional && !found.expression && !part.Is("ellipsis")) found = {Fold(part, scope), part};
    } else if (name == "default") {
      if (!part.Field("value").Is("ellipsis")) found = {Fold(part.Field("value"), scope), part.Field("value")};
    } else if (name == "default_factory" || name == "factory") {
      found = FromFactory(part.Field("value"), scope);
    }
  }
  return found;
}

}  // namespace sftdoctor
