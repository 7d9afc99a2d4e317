// Scalars of YAML as PyYAML resolves them (YAML 1.1): yes is a boolean, 1e-4 a text, 010 eight, 1:30 ninety.
#pragma once

#include <string>
#include <string_view>

#include "config/config.h"

namespace sftdoctor {

/// What a plain scalar (without quotes) is worth.
Literal ResolveYaml(std::string_view plain);

/// True when the text may be written without quotes, on one line, also within a flow list, and is read back as itself.
bool IsPlainYaml(std::string_view text);

}  // namespace sftdoctor
