// Treatments and plans test themselves: each on its own configs, before and after.
#pragma once

#include "findings/self_test.h"

namespace sftdoctor {

/// Of the treatments and plans at `paths` below rules/ ("plans/gradual.json"), or of all when there are none.
std::vector<SelfTestFailure> TestPatches(const Catalog& catalog, const std::vector<std::string>& paths);

}  // namespace sftdoctor
