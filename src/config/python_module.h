// A Python module, read statement by statement in the order in which CPython would run it. Nothing is run: what depends
// on a condition, a loop or a call is unknown.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <vector>

#include "config/python_calls.h"
#include "config/python_effects.h"

namespace sftdoctor {

class PythonModule {
 public:
  /// Reads all of the tree, which must outlive this.
  explicit PythonModule(const SyntaxTree& tree);
  PythonModule(const PythonModule&) = delete;
  PythonModule& operator=(const PythonModule&) = delete;

  struct ClassPart {
    PyClass cls;
    SyntaxNode node;
  };
  const PyNames& names() const { return names_; }
  const std::deque<ClassPart>& classes() const { return classes_; }
  const std::deque<PyCallSection>& calls() const { return calls_.sections(); }

 private:
  struct Function {
    SyntaxNode node;
    const PyScope* outer;
  };

  void RunBlock(const SyntaxNode& block, const PyScope& scope);
  void RunStatement(const SyntaxNode& statement, const PyScope& scope);
  void RunExpression(const SyntaxNode& statement, const PyScope& scope);
  void RunAssignment(const SyntaxNode& assignment, const PyScope& scope);
  void RunAugmented(const SyntaxNode& assignment, const PyScope& scope);
  void RunDelete(const SyntaxNode& statement, const PyScope& scope);
  void RunImport(const SyntaxNode& import, const PyScope& scope);
  void RunDefinition(const SyntaxNode& node, const PyScope& scope, bool decorated);
  void RunClass(const SyntaxNode& node, const PyScope& scope, bool decorated);
  void RunFunction(const Function& function);
  void RunIf(const SyntaxNode& statement, const PyScope& scope);
  void RunCompound(const SyntaxNode& statement, const PyScope& scope);
  /// Runs blocks of which it is not certain that they run, each from the state before (or from doubt).
  void RunUncertain(const SyntaxNode& statement, const std::vector<SyntaxNode>& blocks, const PyScope& scope,
                    bool from_doubt);

  void Assign(const SyntaxNode& target, const SyntaxNode& expression, const PyValue& value, const PyScope& scope,
              bool editable);
  void AssignParts(const std::vector<SyntaxNode>& targets, const SyntaxNode& expression, const PyValue& value,
                   const PyScope& scope, bool editable);
  void AssignName(const SyntaxNode& target, const SyntaxNode& expression, PyValue value, const PyScope& scope,
                  bool editable);
  void BindUnknown(const std::set<std::string>& names, const SyntaxNode& where, const std::string& why,
                   const PyScope& scope);
  void Look(const SyntaxNode& part, const PyScope& scope);
  PyReach Reach(const PyScope& scope) { return {scope, names_, globals_, uncertain_ == 0}; }

  PyNames names_;
  std::deque<ClassPart> classes_;
  std::set<std::size_t> read_;  ///< where the names of the classes stand
  std::deque<PyScope> scopes_;
  std::deque<Function> functions_;
  std::set<std::string> globals_;
  PyCallFinder calls_;
  PyScope* module_ = nullptr;
  std::size_t left_ = kHeaviest * 8;  ///< items, some 300 MB
  int uncertain_ = 0;
  int depth_ = 0;
};

}  // namespace sftdoctor
