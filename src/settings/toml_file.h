// The TOML side of settings: which table of a file is ours.
#pragma once

#include <string>

#include "base/world.h"

namespace sftdoctor {

/// Whether a pyproject.toml has a table [tool.sftdoctor]. One that is not TOML, or cannot be read,
/// has none: it may be anybody's, in any directory above, and that it is wrong is for others to say.
bool HoldsSettings(World& world, const std::string& path);

}  // namespace sftdoctor
