// Which sftdoctor this is.
#pragma once

#include <string>

namespace sftdoctor {

std::string Version();     ///< "0.1.0"
std::string BuildFacts();  ///< compiler and build type

}  // namespace sftdoctor
