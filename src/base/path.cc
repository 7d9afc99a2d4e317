#include "base/path.h"

#include "base/text.h"

namespace sftdoctor {

std::string Absolute(std::string_view path, std::string_view directory) {
  const std::string whole =
      path.starts_with('/') ? std::string(path) : std::string(directory) + "/" + std::string(path);
  std::vector<std::string_view> parts;
  for (const std::string_view part : Split(whole, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  std::string out;
  for (const std::string_view part : parts) out.append("/").append(part);
  return out.empty() ? "/" : out;
}

std::vector<std::string> DirectoriesAbove(std::string_view absolute) {
  std::vector<std::string> directories;
  for (std::size_t slash = absolute.rfind('/'); slash != std::string_view::npos && slash > 0;) {
    absolute = absolute.substr(0, slash);
    directories.emplace_back(absolute);
    slash = absolute.rfind('/');
  }
  directories.emplace_back("/");
  return directories;
}

std::string Shortened(std::string_view absolute, std::string_view directory) {
  if (absolute == directory) return ".";
  const std::string prefix = directory == "/" ? "/" : std::string(directory) + "/";
  return std::string(absolute.starts_with(prefix) ? absolute.substr(prefix.size()) : absolute);
}

std::string DirectoryOf(std::string_view path) { return std::string(path.substr(0, path.rfind('/') + 1)); }

std::string BaseName(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

std::vector<std::string> PlacesOf(std::string_view path, std::string_view file) {
  std::vector<std::string> places = {std::string(path)};
  const std::string directory = DirectoryOf(file);
  if (!path.starts_with('/') && !directory.empty()) places.push_back(directory + std::string(path));
  return places;
}

bool PathGlobMatch(std::string_view glob, std::string_view path) {
  while (glob.ends_with('/')) glob.remove_suffix(1);
  for (;;) {
    if (GlobMatch(glob, path)) return true;
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace sftdoctor
