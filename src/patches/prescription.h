// The boundary between findings and patches: what to change about a configuration, why, and what it comes to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "config/edit.h"
#include "findings/finding.h"

namespace sftdoctor {

/// One setting that shall have another value.
struct Change {
  std::string key;                  ///< canonical
  std::string name;                 ///< as the file spells it
  nlohmann::ordered_json from, to;  ///< `from` is null when the key is not given or not known
  std::string from_text, to_text;   ///< as they stand, or will stand, in the file
  Place place;                      ///< of the old value; of the section when the key is inserted
  bool inserted = false;
  Text because;
};

struct Prescription {
  const Plan* plan = nullptr;
  std::size_t step = 0;         ///< of the plan, from 0
  Text chosen;                  ///< why this plan and step
  std::vector<Text> first;      ///< what to see to before any patch: a checkpoint that was not loaded, for one
  std::vector<Change> changes;  ///< in order of the file; empty: the plan asks for nothing that is not so already
  std::vector<Text> advice;     ///< what is to be done by hand
  std::vector<Text> remarks;    ///< where it departs from what one may expect, and why
  Schedule before, after;
  Text expected;
  std::optional<ConfigFile> patched;  ///< the file with the changes made
};

/// Plans by name, or by the findings when `plan` is empty. Nothing when the findings call for no change of the
/// configuration and no plan was asked for. The patched file is read again and checked: it clears the config checks
/// that called for it and raises none at warning or above; throws Error when that cannot be had. `step` of the plan:
/// empty means the first that would change anything.
std::optional<Prescription> Prescribe(const Diagnosis& diagnosis, const Catalog& catalog, const std::string& plan,
                                      std::optional<std::size_t> step);

}  // namespace sftdoctor
