#include "commands/check_files.h"

#include <algorithm>
#include <set>

#include "base/path.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/flags.h"

namespace sftdoctor {
namespace {

/// What `check` needs of the catalog: compiling log formats would take longer than the rest of it.
const std::vector<std::string> kNeededParts = {"keys/", "frameworks/", "treatments/", "checks/config/"};

/// Where tools put the files of others.
const std::vector<std::string> kAlwaysExcluded = {"node_modules", "venv", "__pycache__", "site-packages", ".git"};

bool IsExcluded(const std::string& absolute, const Settings& settings) {
  const std::string path = Shortened(absolute, settings.directory);
  const auto& globs = settings.exclude.value;
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return PathGlobMatch(glob, path); });
}

/// What the walk does not enter, seen from the directory that was named.
bool IsForeign(std::string_view below) {
  return std::any_of(kAlwaysExcluded.begin(), kAlwaysExcluded.end(),
                     [&](const std::string& name) { return PathGlobMatch(name, below); });
}

}  // namespace

const Project& Projects::For(const std::string& absolute) {
  const std::string directory = DirectoriesAbove(absolute).front();
  auto known = file_of_.find(directory);
  if (known == file_of_.end()) {
    const bool searched = options_.common.settings.empty() && !options_.common.isolated;
    known = file_of_.emplace(directory, searched ? FindSettings(world_, directory) : "").first;
  }
  std::unique_ptr<Project>& project = projects_[known->second];
  if (project) return *project;
  auto made = std::make_unique<Project>();
  made->settings = SettingsFor(options_.common, world_, directory);
  GiveFlags(options_, made->settings);
  made->catalog = std::make_unique<Catalog>(LoadCatalog(world_, made->settings.rules.value, kNeededParts));
  RequireKnownChecks(made->settings, made->catalog->check_ids());
  project = std::move(made);
  return *project;
}

std::vector<CheckInput> ExpandCheckInputs(const CheckOptions& options, World& world, Projects& projects,
                                          std::vector<FailedInput>& failed) {
  const std::string here = world.CurrentDirectory();
  std::vector<CheckInput> files;
  std::set<std::string> seen;
  const auto add = [&](const std::string& path, const std::string& section, bool named) {
    const std::string& shown = path == "-" && !options.stdin_filename.empty() ? options.stdin_filename : path;
    CheckInput input{path, shown, section, Absolute(shown, here)};
    const bool excludable = !named || options.force_exclude;
    if (excludable && IsExcluded(input.absolute, projects.For(input.absolute).settings)) return;
    if (seen.insert(input.absolute + ":" + section).second) files.push_back(std::move(input));
  };
  for (const std::string& input : options.inputs.empty() ? std::vector<std::string>{"."} : options.inputs) {
    if (input != "-" && world.IsDirectory(input)) {
      for (const std::string& path : world.FilesBelow(input)) {
        const std::string below = path.substr(std::min(path.size(), input.size()));
        const std::string tidy = path.starts_with("./") ? path.substr(2) : path;
        if (LanguageOfEnding(path) && !IsForeign(below)) add(tidy, "", false);
      }
    } else if (input == "-" || world.Exists(input)) {
      add(input, "", true);
    } else {
      const ConfigName name = SplitConfigName(input);
      if (!name.section.empty() && world.Exists(name.path)) {
        add(name.path, name.section, true);
      } else {
        failed.push_back({input,
                          "cannot open for reading: No such file or directory",
                          "check the path and its permissions",
                          {input}});
      }
    }
  }
  return files;
}

}  // namespace sftdoctor
