// Calls and dicts in a Python file that read like a configuration.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "config/python_fold.h"

namespace sftdoctor {

/// A section whose values are settled when the whole module has been read: lists may still change.
struct PyCallSection {
  std::string name;
  std::size_t at = 0;
  PyNames settings;
  SyntaxNode members;  ///< the arguments or the dict literal, for insertions; none: nothing can be inserted
  PyValue mapping{};   ///< of a dict bound to a name: what it is, with later changes
};

class PyCallFinder {
 public:
  /// Hands on the functions and classes that stand within an expression's statements.
  using Definition = std::function<void(const SyntaxNode& node, const PyScope& scope)>;
  explicit PyCallFinder(Definition definition) : definition_(std::move(definition)) {}

  /// Finds TrainingArguments(...), anything ending in Config, Args and so on, and add_argument(...) in the part, and
  /// dict(...) bound to a name.
  void Find(const SyntaxNode& node, const PyScope& scope, int depth = 0);
  /// Takes a dict literal or dict(...) bound to `name`.
  void AddMapping(const SyntaxNode& name, const SyntaxNode& mapping, const PyScope& scope, const PyValue& value);

  const std::deque<PyCallSection>& sections() const { return sections_; }

 private:
  void AddCall(const SyntaxNode& call, const PyScope& scope);
  void AddParserArgument(const SyntaxNode& call, const PyScope& scope);

  Definition definition_;
  std::deque<PyCallSection> sections_;
  std::deque<PyScope> scopes_;       ///< of lambdas and loops
  PyCallSection* parser_ = nullptr;  ///< the one of argparse
};

}  // namespace sftdoctor
