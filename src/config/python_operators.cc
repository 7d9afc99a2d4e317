#include "config/python_operators.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace sftdoctor {
namespace {

using Int = std::int64_t;
constexpr Int kExact = Int{1} << 53;  // beyond it an integer is rounded when it becomes a float

/// `value` is read after the operation that fills it.
PyValue Fits(bool overflow, const Int& value) { return overflow ? Unknown("is beyond 64 bits") : PyValue{value}; }

PyValue DividedByZero() { return Unknown("divides by zero"); }

PyValue FloorDivide(Int a, Int b) {
  if (b == 0) return DividedByZero();
  Int value = 0;
  if (b == -1) return Fits(__builtin_sub_overflow(Int{0}, a, &value), value);
  return {a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0)};
}

PyValue Modulo(Int a, Int b) {
  if (b == 0) return DividedByZero();
  if (b == -1) return {Int{0}};
  const Int rest = a % b;
  return {rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest};
}

PyValue FloatPower(double a, double b) {
  if (a == 0 && b < 0) return DividedByZero();
  if (a < 0 && std::isfinite(a) && std::isfinite(b) && b != std::floor(b)) return Unknown("is complex");
  const double value = std::pow(a, b);
  if (std::isinf(value) && std::isfinite(a) && std::isfinite(b)) return Unknown("is beyond a float");
  return {value};
}

PyValue Power(Int a, Int b) {
  if (b < 0) return FloatPower(static_cast<double>(a), static_cast<double>(b));
  Int result = 1;
  bool overflow = false;
  for (Int base = a, left = b; left > 0 && !overflow;) {
    if (left & 1) overflow = __builtin_mul_overflow(result, base, &result);
    left >>= 1;
    // An overflow of the last square does not matter, but any before it does.
    if (left > 0 && !overflow) overflow = __builtin_mul_overflow(base, base, &base);
  }
  return Fits(overflow, result);
}

PyValue Shift(std::string_view op, Int a, Int b) {
  if (b < 0) return Unknown("shifts by a negative count");
  if (op == ">>") return {b > 63 ? (a < 0 ? Int{-1} : Int{0}) : a >> b};
  if (a == 0) return {Int{0}};
  Int value = 0;
  return b > 62 ? Fits(true, 0) : Fits(__builtin_mul_overflow(a, Int{1} << b, &value), value);
}

PyValue IntegerOperation(std::string_view op, Int a, Int b) {
  Int value = 0;
  if (op == "+") return Fits(__builtin_add_overflow(a, b, &value), value);
  if (op == "-") return Fits(__builtin_sub_overflow(a, b, &value), value);
  if (op == "*") return Fits(__builtin_mul_overflow(a, b, &value), value);
  if (op == "//") return FloorDivide(a, b);
  if (op == "%") return Modulo(a, b);
  if (op == "**") return Power(a, b);
  if (op == "<<" || op == ">>") return Shift(op, a, b);
  if (op == "&") return {a & b};
  if (op == "|") return {a | b};
  if (op == "^") return {a ^ b};
  if (op != "/") return Unknown("uses the operator " + std::string(op));
  if (b == 0) return DividedByZero();
  if (std::max(a, b) > kExact || std::min(a, b) < -kExact) return Unknown("divides integers beyond 2**53");
  return {static_cast<double>(a) / static_cast<double>(b)};
}

/// CPython's float_divmod (Objects/floatobject.c): the quotient is rounded from the exact remainder.
PyValue FloatDivMod(double a, double b, bool quotient) {
  if (b == 0) return DividedByZero();
  double rest = std::fmod(a, b), whole = (a - rest) / b;
  if (rest == 0) {
    rest = std::copysign(0.0, b);
  } else if ((b < 0) != (rest < 0)) {
    rest += b;
    whole -= 1;
  }
  if (!quotient) return {rest};
  if (whole == 0) return {std::copysign(0.0, a / b)};
  const double floor = std::floor(whole);
  return {whole - floor > 0.5 ? floor + 1 : floor};
}

PyValue FloatOperation(std::string_view op, double a, double b) {
  if (op == "+") return {a + b};
  if (op == "-") return {a - b};
  if (op == "*") return {a * b};
  if (op == "/") return b == 0 ? DividedByZero() : PyValue{a / b};
  if (op == "//" || op == "%") return FloatDivMod(a, b, op == "//");
  if (op == "**") return FloatPower(a, b);
  return Unknown("uses " + std::string(op) + " on a float");
}

PyValue Mismatch(std::string_view op) { return Unknown("uses " + std::string(op) + " on values that do not fit"); }

