#include <fmt/format.h>

#include "base/text.h"
#include "commands/commands.h"
#include "patches/apply.h"

namespace sftdoctor {

int RunUndo(const UndoOptions& options, World& world) {
  std::string kept;
  const Applied undone = Undo(world, options.config, options.force, kept);
  const bool chinese = StyleFor(options.common, world, Stream::kOut).chinese;
  const std::string path = ValidUtf8(options.config), backup = ValidUtf8(undone.backup);
  std::string out =
      chinese ? fmt::format("{} 已恢复为 {}（撤销方案 {} 第 {} 步）\n", path, backup, undone.plan, undone.step + 1)
              : fmt::format("{} is {} again (plan {}, step {} undone)\n", path, backup, undone.plan, undone.step + 1);
  if (!kept.empty()) {
    kept = ValidUtf8(kept);
    out +=
        chinese ? fmt::format("修改过的文件保留为 {}\n", kept) : fmt::format("the edited file is kept as {}\n", kept);
  }
  world.Write(Stream::kOut, out);
  return 0;
}

}  // namespace sftdoctor
