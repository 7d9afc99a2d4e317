#include "base/version.h"

namespace sftdoctor {

std::string Version() { return SFTDOCTOR_VERSION; }

std::string BuildFacts() {
#if defined(__clang__)
  const std::string compiler = "clang " __clang_version__;
#else
  const std::string compiler = "gcc " __VERSION__;
#endif
  return compiler + ", " SFTDOCTOR_BUILD_TYPE;
}

}  // namespace sftdoctor
