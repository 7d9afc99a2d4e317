// Which files are logs: patterns, and what a directory of a run holds.
#pragma once

#include <string>

namespace sftdoctor {

/// Whether the name holds wildcards of a shell.
bool IsPattern(const std::string& input);

/// Files of a directory that look like logs by name; the rest of a run's directory is checkpoints and the like.
bool LooksLikeLog(const std::string& path);

}  // namespace sftdoctor
