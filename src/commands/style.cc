#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/commands.h"

namespace sftdoctor {
namespace {

bool IsSet(World& world, const char* name) { return !world.Environment(name).value_or("").empty(); }

bool WantsColor(const CommonOptions& options, World& world, Stream stream) {
  if (options.color != "auto") return options.color == "always";
  if (IsSet(world, "NO_COLOR")) return false;
  for (const char* force : {"CLICOLOR_FORCE", "FORCE_COLOR"}) {
    if (IsSet(world, force) && world.Environment(force) != "0") return true;
  }
  if (world.Environment("CLICOLOR") == "0") return false;
  return world.IsTerminal(stream) && world.Environment("TERM").value_or("dumb") != "dumb";
}

/// The locale that rules messages, as POSIX orders the variables.
std::string Locale(World& world) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (IsSet(world, name)) return *world.Environment(name);
  }
  return "";
}

bool IsUtf8(World& world) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (!IsSet(world, name)) continue;
    const std::string locale = LowerAscii(*world.Environment(name));
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return true;  // nothing said: containers and services, whose readers are UTF-8 today
}

}  // namespace

Style StyleFor(const CommonOptions& options, World& world, Stream stream) {
  Style style;
  style.color = WantsColor(options, world, stream);
  style.chinese = options.lang.empty() ? Locale(world).starts_with("zh") : options.lang == "zh";
  style.unicode = IsUtf8(world);
  style.columns = world.IsTerminal(stream) ? std::clamp(world.TerminalColumns(), 40, 120) : 100;
  return style;
}

namespace {

std::string FormatMessage(const Error& error, const Style& style, const char* ink, const char* label) {
  const auto paint = [&](const char* code, const std::string& text) {
    return style.color ? fmt::format("\x1B[{}m{}\x1B[0m", code, text) : text;
  };
  const Place& place = error.place();
  std::string where = ValidUtf8(place.file);
  if (place.line > 0) where += fmt::format(":{}:{}", place.line, place.column);
  std::string out = paint(ink, label) + ": ";
  if (!where.empty()) out += where + ": ";
  out += ValidUtf8(error.what()) + "\n";
  if (!error.hint().empty())
    out += paint("36", style.chinese ? "提示" : "help") + ": " + ValidUtf8(error.hint()) + "\n";
  return out;
}

}  // namespace

std::string FormatError(const Error& error, const Style& style) {
  return FormatMessage(error, style, "1;31", style.chinese ? "错误" : "error");
}

std::string FormatWarning(const Error& error, const Style& style) {
  return FormatMessage(error, style, "1;33", style.chinese ? "警告" : "warning");
}

}  // namespace sftdoctor
