// rules/ as compiled into the program; cmake/EmbedRules.cmake writes the other half.
#pragma once

#include <span>
#include <string_view>

namespace sftdoctor {

struct EmbeddedFile {
  std::string_view path;  ///< below rules/
  std::string_view text;
};

extern const std::span<const EmbeddedFile> kEmbeddedFiles;

}  // namespace sftdoctor
