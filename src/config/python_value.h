// Values of Python as far as a config file needs them: what an expression is worth, or why that cannot be told.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "config/config.h"

namespace sftdoctor {

struct PyClass;
struct PyList;
struct PyDict;

/// Why it cannot be told, to follow on "the value": "calls abspath()", "depends on ROOT, which calls abspath()".
struct PyUnknown {
  std::string why;
};

/// Something that an import or Python itself provides, by its full name: "os.path.join", "builtins.float".
struct PyName {
  std::string dotted;
};

struct PyNone {};

/// Texts, too, are shared: a list of one text many times must not take many times its memory.
using PyText = std::shared_ptr<const std::string>;

/// Lists and dicts are shared like Python's own, so that a change through one name is seen through all.
struct PyValue {
  std::variant<PyUnknown, PyNone, bool, std::int64_t, double, PyText, std::shared_ptr<PyList>, std::shared_ptr<PyDict>,
               PyClass*, PyName>
      v;

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&v);
  }
  bool unknown() const { return std::holds_alternative<PyUnknown>(v); }
  const std::string* text() const;
  const PyList* list() const;  ///< list or tuple; null when it is neither
  const PyDict* dict() const;
};

/// How large a list or dict was when it was made. Only single values are put into one later, which change neither much.
struct PyExtent {
  int depth = 1;           ///< of lists and dicts in each other
  std::size_t weight = 0;  ///< see WeightOf()
};

struct PyList {
  std::vector<PyValue> items;
  bool tuple = false;
  std::string spoilt = {};  ///< why its content is no longer known
  PyExtent extent = {};
};

struct PyDict {
  std::vector<std::pair<PyValue, PyValue>> items = {};  ///< keys are hashable, in order of insertion
  std::string spoilt = {};
  PyExtent extent = {};

  const PyValue* Find(const PyValue& key) const;
  void Set(const PyValue& key, PyValue value);
};

PyValue Unknown(std::string why);
PyValue MakeText(std::string text);                        ///< unknown when it is too long to be a setting
PyValue MakeList(std::vector<PyValue> items, bool tuple);  ///< unknown when it is too long or nested too deeply
PyValue MakeDict(PyDict dict);                             ///< unknown when it is nested too deeply

/// What it takes to make or copy the value, in items of a list; next to nothing for a single value.
std::size_t SizeOf(const PyValue& value);
/// What it takes to look all through it, also into what it holds: what stands in it twice counts twice, although it is
/// there once. At most kHeaviest.
std::size_t WeightOf(const PyValue& value);

/// Nothing when it cannot be told, or only by looking at too many values.
std::optional<bool> Truth(const PyValue& value);
std::optional<bool> Equal(const PyValue& a, const PyValue& b);
/// True for what may be the key of a dict, is known, and small enough to be looked for among others.
bool Hashable(const PyValue& value);

/// int or bool as a number.
std::optional<std::int64_t> IntegerOf(const PyValue& value);
/// int, bool or float as a float; nothing when it is none.
std::optional<double> FloatOf(const PyValue& value);

/// repr() of a float: the shortest text that is read back as the same, 1e-05 and 1e+16 with exponents.
std::string FloatRepr(double value);
/// str() of None, a boolean, a number or a text; nothing for others.
std::optional<std::string> TextOf(const PyValue& value);

/// What the value is to a reader of the config. Keys of dicts are texts, as json.dumps() writes them. `left` is what
/// all literals of the file may still weigh together: one large value may stand under any number of names.
Literal LiteralOf(const PyValue& value, std::size_t& left);

/// What a text or list may grow to while it is folded.
inline constexpr std::size_t kLongestValue = 1 << 16;
inline constexpr std::size_t kHeaviest = std::size_t{1} << 20;

}  // namespace sftdoctor
