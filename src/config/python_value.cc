#include "config/python_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sftdoctor {
namespace {

constexpr int kDeepest = 64;
constexpr std::size_t kTextPerItem = 64;  // bytes of a text that weigh as much as one item
constexpr std::size_t kKeysPerStep = 16;  // looking at a key is less work than what else counts as a step
constexpr int kLargestKey = 64;           // finding a key takes a look at all before it

/// What of `budget` is left after the value; below zero it was too large, or too deep.
void Convert(const PyValue& value, int depth, std::ptrdiff_t& budget, Literal& out);

void ConvertDict(const PyDict& dict, int depth, std::ptrdiff_t& budget, Literal& out) {
  out.value = nlohmann::ordered_json::object();
  for (const auto& [key, item] : dict.items) {
    Literal member;
    Convert(item, depth + 1, budget, member);
    std::string name = TextOf(key).value_or("");
    if (key.As<PyNone>()) name = "null";
    if (const bool* flag = key.As<bool>()) name = *flag ? "true" : "false";
    if (key.list()) member.unknown = "has a tuple as a key";
    if (!member.known()) {
      out.unknown = member.unknown;
      return;
    }
    out.value[name] = std::move(member.value);
  }
}

void Convert(const PyValue& value, int depth, std::ptrdiff_t& budget, Literal& out) {
  budget -= 1;
  if (const std::string* text = value.text()) budget -= static_cast<std::ptrdiff_t>(text->size() / kTextPerItem);
  if (budget < 0 || depth > kDeepest) {
    out.unknown = "is too large";
  } else if (const PyList* list = value.list()) {
    out.unknown = list->spoilt;
    out.value = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < list->items.size() && out.known(); ++i) {
      Literal item;
      Convert(list->items[i], depth + 1, budget, item);
      out.unknown = item.unknown;
      out.value.push_back(std::move(item.value));
    }
  } else if (const PyDict* dict = value.dict()) {
    out.unknown = dict->spoilt;
    if (out.known()) ConvertDict(*dict, depth, budget, out);
  } else if (const auto* why = value.As<PyUnknown>()) {
    out.unknown = why->why;
  } else if (const auto* name = value.As<PyName>()) {
    out.unknown = name->dotted.starts_with("builtins.") ? "is the built-in " + name->dotted.substr(9)
                                                        : "comes from " + name->dotted;
  } else if (value.As<PyClass*>()) {
    out.unknown = "is a class";
  } else if (const auto* flag = value.As<bool>()) {
    out.value = *flag;
  } else if (const auto* integer = value.As<std::int64_t>()) {
    out.value = *integer;
  } else if (const auto* number = value.As<double>()) {
    out.value = *number;
  } else if (const auto* text = value.text()) {
    out.value = *text;
  }
}

/// `steps` that may still be made: two tuples, each of twice the one before, look like millions of values.
std::optional<bool> Equal(const PyValue& a, const PyValue& b, int& steps);

std::optional<bool> EqualLists(const PyList& a, const PyList& b, int& steps) {
  if (!a.spoilt.empty() || !b.spoilt.empty()) return std::nullopt;
  if (a.tuple != b.tuple || a.items.size() != b.items.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    const std::optional<bool> same = Equal(a.items[i], b.items[i], steps);
    if (!same || !*same) return same;
  }
  return true;
}

std::optional<bool> EqualDicts(const PyDict& a, const PyDict& b, int& steps) {
  if (!a.spoilt.empty() || !b.spoilt.empty()) return std::nullopt;
  if (a.items.size() != b.items.size()) return false;
  for (const auto& [key, value] : a.items) {
    const PyValue* other = b.Find(key);
    steps -= static_cast<int>(b.items.size() / kKeysPerStep);
    const std::optional<bool> same = other ? Equal(value, *other, steps) : false;
    if (!same || !*same) return same;
  }
  return true;
}

/// Not comparable by value here.
bool Opaque(const PyValue& value) { return value.unknown() || value.As<PyName>() || value.As<PyClass*>(); }

std::optional<bool> Equal(const PyValue& a, const PyValue& b, int& steps) {
  if (--steps < 0 || Opaque(a) || Opaque(b)) return std::nullopt;
  const std::optional<double> x = FloatOf(a), y = FloatOf(b);
  if (x && y) {
    const std::optional<std::int64_t> m = IntegerOf(a), n = IntegerOf(b);
    if (m && n) return *m == *n;
    // An integer beyond 2**53 and a float need more than a double to be compared.
    return (m ? static_cast<long double>(*m) : *x) == (n ? static_cast<long double>(*n) : *y);
  }
  if (a.list() && b.list()) return EqualLists(*a.list(), *b.list(), steps);
  if (a.dict() && b.dict()) return EqualDicts(*a.dict(), *b.dict(), steps);
  const auto *s = a.text(), *t = b.text();
  if (!s || !t) return a.As<PyNone>() && b.As<PyNone>();
  steps -= static_cast<int>(s == t ? 0 : std::min(s->size(), t->size()) / kTextPerItem);
  return s == t || *s == *t;
}

bool Hashable(const PyValue& value, int& left) {
  if (const std::string* text = value.text()) left -= static_cast<int>(text->size() / kTextPerItem);
  if (--left < 0 || Opaque(value) || value.dict()) return false;
  const PyList* list = value.list();
  return !list || (list->tuple && std::all_of(list->items.begin(), list->items.end(),
                                              [&](const PyValue& item) { return Hashable(item, left); }));
}

/// Each key was looked for among those before it.
std::size_t SizeOf(const PyDict& dict) { return dict.items.size() * (1 + dict.items.size() / kKeysPerStep); }

