// The page of the HTML report as compiled into the program: skeleton, style, scripts, and the plot library.
#pragma once

#include "catalog/embedded.h"

namespace sftdoctor {

/// What web/CMakeLists.txt lists, in order of path.
extern const std::span<const EmbeddedFile> kPageFiles;

/// The one with this path below web/. Throws Error when there is none.
const EmbeddedFile& PageFile(std::string_view path);

}  // namespace sftdoctor
