// What a command line names as logs: files, directories that hold some, quoted patterns.
#pragma once

#include <string>
#include <vector>

#include "base/world.h"

namespace sftdoctor {

struct Inputs {
  std::vector<std::string> paths;
  std::vector<std::string> searched;  ///< of those, found in a directory: no log is no failure there
};

/// Directories give what is called like a log in them, patterns what they match. Throws Error where that is nothing.
Inputs ExpandInputs(const std::vector<std::string>& inputs, World& world);

}  // namespace sftdoctor
