// Which names statements of Python bind, from their syntax alone.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/syntax_tree.h"

namespace sftdoctor {

/// Every name that the statement, or one in it, may bind, delete or declare global; "*" for a star import. Bodies of
/// functions and classes bind their own.
std::set<std::string> BoundNames(const SyntaxNode& statement);

/// The names and other places that an assignment to `target` sets: identifiers, attributes, subscripts.
std::vector<SyntaxNode> TargetsOf(const SyntaxNode& target);

/// The parameters of a function or lambda, or the variables of a comprehension.
std::set<std::string> ParametersOf(const SyntaxNode& node);

/// Names that functions of this part declare `global`.
std::set<std::string> GlobalNames(const SyntaxNode& node);

/// Calls `visit` with the node and all in it, outside in; parts for which it returns false are skipped.
template <typename Visit>
void Walk(const SyntaxNode& node, const Visit& visit) {
  std::vector<SyntaxNode> left{node};
  while (!left.empty()) {
    const SyntaxNode at = left.back();
    left.pop_back();
    if (!visit(at)) continue;
    const std::vector<SyntaxNode> children = at.children();
    left.insert(left.end(), children.rbegin(), children.rend());
  }
}

}  // namespace sftdoctor