PyValue Repeat(const PyValue& a, Int times) {
  times = std::max<Int>(times, 0);
  const auto* text = a.text();
  const std::size_t length = text ? text->size() : a.list()->items.size();
  if (length > 0 && times > static_cast<Int>(kLongestValue / length)) return Unknown("is too long");
  if (!text) {
    if (!a.list()->spoilt.empty()) return Unknown(a.list()->spoilt);
    std::vector<PyValue> items;
    for (Int i = 0; length > 0 && i < times; ++i)
      items.insert(items.end(), a.list()->items.begin(), a.list()->items.end());
    return MakeList(std::move(items), a.list()->tuple);
  }
  std::string out;
  for (Int i = 0; length > 0 && i < times; ++i) out += *text;
  return MakeText(std::move(out));
}

PyValue Concatenate(const PyList& a, const PyList& b) {
  if (!a.spoilt.empty() || !b.spoilt.empty()) return Unknown(a.spoilt.empty() ? b.spoilt : a.spoilt);
  std::vector<PyValue> items = a.items;
  items.insert(items.end(), b.items.begin(), b.items.end());
  return MakeList(std::move(items), a.tuple);
}

PyValue Merge(const PyDict& a, const PyDict& b) {
  if (!a.spoilt.empty() || !b.spoilt.empty()) return Unknown(a.spoilt.empty() ? b.spoilt : a.spoilt);
  if (a.items.size() + b.items.size() > kLongestValue / 64) return Unknown("is too long");
  PyDict out{a.items};
  for (const auto& [key, value] : b.items) out.Set(key, value);
  return MakeDict(std::move(out));
}

std::optional<bool> Less(const PyValue& a, const PyValue& b) {
  const std::optional<Int> m = IntegerOf(a), n = IntegerOf(b);
  if (m && n) return *m < *n;
  if (FloatOf(a) && FloatOf(b)) {
    return (m ? static_cast<long double>(*m) : *FloatOf(a)) < (n ? static_cast<long double>(*n) : *FloatOf(b));
  }
  const auto *s = a.text(), *t = b.text();
  if (s && t) return *s < *t;  // UTF-8 keeps the order of code points
  return std::nullopt;
}

std::optional<bool> Contains(const PyValue& a, const PyValue& b) {
  const auto *text = a.text(), *part = b.text();
  if (text && part) return text->find(*part) != std::string::npos;
  if (const PyList* list = a.list(); list && list->spoilt.empty()) {
    for (const PyValue& item : list->items) {
      const std::optional<bool> same = Equal(item, b);
      if (!same || *same) return same;
    }
    return false;
  }
  const PyDict* dict = a.dict();
  if (!dict || !dict->spoilt.empty() || !Hashable(b)) return std::nullopt;
  return dict->Find(b) != nullptr;
}

/// Only of None and booleans it is certain which of them are the same object.
std::optional<bool> Same(const PyValue& a, const PyValue& b) {
  const auto known = [](const PyValue& v) { return !v.unknown() && !v.As<PyName>(); };
  const auto single = [](const PyValue& v) { return v.As<PyNone>() || v.As<bool>(); };
  if (!known(a) || !known(b) || (!single(a) && !single(b))) return std::nullopt;
  if (a.v.index() != b.v.index()) return false;
  return a.As<PyNone>() || *a.As<bool>() == *b.As<bool>();
}

PyValue Answer(std::optional<bool> answer, bool negated) {
  return answer ? PyValue{*answer != negated} : Unknown("compares values that cannot be told");
}

/// Where the code points of a text begin, and its end.
std::vector<std::size_t> CharactersOf(const std::string& text) {
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < text.size(); at += std::max<std::size_t>(1, Utf8Length(text.substr(at, 4))))
    begins.push_back(at);
  begins.push_back(text.size());
  return begins;
}

}  // namespace

PyValue BinaryOperation(std::string_view op, const PyValue& a, const PyValue& b) {
  if (a.unknown()) return a;
  if (b.unknown()) return b;
  const std::optional<Int> m = IntegerOf(a), n = IntegerOf(b);
  const auto *p = a.As<bool>(), *q = b.As<bool>();
  if (p && q && op == "&") return {*p && *q};
  if (p && q && op == "|") return {*p || *q};
  if (p && q && op == "^") return {*p != *q};
  if (m && n) return IntegerOperation(op, *m, *n);
  if (FloatOf(a) && FloatOf(b)) return FloatOperation(op, *FloatOf(a), *FloatOf(b));
  const auto *s = a.text(), *t = b.text();
  if (op == "+" && s && t) return MakeText(*s + *t);
  if (op == "+" && a.list() && b.list() && a.list()->tuple == b.list()->tuple) return Concatenate(*a.list(), *b.list());
  if (op == "*" && n && (s || a.list())) return Repeat(a, *n);
  if (op == "*" && m && (t || b.list())) return Repeat(b, *m);
  if (op == "|" && a.dict() && b.dict()) return Merge(*a.dict(), *b.dict());
  if (op == "%" && s) return Unknown("formats a text");
  return Mismatch(op);
}

