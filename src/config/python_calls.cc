#include "config/python_calls.h"

#include <algorithm>
#include <array>

#include "config/python_names.h"

namespace sftdoctor {
namespace {

constexpr int kDeepest = 40;  // of lambdas and loops in each other

bool LooksLikeConfig(std::string_view callee) {
  constexpr std::array<std::string_view, 8> kEndings = {"Arguments", "Args",   "Config",          "Configuration",
                                                        "Settings",  "Params", "Hyperparameters", "HyperParams"};
  const std::string_view name = callee.substr(callee.rfind('.') + 1);
  if (name.empty() || name[0] < 'A' || name[0] > 'Z') return false;
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

bool IsDictCall(const SyntaxNode& node, const PyScope& scope) {
  return node.Is("call") && node.Field("arguments").Is("argument_list") &&
         CalleeOf(node.Field("function"), scope) == "builtins.dict";
}

bool HasKeywords(const SyntaxNode& arguments) {
  const std::vector<SyntaxNode> parts = arguments.children();
  return std::any_of(parts.begin(), parts.end(), [](const SyntaxNode& part) { return part.Is("keyword_argument"); });
}

PyBinding Member(std::string name, const SyntaxNode& key, const SyntaxNode& value, const PyScope& scope) {
  return {std::move(name), Fold(value, scope), key.span(), value.span(), value.span().begin, true};
}

/// What stands before `**mapping` may be replaced by it.
void Doubt(PyNames& settings, const std::string& prefix, const SyntaxNode& splat) {
  for (PyBinding& setting : settings.all()) {
    if (setting.name.starts_with(prefix))
      setting.value = Unknown("may be replaced by " + std::string(splat.text().substr(0, 40)));
  }
}

void AddMembers(const SyntaxNode& mapping, const std::string& prefix, const PyScope& scope, PyNames& settings,
                int depth = 0) {
  const bool literal = mapping.Is("dictionary");
  for (const SyntaxNode& part : (literal ? mapping : mapping.Field("arguments")).children()) {
    if (part.Is("dictionary_splat") && literal) Doubt(settings, prefix, part);
    const SyntaxNode key = part.Field(literal ? "key" : "name"), value = part.Field("value");
    if (!key || !value) continue;
    const PyValue folded = literal ? Fold(key, scope) : MakeText(std::string(key.text()));
    const auto* name = folded.text();
    if (!name || name->empty() || name->find('\0') != std::string::npos) continue;
    const bool nested = (value.Is("dictionary") && !value.children().empty()) ||
                        (IsDictCall(value, scope) && HasKeywords(value.Field("arguments")));
    if (nested && depth < kDeepest) {
      AddMembers(value, prefix + *name + ".", scope, settings, depth + 1);
    } else {
      settings.Bind(Member(prefix + *name, key, value, scope));
    }
  }
}

/// The default that argparse hands out: a text is converted by `type`.
PyValue Converted(const PyValue& value, const SyntaxNode& type, const PyScope& scope) {
  if (!type || !value.text()) return value;
  return CallPure(CalleeOf(type, scope), {{value}, {}});
}

/// What add_argument() calls the value in the namespace: its dest, the first long option, or the first of all.
struct Option {
  std::string name;
  SyntaxNode node;
};
Option OptionOf(const std::vector<SyntaxNode>& arguments, const PyScope& scope) {
  Option out;
  for (const SyntaxNode& part : arguments) {
    const bool dest = part.Is("keyword_argument") && part.Field("name").text() == "dest";
    if (part.Is("keyword_argument") && !dest) continue;
    const PyValue value = Fold(dest ? part.Field("value") : part, scope);
    const auto* text = value.text();
    if (!text) continue;
    if (dest || out.name.empty() || (text->starts_with("--") && !out.name.starts_with("--"))) {
      out = {*text, dest ? part.Field("value") : part};
    }
    if (dest) return out;
  }
  if (!out.name.starts_with('-')) return {};  // a positional argument: always given
  out.name.erase(0, out.name.find_first_not_of('-'));
  std::replace(out.name.begin(), out.name.end(), '-', '_');
  return out;
}

}  // namespace

void PyCallFinder::AddParserArgument(const SyntaxNode& call, const PyScope& scope) {
  const std::vector<SyntaxNode> arguments = call.Field("arguments").children();
  const Option option = OptionOf(arguments, scope);
  if (option.name.empty()) return;
  SyntaxNode given, type;
  std::string action;
  bool required = false;
  for (const SyntaxNode& part : arguments) {
    const std::string_view name = part.Field("name").text();
    if (name == "default") given = part.Field("value");
    if (name == "type") type = part.Field("value");
    if (name == "required") required = part.Field("value").Is("true");
    const PyValue folded = name == "action" ? Fold(part.Field("value"), scope) : PyValue{};
    if (const auto* text = folded.text()) action = *text;
  }
  PyBinding setting{option.name, {PyNone{}}, option.node.span(), {}, option.node.span().begin, true};
  if (given) {
    setting = Member(option.name, option.node, given, scope);
    setting.value = Converted(setting.value, type, scope);
  } else if (required) {
    setting.value = Unknown("must be given on the command line");
  } else if (action == "store_true" || action == "store_false") {
    setting.value = {action == "store_false"};
  }
  if (!parser_) {
    sections_.push_back({"argparse", call.span().begin, {}, {}});
    parser_ = &sections_.back();
  }
  parser_->settings.Bind(std::move(setting));
}

void PyCallFinder::AddCall(const SyntaxNode& call, const PyScope& scope) {
  const SyntaxNode function = call.Field("function"), arguments = call.Field("arguments");
  if (!arguments.Is("argument_list")) return;
  const std::string_view spelled = function.Is("attribute")    ? function.Field("attribute").text()
                                   : function.Is("identifier") ? function.text()
                                                               : "";
  if (spelled == "add_argument") return AddParserArgument(call, scope);
  const std::string callee = CalleeOf(function, scope);
  if ((!LooksLikeConfig(spelled) && !LooksLikeConfig(callee)) || !HasKeywords(arguments)) return;
  PyCallSection& section = sections_.emplace_back();
  section.name = callee.substr(callee.rfind('.') + 1);
  section.at = call.span().begin;
  section.members = arguments;
  for (const SyntaxNode& part : arguments.children()) {
    if (part.Is("keyword_argument"))
      section.settings.Bind(
          Member(std::string(part.Field("name").text()), part.Field("name"), part.Field("value"), scope));
  }
}

void PyCallFinder::AddMapping(const SyntaxNode& name, const SyntaxNode& mapping, const PyScope& scope,
                              const PyValue& value) {
  PyCallSection section{std::string(name.text()), name.span().begin, {}, mapping, value};
  if (!mapping.Is("dictionary") && !IsDictCall(mapping, scope)) return;
  AddMembers(mapping, "", scope, section.settings);
  if (!mapping.Is("dictionary")) section.members = mapping.Field("arguments");
  if (!section.settings.all().empty()) sections_.push_back(std::move(section));
}

void PyCallFinder::Find(const SyntaxNode& node, const PyScope& scope, int depth) {
  Walk(node, [&](const SyntaxNode& part) {
    if (part.Is("function_definition") || part.Is("class_definition")) {
      definition_(part, scope);
      return false;
    }
    if (part.Is("call")) AddCall(part, scope);
    if (part.Is("assignment") && scope.kind == PyScope::Kind::kFunction && part.Field("left").Is("identifier") &&
        IsDictCall(part.Field("right"), scope))
      AddMapping(part.Field("left"), part.Field("right"), scope, Unknown(""));
    const std::set<std::string> local = part == node ? std::set<std::string>() : ParametersOf(part);
    if (local.empty()) return true;
    PyScope& inner = scopes_.emplace_back();
    inner.kind = PyScope::Kind::kFunction;
    inner.outer = &scope;
    inner.local = local;
    if (depth < kDeepest) Find(part, inner, depth + 1);
    return false;
  });
}

}  // namespace sftdoctor
