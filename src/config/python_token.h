// Number and text tokens of Python -> values, as CPython's tokenizer takes them.
#pragma once

#include <string_view>

#include "config/python_value.h"

namespace sftdoctor {

/// An integer or float token: underscores, 0x, 0o, 0b, exponents. Unknown when it is complex, beyond 64 bits, or none.
PyValue ReadPythonNumber(std::string_view token);

/// int("...") and float("..."): blanks around, a sign, underscores; float also takes inf and nan.
PyValue IntegerFromText(std::string_view text);
PyValue FloatFromText(std::string_view text);

/// The parts of a string token.
struct PythonString {
  bool raw = false, bytes = false, formatted = false;
  std::string_view body;  ///< between the quotes
  bool closed = false;    ///< it is a whole token
};
PythonString SplitPythonString(std::string_view token);

/// What the body of a string says: escapes (not when it is raw) and line ends resolved. Unknown when an escape is not
/// valid, is \N{...}, or the text is not UTF-8.
PyValue ReadPythonText(std::string_view body, bool raw);

}  // namespace sftdoctor
