#include "config/python_names.h"

namespace sftdoctor {
namespace {

bool IsAny(const SyntaxNode& node, std::initializer_list<std::string_view> types) {
  for (const std::string_view type : types) {
    if (node.Is(type)) return true;
  }
  return false;
}

void AddIdentifiers(const SyntaxNode& node, std::set<std::string>& names) {
  Walk(node, [&](const SyntaxNode& part) {
    if (part.Is("identifier")) names.emplace(part.text());
    return true;
  });
}

void AddImports(const SyntaxNode& import, std::set<std::string>& names) {
  for (const SyntaxNode& name : import.Fields("name")) {
    const SyntaxNode alias = name.Field("alias");
    const std::string_view text = alias ? alias.text() : name.text();
    names.emplace(import.Is("import_statement") && !alias ? text.substr(0, text.find('.')) : text);
  }
  for (const SyntaxNode& part : import.children()) {
    if (part.Is("wildcard_import")) names.insert("*");
  }
}

}  // namespace

std::vector<SyntaxNode> TargetsOf(const SyntaxNode& target) {
  std::vector<SyntaxNode> out;
  Walk(target, [&](const SyntaxNode& part) {
    const bool leaf = IsAny(part, {"identifier", "attribute", "subscript"});
    if (leaf) out.push_back(part);
    return !leaf;
  });
  return out;
}

std::set<std::string> BoundNames(const SyntaxNode& statement) {
  std::set<std::string> names;
  const auto add_targets = [&](const SyntaxNode& target) {
    for (const SyntaxNode& part : TargetsOf(target)) {
      if (part.Is("identifier")) names.emplace(part.text());
    }
  };
  Walk(statement, [&](const SyntaxNode& node) {
    if (IsAny(node, {"assignment", "augmented_assignment", "for_statement", "type_alias_statement"})) {
      add_targets(node.Field("left"));
    } else if (node.Is("named_expression")) {
      names.emplace(node.Field("name").text());
    } else if (IsAny(node, {"function_definition", "class_definition"})) {
      names.emplace(node.Field("name").text());
      return false;
    } else if (IsAny(node, {"import_statement", "import_from_statement", "future_import_statement"})) {
      AddImports(node, names);
    } else if (IsAny(node, {"delete_statement", "global_statement", "nonlocal_statement", "case_pattern"})) {
      AddIdentifiers(node, names);
    } else if (IsAny(node, {"as_pattern", "except_clause", "except_group_clause"}) && node.Field("alias")) {
      add_targets(node.Field("alias"));
    }
    return !node.Is("lambda");
  });
  return names;
}

std::set<std::string> ParametersOf(const SyntaxNode& node) {
  std::set<std::string> names;
  if (const SyntaxNode parameters = node.Field("parameters")) AddIdentifiers(parameters, names);
  for (const SyntaxNode& part : node.children()) {
    if (part.Is("for_in_clause")) AddIdentifiers(part.Field("left"), names);
  }
  return names;
}

std::set<std::string> GlobalNames(const SyntaxNode& node) {
  std::set<std::string> names;
  Walk(node, [&](const SyntaxNode& part) {
    if (part.Is("global_statement")) AddIdentifiers(part, names);
    return true;
  });
  return names;
}

}  // namespace sftdoctor
