// The catalog tests itself: every check on its own cases, every format on its own samples.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace sftdoctor {

struct SelfTestFailure {
  Place place;
  std::string message;
};

/// Runs the cases of a check: severity as stated, or quiet.
std::vector<SelfTestFailure> TestCheck(const Check& check, const Catalog& catalog);

/// Reads the samples of a format: each claimed by the stated pattern, with the stated values, or by none.
std::vector<SelfTestFailure> TestFormat(const Format& format, const Catalog& catalog);

/// Everything above for the units at `paths` below rules/ ("checks/loss/spike.json"), or for all when there are none.
std::vector<SelfTestFailure> TestCatalog(const Catalog& catalog, const std::vector<std::string>& paths);

}  // namespace sftdoctor
