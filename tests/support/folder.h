// A directory of the real file system for tests that run real programs, and whether those are there.
#pragma once

#include <stdlib.h>

#include <string>

#include "tests/support/console.h"

namespace sftdoctor::tests {

/// An empty directory; gone with all that is in it at the end of its life.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "sftdoctor-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("cannot make a directory");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void Put(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string Get(const std::string& name) const { return ReadText(path_ / name); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline bool HasProgram(const std::string& name) {
  return RunShell("command -v " + name, std::filesystem::temp_directory_path(), "C").status == 0;
}

}  // namespace sftdoctor::tests
