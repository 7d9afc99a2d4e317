// Writing a patched config, and taking it back. Killed at any moment, the config is the old or the new one, whole.
#pragma once

#include <string>

#include "base/world.h"
#include "config/config.h"
#include "patches/history.h"

namespace sftdoctor {

/// Writes `text` in place of `file`, whose text as it was read must still stand there. The old text is kept in
/// `path.backup` (`path.backup.1`, ... when one exists; one that holds the same text is used again), with the
/// permissions of the config; then the history is written, then the config. `applied` tells section, plan, step, log
/// and changes; the rest is filled in and returned. Throws Error: the file has changed, cannot be written.
Applied Apply(World& world, const ConfigFile& file, const std::string& text, Applied applied);

/// Brings back the file as it was before the latest patch; returns that patch. Throws Error when none is on record, or
/// when the file was edited since, or is edited meanwhile; with `force` the edited file is kept as a further backup,
/// and named in `kept`.
Applied Undo(World& world, const std::string& path, bool force, std::string& kept);

}  // namespace sftdoctor
