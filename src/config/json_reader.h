// JSON text -> one section, as Python's json module reads it: a key twice counts with its last value, and NaN, Infinity
// and -Infinity are numbers.
#pragma once

#include "config/config.h"

namespace sftdoctor {

/// Fills in what `file.text` holds; the path and text are set. Comments are no JSON: they are read over, and `broken`
/// says where the first stands.
void ReadJson(ConfigFile& file);

}  // namespace sftdoctor
