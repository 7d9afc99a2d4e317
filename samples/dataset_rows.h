// Made-up datasets with the faults that real ones have.
#pragma once

#include <string>

namespace samples {

/// JSON Lines of prompts and responses: sums in words. `train` holds empty responses, copies, and responses that were
/// sliced at 52 characters; every eighth row of the other was taken from it.
std::string DatasetRows(bool train);

}  // namespace samples
