// Reading the parts that treatments and plans share: edits of keys, and tests with a config before and after.
#pragma once

#include <vector>

#include "catalog/plan.h"

namespace sftdoctor {

/// Throws Error when the edit is no single one of set, scale, ratio_of and fit, or names a key that `keys` lacks.
KeyEdit ReadKeyEdit(Node node, const std::vector<Key>& keys);
std::vector<KeyEdit> ReadKeyEdits(const Node& list, const std::vector<Key>& keys);

/// `steps`: how many the plan has; the test may name one of them, counted from 1.
PatchTest ReadPatchTest(Node node, std::size_t steps);

}  // namespace sftdoctor
