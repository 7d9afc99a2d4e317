// The boundary between trends and findings: named numbers, each with the place in the log that shows it.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sftdoctor {

/// Stands for "no particular line".
inline constexpr std::uint64_t kNoLine = 0;

struct Feature {
  double value = 0;              ///< finite
  std::uint64_t line = kNoLine;  ///< line of the log, from 1, that shows it best
};

/// Features by name (`loss.level`). A feature that could not be computed is not there: it is never zero, never NaN.
class Features {
 public:
  /// Keeps the value if it is finite; a non-finite one means "could not be computed" and is left out.
  void Set(std::string name, double value, std::uint64_t line = kNoLine) {
    if (std::isfinite(value)) values_.insert_or_assign(std::move(name), Feature{value, line});
  }
  void Drop(const std::string& name) { values_.erase(name); }
  const Feature* Find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
  }
  std::optional<double> Value(std::string_view name) const {
    const Feature* feature = Find(name);
    return feature ? std::optional(feature->value) : std::nullopt;
  }
  const std::map<std::string, Feature, std::less<>>& all() const { return values_; }

 private:
  std::map<std::string, Feature, std::less<>> values_;
};

}  // namespace sftdoctor
