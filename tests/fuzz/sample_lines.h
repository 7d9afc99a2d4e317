// Lines of the shipped formats in a fuzzer's text.
#pragma once

#include <string>
#include <vector>

#include "tests/support/records.h"

namespace sftdoctor {

/// {N}, with N two bytes, stands for a sample line of some format.
inline std::string Filled(const std::string& text) {
  static const std::vector<std::string> kLines = [] {
    std::vector<std::string> lines;
    for (const Format& format : ShippedCatalog().formats) {
      for (const FormatSample& sample : format.samples) lines.push_back(sample.line + "\n");
    }
    return lines;
  }();
  std::string log;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' && i + 2 < text.size()) {
      const unsigned n = static_cast<unsigned char>(text[i + 1]) * 256u + static_cast<unsigned char>(text[i + 2]);
      log += kLines[n % kLines.size()];
      i += 2;
    } else {
      log += text[i];
    }
  }
  return log;
}

}  // namespace sftdoctor
