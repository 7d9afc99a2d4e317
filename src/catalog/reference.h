// Units of the catalog that name others by their ids.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/document.h"

namespace sftdoctor {

template <typename Unit>
std::vector<std::string> IdsOf(const std::vector<Unit>& units) {
  std::vector<std::string> ids;
  for (const Unit& unit : units) ids.push_back(unit.id);
  return ids;
}

/// Null when there is none.
template <typename Unit>
const Unit* FindById(const std::vector<Unit>& units, std::string_view id) {
  const auto found = std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.id == id; });
  return found == units.end() ? nullptr : &*found;
}

/// Throws Error at `node`: `id` is none of `ids`. Says `what` it should be, and names the nearest.
[[noreturn]] void FailReference(const std::string& id, const Node& node, const std::vector<std::string>& ids,
                                const std::string& what);

/// The unit that `id`, which stands at `node`, names; the Error says `what` it should be.
template <typename Unit>
const Unit& ReadReference(const std::string& id, const Node& node, const std::vector<Unit>& units,
                          const std::string& what) {
  if (const Unit* unit = FindById(units, id)) return *unit;
  FailReference(id, node, IdsOf(units), what);
}

}  // namespace sftdoctor
