#include "view/look.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace sftdoctor {
namespace {

/// A hue in the 16 colours of every terminal (as SGR), in the 256 of xterm, and in full.
struct Tint {
  const char* basic;
  int indexed;
  std::uint32_t rgb;
};

/// In order of Hue. The 256 and true colours are of middling lightness: they must show on black and on white.
constexpr std::array<Tint, 14> kTints = {{{"30", 16, 0x000000},
                                          {"31", 167, 0xE05561},
                                          {"32", 71, 0x4FA96A},
                                          {"33", 172, 0xD18A1F},
                                          {"34", 68, 0x4C86D6},
                                          {"35", 134, 0xB266C9},
                                          {"36", 37, 0x1FA3B4},
                                          {"37", 250, 0xBCBCBC},
                                          {"", 0, 0},
                                          {"90", 245, 0x8A8A8A},
                                          {"93", 208, 0xF0803C},
                                          {"95", 175, 0xD787AF},
                                          {"96", 79, 0x4FC9A6},
                                          {"92", 142, 0xA8A02C}}};

}  // namespace

ColorDepth ColorDepthOf(std::string_view term, std::string_view colorterm) {
  if (colorterm == "truecolor" || colorterm == "24bit" || term.ends_with("-direct")) return ColorDepth::kTrue;
  if (term.find("256") != std::string_view::npos) return ColorDepth::k256;
  return term.empty() || term == "dumb" || term.starts_with("vt") ? ColorDepth::kNone : ColorDepth::k16;
}

std::string LookSequence(const Look& look, ColorDepth depth) {
  std::string codes = "0";
  if (look.bold) codes += ";1";
  if (look.faint) codes += ";2";
  if (look.inverse) codes += ";7";
  const Tint& tint = kTints[static_cast<std::size_t>(look.hue)];
  if (look.hue == Hue::kPlain || depth == ColorDepth::kNone) {
    // nothing to add
  } else if (depth == ColorDepth::k16) {
    codes += fmt::format(";{}", tint.basic);
  } else if (depth == ColorDepth::k256) {
    codes += fmt::format(";38;5;{}", tint.indexed);
  } else {
    codes += fmt::format(";38;2;{};{};{}", tint.rgb >> 16, tint.rgb >> 8 & 0xFF, tint.rgb & 0xFF);
  }
  return "\x1B[" + codes + "m";
}

Look WithSequence(Look look, std::string_view codes) {
  for (const std::string_view code : Split(codes, ';')) {
    if (code == "0" || code.empty()) look = {};
    if (code == "1") look.bold = true;
    if (code == "2") look.hue = Hue::kGrey;  // what is faint is grey here: not every terminal shows faint letters
    if (code.size() == 2 && code[0] == '3' && code[1] < '8') look.hue = static_cast<Hue>(code[1] - '0');
  }
  return look;
}

}  // namespace sftdoctor
