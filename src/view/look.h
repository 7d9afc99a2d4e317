// How a cell looks, whatever the terminal can show of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sftdoctor {

/// Colours by name: the first eight in the order of SGR 30 to 37, then those that only the live view has.
enum class Hue : std::uint8_t {
  kBlack,
  kRed,
  kGreen,
  kYellow,
  kBlue,
  kMagenta,
  kCyan,
  kWhite,
  kPlain,
  kGrey,
  kOrange,
  kPink,
  kTeal,
  kOlive
};

struct Look {
  Hue hue = Hue::kPlain;
  bool bold = false, faint = false, inverse = false;
  bool operator==(const Look&) const = default;
};

inline constexpr Look kPlainLook{}, kStrongLook{.bold = true}, kGreyLook{.hue = Hue::kGrey}, kBarLook{.inverse = true};

enum class ColorDepth { kNone, k16, k256, kTrue };

/// What the terminal shows, by its TERM and COLORTERM.
ColorDepth ColorDepthOf(std::string_view term, std::string_view colorterm);

/// The sequence that makes what follows look so, whatever came before.
std::string LookSequence(const Look& look, ColorDepth depth);

/// What an SGR sequence of reports/paint.h (between ESC [ and m) makes of a look.
Look WithSequence(Look look, std::string_view codes);

}  // namespace sftdoctor
