// Text as GitHub's Markdown takes it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "reports/width.h"

namespace sftdoctor {

/// Text that Markdown takes as it is; what stands between backticks is code already.
inline std::string Escaped(std::string_view text) {
  std::string out;
  bool code = false;
  for (const char c : text) {
    if (c == '`') code = !code;
    if (!code && (c == '*' || c == '_' || c == '<' || c == '|' || c == '[')) out += '\\';
    out += c;
  }
  return out;
}

/// Text from a log or a path as a code span, which nothing inside can end.
inline std::string Code(std::string_view text) {
  std::string inside = Printable(text);
  std::replace(inside.begin(), inside.end(), '`', '\'');
  std::replace(inside.begin(), inside.end(), '|', '/');  // would end a cell of a table
  return "`" + inside + "`";
}

inline std::string Bold(std::string_view text) { return "**" + std::string(text) + "**"; }

}  // namespace sftdoctor
