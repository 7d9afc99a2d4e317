// Expressions of Python -> values, without running anything.
#pragma once

#include <optional>
#include <string>

#include "config/python_builtins.h"
#include "config/python_scope.h"
#include "config/syntax_tree.h"

namespace sftdoctor {

/// What the expression is worth where it stands. Never guesses: what depends on anything but the file is unknown.
PyValue Fold(const SyntaxNode& node, const PyScope& scope, int depth = 0);

/// BinaryOperation() of values that stand there: unknown, too, when the module's values have become too many.
PyValue Combine(std::string_view op, const PyValue& a, const PyValue& b, const PyScope& scope);

/// The full name of what is called or decorated with: "dataclasses.field", or as it is spelled when it is nothing
/// imported ("parser.add_argument").
std::string CalleeOf(const SyntaxNode& function, const PyScope& scope);

/// A field(default=...), Field(...), attr.ib(...) and the like: where its default stands and what it is.
struct PyFieldCall {
  PyValue value;
  SyntaxNode expression;  ///< none: there is nothing that could be edited
  bool factory = false;
};
std::optional<PyFieldCall> ReadFieldCall(const SyntaxNode& node, const PyScope& scope);

}  // namespace sftdoctor
