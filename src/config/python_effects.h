// What statements do to values besides binding names: lists that grow, dicts that get a key, functions that reach out.
#pragma once

#include <set>
#include <string>

#include "config/python_fold.h"

namespace sftdoctor {

/// What the effects of a statement may reach.
struct PyReach {
  const PyScope& scope;
  PyNames& module;
  const std::set<std::string>& globals;  ///< names that functions of the file declare global
  bool certain = true;                   ///< the statement runs, and runs once
};

/// The content of a list or dict is unknown from now on.
void Spoil(const PyValue& value, const std::string& why);

/// Calls in the part that may change lists or dicts of the file spoil them; those that may rebind global names make
/// these unknown. A statement of its own that appends, extends or updates with known values does so.
void ApplyCalls(const SyntaxNode& statement, const PyReach& reach);

/// object[key] = value, or `del` of it when there is no value.
void ApplySubscript(const SyntaxNode& target, const PyValue* value, const PyReach& reach);

/// a += b on a list or dict, which changes what other names see too. False when `a` is neither.
bool ApplyInPlace(std::string_view op, const PyValue& a, const PyValue& b, const PyReach& reach);

}  // namespace sftdoctor
