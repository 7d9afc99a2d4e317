// What a command line names as logs: files, directories that hold some, quoted patterns; and runs by their number.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/world.h"
#include "runs/read_log.h"

namespace sftdoctor {

struct Inputs {
  std::vector<std::string> paths;
  std::vector<std::string> searched;  ///< of those, found in a directory: no log is no failure there
};

/// Directories give what is called like a log in them, patterns what they match. Throws Error where that is nothing.
Inputs ExpandInputs(const std::vector<std::string>& inputs, World& world);

bool WasSearched(const Inputs& inputs, const std::string& path);

/// A directory holds more texts than logs: where a known format was found, files in it whose format is a guess are no
/// logs.
void DropGuesses(const Inputs& inputs, std::vector<std::unique_ptr<Log>>& logs);

/// A log by its name, or the one log that a directory or a pattern stands for. Throws Error when it is not one.
Log ReadOneLog(const std::string& input, const Catalog& catalog, const ReadOptions& read, World& world);

/// A run by its number from 1. Throws Error, with `hint`, when there is none.
const Run& RunNumber(const Log& log, std::size_t number, const std::string& hint);

}  // namespace sftdoctor
