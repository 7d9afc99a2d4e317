// Colour and signs of reports for people: two tiny tables, so that a report says what a thing is, not how it looks.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "catalog/check.h"
#include "reports/session.h"

namespace sftdoctor {

enum class Ink { kPlain, kStrong, kFaint, kError, kWarning, kInfo, kGood, kTrend, kEvaluation, kPlace, kHelp };
enum class Sign { kArrow, kDot, kBullet, kMark, kEllipsis, kPlus, kMinus, kCross, kBang, kTick, kUnknown };

/// What a report is written with: paints when the style has colour, and knows the ASCII twin of every sign.
class Pen {
 public:
  explicit Pen(const Style& style) : color_(style.color), unicode_(style.unicode) {}

  /// The text in the ink; untouched without colour or ink.
  std::string operator()(Ink ink, std::string_view text) const {
    static constexpr std::array<const char*, 11> kCodes = {"",   "1",    "2",  "1;31", "1;33", "36",
                                                           "32", "1;36", "35", "1;34", "36"};
    const char* code = kCodes[static_cast<std::size_t>(ink)];
    if (!color_ || *code == 0 || text.empty()) return std::string(text);
    return std::string("\x1B[") + code + "m" + std::string(text) + "\x1B[0m";
  }

  std::string operator[](Sign sign) const {
    static constexpr std::array<std::array<const char*, 2>, 11> kSigns = {{{"->", "→"},
                                                                           {"|", "·"},
                                                                           {"-", "·"},
                                                                           {"^", "▲"},
                                                                           {"...", "…"},
                                                                           {"+", "+"},
                                                                           {"-", "−"},
                                                                           {"x", "✗"},
                                                                           {"!", "!"},
                                                                           {"ok", "✓"},
                                                                           {"?", "?"}}};
    return kSigns[static_cast<std::size_t>(sign)][unicode_];
  }

  /// Bullet between facts on one line.
  std::string between() const { return " " + (*this)(Ink::kFaint, (*this)[Sign::kDot]) + " "; }

  static Ink Of(Severity severity) {
    static constexpr std::array<Ink, 3> kInks = {Ink::kInfo, Ink::kWarning, Ink::kError};
    return kInks[static_cast<std::size_t>(severity)];
  }
  static Ink Of(Verdict verdict) {
    static constexpr std::array<Ink, 6> kInks = {Ink::kInfo,    Ink::kFaint,   Ink::kGood,
                                                 Ink::kWarning, Ink::kWarning, Ink::kError};
    return kInks[static_cast<std::size_t>(verdict)];
  }
  static Sign SignOf(Verdict verdict) {
    static constexpr std::array<Sign, 6> kSigns = {Sign::kUnknown, Sign::kDot,   Sign::kTick,
                                                   Sign::kBang,    Sign::kCross, Sign::kCross};
    return kSigns[static_cast<std::size_t>(verdict)];
  }

 private:
  bool color_, unicode_;
};

}  // namespace sftdoctor
