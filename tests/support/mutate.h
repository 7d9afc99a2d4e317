// Lines that are almost right.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/random.h"

namespace sftdoctor {

/// The text with one to three small damages of the kind that tell a careful matcher from a careless one.
inline std::string Mutated(Random& random, std::string text) {
  static constexpr std::string_view kStuff = "0123456789.,-+eE:=[]{}()/%'\" \tnaNInfx_\v\f\xFF";
  static constexpr std::string_view kWords[] = {"nan", "inf", "-inf", "1e-5", "1,234",
                                                "  ",  "1e",  ".",    "0x",   "2026-01-27 10:00:00"};
  for (std::size_t n = 1 + random.Bits() % 3; n > 0; --n) {
    const std::size_t at = random.Bits() % (text.size() + 1);
    switch (random.Bits() % 7) {
      case 0:
        if (at < text.size()) text[at] = kStuff[random.Bits() % kStuff.size()];
        break;
      case 1:
        text.insert(at, 1, kStuff[random.Bits() % kStuff.size()]);
        break;
      case 2:
        text.erase(at, 1 + random.Bits() % 3);
        break;
      case 3:
        text.insert(at, kWords[random.Bits() % std::size(kWords)]);
        break;
      case 4:
        text.resize(at);
        break;
      case 5:
        text.insert(at, text.substr(random.Bits() % (text.size() + 1), random.Bits() % 20));
        break;
      default:
        if (at < text.size()) text[at] = text[random.Bits() % text.size()];
    }
  }
  return text;
}

}  // namespace sftdoctor
