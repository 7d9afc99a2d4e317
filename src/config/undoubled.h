// Characters that stand for one of themselves when they are written twice: {{ in an f-string, '' in a text of YAML.
#pragma once

#include <string>
#include <string_view>

namespace sftdoctor {

/// The text with one of each two `characters` that follow each other.
inline std::string Undoubled(std::string_view text, std::string_view characters) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    if (text.substr(at + 1, 1) == text.substr(at, 1) && characters.find(text[at]) != std::string_view::npos) ++at;
  }
  return out;
}

}  // namespace sftdoctor
