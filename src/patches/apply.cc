#include "patches/apply.h"

#include <fmt/format.h>

namespace sftdoctor {
namespace {

/// Keeps a text beside the file; returns under which name.
std::string WriteBackup(World& world, const std::string& path, const std::string& text) {
  const auto facts = world.Stat(path);
  for (std::size_t number = 0;; ++number) {
    std::string name = path + ".backup";
    if (number > 0) name += fmt::format(".{}", number);
    if (world.CreateFile(name, text, facts ? facts->mode : 0644)) return name;
    if (!world.IsDirectory(name) && world.ReadFile(name) == text) return name;
  }
}

void CheckUnchanged(World& world, const std::string& path, const std::string& text) {
  if (world.ReadFile(path) == text) return;
  throw Error("has changed since it was read; it was left as it is", {path}, "run the same command again");
}

}  // namespace

Applied Apply(World& world, const ConfigFile& file, const std::string& text, Applied applied) {
  CheckUnchanged(world, file.path, file.text);
  History history = ReadHistory(world, file.path, file.text);
  applied.before = Fingerprint(file.text);
  applied.after = Fingerprint(text);
  applied.backup = WriteBackup(world, file.path, file.text);
  history.push_back(applied);
  WriteHistory(world, file.path, history);
  CheckUnchanged(world, file.path, file.text);
  world.WriteFile(file.path, text);
  return applied;
}

Applied Undo(World& world, const std::string& path, bool force, std::string& kept) {
  const std::string text = world.ReadFile(path);
  History history = ReadHistory(world, path, text);
  if (history.empty()) {
    throw Error("no patch is on record for this file", {path},
                world.Exists(path + ".backup") ? fmt::format("to take the backup as it is: cp {0}.backup {0}", path)
                                               : "`sftdoctor patch --apply` keeps a record that can be undone");
  }
  const Applied last = history.back();
  const std::string old = world.ReadFile(last.backup);
  if (Fingerprint(old) != last.before) {
    throw Error(fmt::format("is not the file as it was before {} was patched", path), {last.backup},
                "look at it, and copy back by hand what you want");
  }
  if (Fingerprint(text) != last.after) {
    if (!force) {
      throw Error("was edited after it was patched", {path},
                  fmt::format("--force brings back {} and keeps the edited file as a further backup", last.backup));
    }
    kept = WriteBackup(world, path, text);
  }
  CheckUnchanged(world, path, text);
  world.WriteFile(path, old);
  history.pop_back();
  WriteHistory(world, path, history);
  return last;
}

}  // namespace sftdoctor
