// Files of this repository, for tests that look at the sources and pages themselves.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace sftdoctor::tests {

inline const std::filesystem::path kSourceDirectory = SFTDOCTOR_SOURCE_DIR;

/// Whole content of a file; empty when it cannot be opened.
inline std::string ReadText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Lines without their ends. A final newline does not begin another line.
inline std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// Paths of the .h and .cc files below a directory of the repository, from the repository's root, sorted.
inline std::vector<std::string> SourcesBelow(const std::string& directory) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kSourceDirectory / directory)) {
    const std::string extension = entry.path().extension();
    if (extension == ".h" || extension == ".cc") {
      paths.push_back(std::filesystem::relative(entry.path(), kSourceDirectory).generic_string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace sftdoctor::tests