PyValue UnaryOperation(std::string_view op, const PyValue& a) {
  if (a.unknown()) return a;
  if (op == "not") return Answer(Truth(a), true);
  const std::optional<Int> m = IntegerOf(a);
  if (m && op == "-") return IntegerOperation("-", 0, *m);
  if (m && op == "~") return {~*m};
  if (m && op == "+") return {*m};
  const auto* number = a.As<double>();
  if (number && op == "-") return {-*number};
  if (number && op == "+") return a;
  return Mismatch(op);
}

PyValue Comparison(std::string_view op, const PyValue& a, const PyValue& b) {
  if (a.unknown()) return a;
  if (b.unknown()) return b;
  const auto either = [](std::optional<bool> x, std::optional<bool> y) {
    return x && y ? std::optional(*x || *y) : std::nullopt;
  };
  if (op == "==") return Answer(Equal(a, b), false);
  if (op == "!=") return Answer(Equal(a, b), true);
  if (op == "<") return Answer(Less(a, b), false);
  if (op == ">") return Answer(Less(b, a), false);
  if (op == "<=") return Answer(either(Less(a, b), Equal(a, b)), false);
  if (op == ">=") return Answer(either(Less(b, a), Equal(a, b)), false);
  if (op == "in" || op == "not in") return Answer(Contains(b, a), op == "not in");
  if (op == "is" || op == "is not") return Answer(Same(a, b), op == "is not");
  return Unknown("uses the operator " + std::string(op));
}

PyValue Subscript(const PyValue& a, const PyValue& b) {
  if (a.unknown()) return a;
  if (b.unknown()) return b;
  if (const PyDict* dict = a.dict()) {
    if (!dict->spoilt.empty()) return Unknown(dict->spoilt);
    const PyValue* found = Hashable(b) ? dict->Find(b) : nullptr;
    return found ? *found : Unknown("has a key that the dict lacks");
  }
  const std::optional<Int> index = IntegerOf(b);
  const auto* text = a.text();
  if (!index || (!text && !a.list())) return Mismatch("[]");
  if (a.list() && !a.list()->spoilt.empty()) return Unknown(a.list()->spoilt);
  const std::vector<std::size_t> begins = text ? CharactersOf(*text) : std::vector<std::size_t>();
  const auto size = static_cast<Int>(text ? begins.size() - 1 : a.list()->items.size());
  const Int from = *index < 0 ? *index + size : *index;
  if (from < 0 || from >= size) return Unknown("has an index out of range");
  const auto at = static_cast<std::size_t>(from);
  return text ? MakeText(text->substr(begins[at], begins[at + 1] - begins[at])) : a.list()->items[at];
}

PyValue Slice(const PyValue& a, const PyValue& from, const PyValue& to) {
  for (const PyValue* part : {&a, &from, &to}) {
    if (part->unknown()) return *part;
  }
  const auto* text = a.text();
  if (!text && !a.list()) return Mismatch("[:]");
  if (a.list() && !a.list()->spoilt.empty()) return Unknown(a.list()->spoilt);
  const std::vector<std::size_t> begins = text ? CharactersOf(*text) : std::vector<std::size_t>();
  const auto size = static_cast<Int>(text ? begins.size() - 1 : a.list()->items.size());
  const auto end = [&](const PyValue& value, Int absent) -> std::optional<Int> {
    if (value.As<PyNone>()) return absent;
    const std::optional<Int> at = IntegerOf(value);
    if (!at) return std::nullopt;
    return std::clamp<Int>(*at < 0 ? *at + size : *at, 0, size);
  };
  const std::optional<Int> first = end(from, 0), last = end(to, size);
  if (!first || !last) return Mismatch("[:]");
  const auto i = static_cast<std::size_t>(*first), j = static_cast<std::size_t>(std::max(*first, *last));
  if (text) return MakeText(text->substr(begins[i], begins[j] - begins[i]));
  return MakeList({a.list()->items.begin() + *first, a.list()->items.begin() + static_cast<Int>(j)}, a.list()->tuple);
}

}  // namespace sftdoctor
