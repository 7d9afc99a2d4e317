#include "config/python_builtins.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

#include "base/text.h"
#include "config/python_operators.h"
#include "config/python_token.h"

namespace sftdoctor {
namespace {

using Values = std::vector<PyValue>;
PyValue Refused() { return Unknown(""); }

PyValue Int(const Values& a) {
  if (a.empty()) return {std::int64_t{0}};
  if (const auto whole = IntegerOf(a[0])) return {*whole};
  if (const auto* text = a[0].text()) return IntegerFromText(*text);
  const auto* number = a[0].As<double>();
  if (!number || !(std::abs(*number) < 0x1p63)) return Refused();
  return {static_cast<std::int64_t>(*number)};
}

PyValue Float(const Values& a) {
  if (a.empty()) return {0.0};
  if (const auto* text = a[0].text()) return FloatFromText(*text);
  const auto number = FloatOf(a[0]);
  return number ? PyValue{*number} : Refused();
}

PyValue Str(const Values& a) {
  const auto text = a.empty() ? std::string() : TextOf(a[0]);
  return text ? MakeText(*text) : Refused();
}

PyValue Bool(const Values& a) {
  const auto truth = a.empty() ? false : Truth(a[0]);
  return truth ? PyValue{*truth} : Refused();
}

std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

PyValue Len(const Values& a) {
  if (a.size() != 1) return Refused();
  if (const auto* text = a[0].text()) return {static_cast<std::int64_t>(Characters(*text))};
  if (const PyList* list = a[0].list(); list && list->spoilt.empty())
    return {static_cast<std::int64_t>(list->items.size())};
  if (const PyDict* dict = a[0].dict(); dict && dict->spoilt.empty())
    return {static_cast<std::int64_t>(dict->items.size())};
  return Refused();
}

PyValue Abs(const Values& a) {
  if (a.size() != 1) return Refused();
  if (const auto whole = IntegerOf(a[0])) return *whole < 0 ? UnaryOperation("-", a[0]) : PyValue{*whole};
  const auto* number = a[0].As<double>();
  return number ? PyValue{std::abs(*number)} : Refused();
}

/// The elements of a lone list argument, else the arguments themselves.
const Values* Elements(const Values& a) {
  if (a.size() != 1) return &a;
  const PyList* list = a[0].list();
  return list && list->spoilt.empty() ? &list->items : nullptr;
}

PyValue Extreme(const Values& a, std::string_view better) {
  const Values* items = Elements(a);
  if (!items || items->empty()) return Refused();
  PyValue best = items->front();
  for (const PyValue& item : *items) {
    const PyValue answer = Comparison(better, item, best);
    if (!answer.As<bool>()) return Refused();
    if (*answer.As<bool>()) best = item;
  }
  return best;
}
PyValue Min(const Values& a) { return Extreme(a, "<"); }
PyValue Max(const Values& a) { return Extreme(a, ">"); }

PyValue Sum(const Values& a) {
  const PyList* list = a.size() == 1 ? a[0].list() : nullptr;
  if (!list || !list->spoilt.empty()) return Refused();
  PyValue total{std::int64_t{0}};
  for (const PyValue& item : list->items) {
    // From 3.12 on CPython adds floats with compensation: the last digits depend on the version.
    if (!IntegerOf(item)) return Refused();
    total = BinaryOperation("+", total, item);
  }
  return total;
}

PyValue Round(const Values& a) {
  if (a.size() != 1) return Refused();
  if (const auto whole = IntegerOf(a[0])) return {*whole};
  const auto* number = a[0].As<double>();
  if (!number || !(std::abs(*number) < 0x1p62)) return Refused();
  return {static_cast<std::int64_t>(std::nearbyint(*number))};
}

PyValue Sequence(const Values& a, bool tuple) {
  if (a.empty()) return MakeList({}, tuple);
  const PyList* list = a.size() == 1 ? a[0].list() : nullptr;
  return list && list->spoilt.empty() ? MakeList(list->items, tuple) : Refused();
}
PyValue List(const Values& a) { return Sequence(a, false); }
PyValue Tuple(const Values& a) { return Sequence(a, true); }

PyValue JoinPath(const Values& a) {
  std::string path;
  for (const PyValue& part : a) {
    const auto* text = part.text();
    if (!text) return Refused();
    if (path.size() > kLongestValue) return Unknown("is too long");
    if (text->starts_with('/') || path.empty()) {
      path = &part == a.data() || text->starts_with('/') ? *text : path + *text;
    } else {
      path += (path.ends_with('/') ? "" : "/") + *text;
    }
  }
  return a.empty() ? Refused() : MakeText(std::move(path));
}

PyValue Dict(const PyArguments& arguments) {
  PyDict out;
  if (!arguments.values.empty()) {
    const PyDict* from = arguments.values[0].dict();
    if (arguments.values.size() > 1 || !from || !from->spoilt.empty()) return Refused();
    out.items = from->items;
  }
  for (const auto& [name, value] : arguments.named) out.Set(MakeText(name), value);
  return MakeDict(std::move(out));
}

using Pure = PyValue (*)(const Values&);
const std::map<std::string, Pure, std::less<>> kPure = {
    {"builtins.int", Int},     {"builtins.float", Float}, {"builtins.str", Str},   {"builtins.bool", Bool},
    {"builtins.len", Len},     {"builtins.abs", Abs},     {"builtins.min", Min},   {"builtins.max", Max},
    {"builtins.sum", Sum},     {"builtins.round", Round}, {"builtins.list", List}, {"builtins.tuple", Tuple},
    {"os.path.join", JoinPath}};

const std::map<std::string, double, std::less<>> kConstants = {
    {"math.pi", std::numbers::pi}, {"math.e", std::numbers::e}, {"math.tau", 2 * std::numbers::pi},
    {"math.inf", HUGE_VAL},        {"math.nan", std::nan("")},
};

/// Other built-in functions, whose answers are not needed but which change nothing either.
constexpr std::array<std::string_view, 30> kHarmless = {
    "dict", "set",    "frozenset", "sorted",  "range",   "print",      "isinstance", "type",    "enumerate", "zip",
    "map",  "filter", "any",       "all",     "repr",    "hash",       "id",         "format",  "pow",       "divmod",
    "ord",  "chr",    "hex",       "getattr", "hasattr", "issubclass", "callable",   "complex", "bytes",     "super"};

bool IsHarmless(std::string_view name) {
  return std::find(kHarmless.begin(), kHarmless.end(), name) != kHarmless.end();
}

}  // namespace

bool IsBuiltin(std::string_view name) {
  return kPure.contains("builtins." + std::string(name)) || IsHarmless(name) || name == "object" ||
         name == "property" || name == "staticmethod" || name == "classmethod" || name == "open" || name == "input" ||
         name == "setattr" || name == "exec" || name == "eval" || name == "vars" || name == "globals" ||
         name == "locals" || name == "Exception" || name == "__import__";
}

PyValue ImportedValue(const std::string& dotted) {
  if (dotted.ends_with(".TYPE_CHECKING") && dotted.starts_with("typing")) return {false};
  const auto constant = kConstants.find(dotted);
  return constant == kConstants.end() ? PyValue{PyName{dotted}} : PyValue{constant->second};
}

PyValue CallPure(const std::string& dotted, const PyArguments& arguments) {
  const std::string name = dotted.substr(dotted.rfind('.') + 1);
  const auto refused = [&] { return Unknown("calls " + name + "()"); };
  for (const PyValue& value : arguments.values) {
    if (value.unknown() && (kPure.contains(dotted) || dotted == "builtins.dict")) return value;
  }
  if (dotted == "builtins.dict") {
    for (const auto& [key, value] : arguments.named) {
      if (value.unknown()) return value;
    }
    const PyValue value = Dict(arguments);
    return value.unknown() ? refused() : value;
  }
  const auto pure = kPure.find(dotted);
  if (pure == kPure.end() || !arguments.named.empty()) return refused();
  const bool one = pure->second == Int || pure->second == Float || pure->second == Str || pure->second == Bool;
  if (one && arguments.values.size() > 1) return refused();
  PyValue value = pure->second(arguments.values);
  const auto* unknown = value.As<PyUnknown>();
  return unknown && unknown->why.empty() ? refused() : value;
}

bool LeavesArguments(std::string_view dotted) {
  return kPure.contains(dotted) || (dotted.starts_with("builtins.") && IsHarmless(dotted.substr(9)));
}

}  // namespace sftdoctor
