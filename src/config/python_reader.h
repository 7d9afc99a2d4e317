// Python text -> sections of settings.
#pragma once

#include "config/config.h"

namespace sftdoctor {

/// Fills in what `file.text` holds; the path and text are set.
void ReadPython(ConfigFile& file);

}  // namespace sftdoctor
