// rules/ as compiled into the program; cmake/EmbedFiles.cmake writes the other half.
#pragma once

#include <span>
#include <string_view>

namespace sftdoctor {

struct EmbeddedFile {
  std::string_view path;  ///< below rules/, or whatever the directory is
  std::string_view text;
  std::string_view sha256;  ///< of the text, in hexadecimal
};

extern const std::span<const EmbeddedFile> kEmbeddedFiles;

}  // namespace sftdoctor
