// Names in key-value logs -> metrics: what dict, JSON, CSV and `key: number` readers share.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/pattern.h"
#include "catalog/format.h"

namespace sftdoctor {

/// Decides what a key of one format means: the format's own fields, then its "ignore", then the catalog's aliases.
class Keys {
 public:
  Keys(const Format& format, const Metrics& metrics);

  /// The field of a key as printed; kNoMetric when it means nothing to us. Not fast: see KeyCache.
  Field Find(std::string_view key) const;

 private:
  const Format* format_;
  const Metrics* metrics_;
  std::vector<Pattern> ignore_;
};

/// Remembers answers of Keys. One a thread.
class KeyCache {
 public:
  explicit KeyCache(const Keys& keys) : keys_(&keys) {}
  /// The field of the key that came as the `ordinal`-th of its line: lines tend to repeat their keys in order.
  Field Find(std::string_view key, std::size_t ordinal);

 private:
  struct Known {
    std::string key;
    Field field;
  };
  const Keys* keys_;
  std::vector<Known> last_;
  std::unordered_map<std::string, Field> known_;
};

}  // namespace sftdoctor
