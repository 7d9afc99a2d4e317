#include "commands/inputs.h"

#include <algorithm>

#include "base/error.h"

namespace sftdoctor {
namespace {

bool IsPattern(const std::string& input) { return input.find_first_of("*?[") != std::string::npos; }

/// Files of a directory that look like logs by name; the rest of a run's directory is checkpoints and the like.
bool LooksLikeLog(const std::string& path) {
  static const std::vector<std::string> kEndings = {
      ".log", ".txt", ".out", ".err", ".jsonl", ".csv", ".log.gz", ".txt.gz", "trainer_state.json", "scalars.json"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](const std::string& ending) { return path.ends_with(ending); });
}

}  // namespace

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

}  // namespace sftdoctor
