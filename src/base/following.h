// What following files takes from the system: files that grow, inotify, signals as a flag. Only world.cc includes this.
#pragma once

#include <memory>
#include <string>

#include "base/world.h"

namespace sftdoctor {

/// Takes an open descriptor; closes it unless it is a standard stream.
std::unique_ptr<GrowingFile> MakeGrowingFile(int fd, const std::string& path);

/// Watches the directories of what is added; works (as a mere sleep) where inotify is not to be had.
std::unique_ptr<ChangeWatch> MakeChangeWatch();

/// From now on every wait ends when this descriptor can be read, too; -1: no more.
void WakeAlsoFor(int fd);

/// The signal that asked to stop, or 0; catches them from the first call on.
int CaughtStopSignal();

/// Lifts the number of open files to what the system allows; false when that was it already.
bool RaiseFileLimit();

}  // namespace sftdoctor
