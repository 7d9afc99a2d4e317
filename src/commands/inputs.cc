#include "commands/inputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "lines/log_files.h"

namespace sftdoctor {
Inputs ExpandInputs(const std::vector<std::string>& inputs, World& world) {
  Inputs out;
  for (const std::string& input : inputs) {
    if (input != "-" && world.IsDirectory(input)) {
      const std::size_t before = out.paths.size();
      for (const std::string& path : world.FilesBelow(input)) {
        if (LooksLikeLog(path)) out.paths.push_back(path);
      }
      out.searched.insert(out.searched.end(), out.paths.begin() + static_cast<std::ptrdiff_t>(before), out.paths.end());
      if (out.paths.size() == before) {
        throw Error("holds no file that looks like a log", {input},
                    "name the file itself; looked for *.log, *.txt, *.out, *.jsonl, *.csv, trainer_state.json");
      }
    } else if (input != "-" && IsPattern(input) && !world.Exists(input)) {
      const std::vector<std::string> found = world.Glob(input);
      if (found.empty())
        throw Error("no file matches this pattern", {input}, "check the path; quotes keep the shell from expanding it");
      out.paths.insert(out.paths.end(), found.begin(), found.end());
    } else {
      out.paths.push_back(input);
    }
  }
  return out;
}

bool WasSearched(const Inputs& inputs, const std::string& path) {
  return std::find(inputs.searched.begin(), inputs.searched.end(), path) != inputs.searched.end();
}

void DropGuesses(const Inputs& inputs, std::vector<std::unique_ptr<Log>>& logs) {
  const bool known = std::any_of(logs.begin(), logs.end(), [](const auto& log) { return !log->format->guess; });
  if (!known) return;
  std::erase_if(logs, [&](const auto& log) { return log->format->guess && WasSearched(inputs, log->path); });
}

Log ReadOneLog(const std::string& input, const Catalog& catalog, const ReadOptions& read, World& world) {
  Inputs found = ExpandInputs({input}, world);
  if (found.paths.size() == 1) return ReadLog(world, catalog, found.paths.front(), read);
  found.searched = found.paths;  // one log is wanted: what a pattern matches is no more named than a directory's files
  std::vector<std::unique_ptr<Log>> logs;
  std::optional<Error> first;
  for (const std::string& path : found.paths) {
    try {
      logs.push_back(std::make_unique<Log>(ReadLog(world, catalog, path, read)));
    } catch (const Error& error) {
      if (!first) first = error;
    }
  }
  DropGuesses(found, logs);
  if (logs.empty()) throw *first;
  if (logs.size() == 1) return std::move(*logs.front());
  throw Error(fmt::format("holds {} logs", logs.size()), {input},
              fmt::format("name one of them: {}, {}{}", logs[0]->path, logs[1]->path, logs.size() > 2 ? ", ..." : ""));
}

const Run& RunNumber(const Log& log, std::size_t number, const std::string& hint) {
  const std::size_t runs = log.runs.size();
  if (number >= 1 && number <= runs) return log.runs[number - 1];
  throw Error(fmt::format("has {} run{}, there is no run {}", runs, runs == 1 ? "" : "s", number), {log.path}, hint);
}

}  // namespace sftdoctor
