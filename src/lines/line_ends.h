// Where lines end in a piece of a log: what the cutters of blocks agree on.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sftdoctor {

/// End of the last whole line in the text, 0 if there is none. A \r at the very end may be half of a \r\n: it is kept.
inline std::size_t LastLineEnd(std::string_view text) {
  const std::size_t after_newline = text.rfind('\n') + 1;
  const std::string_view rest = text.substr(after_newline);  // progress bars: lines that end with \r alone
  if (rest.size() < 2) return after_newline;
  return after_newline + (rest.rfind('\r', rest.size() - 2) + 1);
}

/// Length of the text up to its first line end.
inline std::size_t FirstLineLength(std::string_view text) {
  const auto ends = [](char c) { return c == '\n' || c == '\r'; };
  return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), ends) - text.begin());
}

}  // namespace sftdoctor
