// Which plan, and which of its steps, a diagnosis calls for.
#pragma once

#include <optional>

#include "patches/prescription.h"

namespace sftdoctor {

struct Choice {
  const Plan* plan = nullptr;
  std::size_t step = 0;
  bool nothing = false;  ///< leave the configuration as it is; `because` says why
  Text because;
  std::vector<Text> remarks;
  const Answer* answer = nullptr;  ///< to the finding that called for it; null when none did
};

/// Nothing when no plan is asked for and no finding calls for one. Throws Error for a plan or step that does not exist.
std::optional<Choice> Choose(const Diagnosis& diagnosis, const Catalog& catalog, const PlanRequest& request);

}  // namespace sftdoctor
