// Operators of Python on known values, exactly as CPython computes them.
#pragma once

#include <string_view>

#include "config/python_value.h"

namespace sftdoctor {

/// + - * / // % ** << >> & | ^. An unknown operand is handed on; what CPython would raise is unknown too.
PyValue BinaryOperation(std::string_view op, const PyValue& a, const PyValue& b);

/// + - ~ not.
PyValue UnaryOperation(std::string_view op, const PyValue& a);

/// < <= == != >= > in "not in" is "is not".
PyValue Comparison(std::string_view op, const PyValue& a, const PyValue& b);

/// a[b], with an index or a key.
PyValue Subscript(const PyValue& a, const PyValue& b);

/// a[from:to]; None stands for an end that is not given.
PyValue Slice(const PyValue& a, const PyValue& from, const PyValue& to);

}  // namespace sftdoctor
