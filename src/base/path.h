// Paths as text: nothing here looks at the file system.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sftdoctor {

/// `path` as it is when it is absolute, else below `directory`; without `.`, `..` and doubled slashes.
std::string Absolute(std::string_view path, std::string_view directory);

/// The directory of an absolute path and all above it, the nearest first: "/a/b", "/a", "/".
std::vector<std::string> DirectoriesAbove(std::string_view absolute);

/// An absolute path as seen from a directory: relative when it lies below it, else as it is.
std::string Shortened(std::string_view absolute, std::string_view directory);

/// The directory of a path with its slash, as it stands there: "a/b" gives "a/"; empty for the current directory.
std::string DirectoryOf(std::string_view path);

/// What stands behind the last slash.
std::string BaseName(std::string_view path);

/// Where a path that stands in a file may lie, the likelier place first: seen from the current directory, then beside
/// that file. Absolute paths have one place.
std::vector<std::string> PlacesOf(std::string_view path, std::string_view file);

/// Whether a glob matches a relative path or a part of it that begins and ends at slashes, as ignore files have it:
/// "legacy" matches "src/legacy/a.py", "*.yaml" every YAML file, "conf/*.py" files in any directory `conf`.
bool PathGlobMatch(std::string_view glob, std::string_view path);

}  // namespace sftdoctor
