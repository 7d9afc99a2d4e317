// Functions and constants of Python that are pure: they say the same of the same values on every machine.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/python_value.h"

namespace sftdoctor {

/// Arguments of a call, in order; keyword arguments by name.
struct PyArguments {
  std::vector<PyValue> values;
  std::vector<std::pair<std::string, PyValue>> named;
};

/// True for a name that Python itself binds everywhere: int, len, ...
bool IsBuiltin(std::string_view name);

/// The value of an imported thing that is a constant ("math.pi"), else the name itself.
PyValue ImportedValue(const std::string& dotted);

/// Calls int, float, str, bool, len, abs, min, max, sum, round, list, tuple, dict, os.path.join. Unknown ("calls X()")
/// for other functions and for arguments that they would refuse.
PyValue CallPure(const std::string& dotted, const PyArguments& arguments);

/// True when calling it changes none of its arguments.
bool LeavesArguments(std::string_view dotted);

}  // namespace sftdoctor
