// Which files `check` looks at, and by which settings.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/world.h"
#include "commands/options.h"
#include "reports/session.h"
#include "settings/settings.h"

namespace sftdoctor {

/// Settings that hold for some directory, and what follows from them.
struct Project {
  Settings settings;
  std::unique_ptr<Catalog> catalog;
};

/// The settings that count for each file, found and read once each. Flags beat them.
class Projects {
 public:
  Projects(const CheckOptions& options, World& world) : options_(options), world_(world) {}

  /// For a file, by its absolute path. Throws Error when its settings are wrong.
  const Project& For(const std::string& absolute);

 private:
  const CheckOptions& options_;
  World& world_;
  std::map<std::string, std::string> file_of_;                ///< directory -> settings file; empty: none
  std::map<std::string, std::unique_ptr<Project>> projects_;  ///< by settings file
};

struct CheckInput {
  std::string path;     ///< as it was named or found; "-" is standard input
  std::string shown;    ///< how reports name it
  std::string section;  ///< that was named behind it; empty: all
  std::string absolute;
};

/// The files that inputs name or hold, without those that settings exclude; of directories those with endings of
/// configs, without hidden ones and what tools put there (node_modules, venv, __pycache__). A named file is only
/// excluded with --force-exclude. Files that are not there are `failed`.
std::vector<CheckInput> ExpandCheckInputs(const CheckOptions& options, World& world, Projects& projects,
                                          std::vector<FailedInput>& failed);

}  // namespace sftdoctor
