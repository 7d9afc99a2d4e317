#include "base/path.h"
#include "settings/settings.h"
#include "settings/toml_file.h"

namespace sftdoctor {

std::string FindSettings(World& world, const std::string& directory) {
  const std::string here = world.CurrentDirectory();
  for (const std::string& above : DirectoriesAbove(Absolute("settings", directory))) {
    for (const char* name : {".sftdoctor.toml", "sftdoctor.toml", "pyproject.toml"}) {
      const std::string path = Shortened(Absolute(name, above), here);
      if (!world.Exists(path) || world.IsDirectory(path)) continue;
      const bool ours = std::string_view(name) != "pyproject.toml" || HoldsSettings(world, path);
      if (ours) return Absolute(path, here);
    }
  }
  return {};
}

}  // namespace sftdoctor
