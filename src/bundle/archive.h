// Files in a zip archive, in memory.
#pragma once

#include <string>
#include <vector>

namespace sftdoctor {

struct ArchiveEntry {
  std::string name;  ///< with slashes, relative
  std::string content;
};

/// The archive's bytes: the same for the same entries, whenever and wherever it is made (all dates are 1980-01-01).
/// Names are UTF-8. Throws Error when libzip cannot.
std::string ZipOf(const std::vector<ArchiveEntry>& entries);

}  // namespace sftdoctor
