// YAML text -> a section for each document, as PyYAML reads it: YAML 1.1 scalars, anchors, merge keys.
#pragma once

#include "config/config.h"

namespace sftdoctor {

/// Fills in what `file.text` holds; the path and text are set. What a merge key (<<) brings is `inherited`.
void ReadYaml(ConfigFile& file);

}  // namespace sftdoctor
