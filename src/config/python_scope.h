// Names of a Python module, class or function, and what they are bound to while it is read.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/python_value.h"

namespace sftdoctor {

/// A name and what it was bound to last.
struct PyBinding {
  std::string name;
  PyValue value;         ///< of the setting
  Span key, expression;  ///< where the name and the value stand; an empty expression cannot be edited
  std::size_t at = 0;    ///< byte at which the value stands, also when it cannot be edited
  bool setting = false;  ///< bound by an assignment, not by import, def or class
  bool wrapped = false;  ///< the name itself is a field(): its default is the value, but only of the finished class
  bool factory = false;  ///< ... and made for each instance: no attribute of the class
  bool missing = false;  ///< annotated only
  int times = 0;         ///< how often it was bound
};

/// Bindings in the order in which the names first came.
class PyNames {
 public:
  PyBinding* Find(std::string_view name);
  const PyBinding* Find(std::string_view name) const;
  void Bind(PyBinding binding);
  void Remove(std::string_view name);
  /// Puts a name back to what it was before; null: it was not bound.
  void Restore(const std::string& name, const PyBinding* before);
  std::vector<PyBinding>& all() { return bindings_; }
  const std::vector<PyBinding>& all() const { return bindings_; }

 private:
  std::vector<PyBinding> bindings_;  ///< without a name: removed
  std::unordered_map<std::string, std::size_t> index_;
};

struct PyClass {
  std::string name;  ///< qualified: "Outer.Inner"
  std::size_t at = 0;
  PyNames names;
  /// Linearized: this class first. A null stands for a base from elsewhere, whose names are not known.
  std::vector<const PyClass*> order;
  std::string stranger;  ///< the base from elsewhere that stands first in `order`
  bool members = false;  ///< of an Enum: attributes are objects, not literals
  bool plain = false;    ///< no decorator and no base that could make fields of field()
  std::string doubtful;  ///< why it may not be the class that the name ends up with

  /// What `Class.name` is, along its bases.
  PyValue Attribute(std::string_view name) const;
};

/// Puts the class and its bases in the order in which names are looked for (C3; Barrett et al. 1996). A conflict, which
/// CPython refuses, leaves the bases out.
void Linearize(PyClass& cls, const std::vector<const PyClass*>& bases);

/// Where an expression stands: which names it sees.
struct PyScope {
  enum class Kind { kModule, kClass, kFunction };
  Kind kind = Kind::kModule;
  PyNames* names = nullptr;  ///< null for functions, whose names are not followed
  PyClass* cls = nullptr;    ///< whose body it is
  const PyScope* outer = nullptr;
  std::set<std::string> local = {};  ///< names of a function, lambda or comprehension
  bool later = false;                ///< runs when the module is done, or never: names bound twice are uncertain
  bool stars = false;                ///< module: names may come from `from x import *`
  std::size_t* left = nullptr;       ///< module: see Spend()
};

/// Takes the size of a value that is to be made, or the weight of one to be looked through, from what the module has
/// left; false when that is less. Without it each line could make a value of the greatest length out of the one before.
bool Spend(const PyScope& scope, std::size_t size);

PyValue LookUp(const PyScope& scope, const std::string& name);

/// `value` as seen through a name: an unknown one says which name it depends on.
PyValue Through(const std::string& name, const PyValue& value);

}  // namespace sftdoctor