/// Takes a value into the extent of what holds it.
void Grow(PyExtent& extent, const PyValue& item) {
  const PyList* list = item.list();
  const PyDict* dict = item.dict();
  if (list) extent.depth = std::max(extent.depth, list->extent.depth + 1);
  if (dict) extent.depth = std::max(extent.depth, dict->extent.depth + 1);
  extent.weight = std::min(kHeaviest, extent.weight + 1 + WeightOf(item));
}

}  // namespace

const std::string* PyValue::text() const {
  const auto* text = As<PyText>();
  return text ? text->get() : nullptr;
}

const PyList* PyValue::list() const {
  const auto* list = As<std::shared_ptr<PyList>>();
  return list ? list->get() : nullptr;
}

const PyDict* PyValue::dict() const {
  const auto* dict = As<std::shared_ptr<PyDict>>();
  return dict ? dict->get() : nullptr;
}

const PyValue* PyDict::Find(const PyValue& key) const {
  for (const auto& [name, value] : items) {
    if (Equal(name, key).value_or(false)) return &value;
  }
  return nullptr;
}

void PyDict::Set(const PyValue& key, PyValue value) {
  for (auto& [name, old] : items) {
    if (Equal(name, key).value_or(false)) {
      old = std::move(value);
      return;
    }
  }
  items.emplace_back(key, std::move(value));
}

PyValue Unknown(std::string why) { return {PyUnknown{std::move(why)}}; }

PyValue MakeText(std::string text) {
  if (text.size() > kLongestValue) return Unknown("is too long");
  return {std::make_shared<const std::string>(std::move(text))};
}

PyValue MakeList(std::vector<PyValue> items, bool tuple) {
  if (items.size() > kLongestValue) return Unknown("is too long");
  PyList list{std::move(items), tuple};
  for (const PyValue& item : list.items) Grow(list.extent, item);
  if (list.extent.depth > kDeepest) return Unknown("is nested too deeply");
  return {std::make_shared<PyList>(std::move(list))};
}

PyValue MakeDict(PyDict dict) {
  dict.extent = {1, std::min(kHeaviest, SizeOf(dict))};
  for (const auto& [key, value] : dict.items) {
    Grow(dict.extent, key);
    Grow(dict.extent, value);
  }
  if (dict.extent.depth > kDeepest) return Unknown("is nested too deeply");
  return {std::make_shared<PyDict>(std::move(dict))};
}

std::size_t SizeOf(const PyValue& value) {
  if (const std::string* text = value.text()) return text->size() / kTextPerItem;
  if (const PyList* list = value.list()) return list->items.size();
  const PyDict* dict = value.dict();
  return dict ? SizeOf(*dict) : 0;
}

std::size_t WeightOf(const PyValue& value) {
  const PyList* list = value.list();
  const PyDict* dict = value.dict();
  return std::max(SizeOf(value), list ? list->extent.weight : dict ? dict->extent.weight : 0);
}

std::optional<bool> Truth(const PyValue& value) {
  if (value.As<PyNone>()) return false;
  if (const std::optional<double> number = FloatOf(value)) return *number != 0;  // a NaN is true
  if (const std::string* text = value.text()) return !text->empty();
  if (const PyList* list = value.list(); list && list->spoilt.empty()) return !list->items.empty();
  if (const PyDict* dict = value.dict(); dict && dict->spoilt.empty()) return !dict->items.empty();
  return std::nullopt;
}

std::optional<bool> Equal(const PyValue& a, const PyValue& b) {
  int steps = kHeaviest;
  return Equal(a, b, steps);
}

bool Hashable(const PyValue& value) {
  int left = kLargestKey;
  return Hashable(value, left);
}

std::optional<std::int64_t> IntegerOf(const PyValue& value) {
  if (const auto* flag = value.As<bool>()) return *flag ? 1 : 0;
  if (const auto* integer = value.As<std::int64_t>()) return *integer;
  return std::nullopt;
}

std::optional<double> FloatOf(const PyValue& value) {
  if (const auto* number = value.As<double>()) return *number;
  if (const std::optional<std::int64_t> integer = IntegerOf(value)) return static_cast<double>(*integer);
  return std::nullopt;
}

std::string FloatRepr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  const std::string scientific(buffer, end);
  const int exponent = std::stoi(scientific.substr(scientific.find('e') + 1));
  if (exponent < -4 || exponent >= 16) return scientific;
  const auto fixed_end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr;
  const std::string fixed(buffer, fixed_end);
  return fixed.find('.') == std::string::npos ? fixed + ".0" : fixed;
}

std::optional<std::string> TextOf(const PyValue& value) {
  if (value.As<PyNone>()) return "None";
  if (const auto* flag = value.As<bool>()) return *flag ? "True" : "False";
  if (const auto* integer = value.As<std::int64_t>()) return std::to_string(*integer);
  if (const auto* number = value.As<double>()) return FloatRepr(*number);
  if (const auto* text = value.text()) return *text;
  return std::nullopt;
}

Literal LiteralOf(const PyValue& value, std::size_t& left) {
  Literal out;
  const bool single = !value.text() && !value.list() && !value.dict();
  const std::size_t most = single ? 1 : std::min(kLongestValue, left);
  auto budget = static_cast<std::ptrdiff_t>(most);
  Convert(value, 0, budget, out);
  if (!single) left -= most - static_cast<std::size_t>(std::max<std::ptrdiff_t>(budget, 0));
  if (!out.known()) out.value = nullptr;
  return out;
}

}  // namespace sftdoctor
