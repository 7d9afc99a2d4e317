// A key that a section does not have yet, written into it.
#pragma once

#include <vector>

#include "config/edit.h"

namespace sftdoctor {

/// Adds the edit that writes the key with its value into the section; joins an earlier one at the same place. A key
/// with dots goes beside those that share the most of it. Throws Error where there is no room for it.
void Insert(const ConfigFile& file, const Section& section, const NewValue& wanted, std::vector<Edit>& edits);

}  // namespace sftdoctor
