#include "lines/ansi.h"

#include <algorithm>

#include "lines/block.h"

namespace sftdoctor {
namespace {

constexpr char kEscape = '\x1B';

/// Index behind the control sequence that starts at `at`.
std::size_t SequenceEnd(std::string_view line, std::size_t at) {
  if (at + 1 >= line.size()) return line.size();
  const char kind = line[at + 1];
  std::size_t i = at + 2;
  if (kind == '[') {
    while (i < line.size() && static_cast<unsigned char>(line[i]) < 0x40) ++i;
    return std::min(i + 1, line.size());
  }
  if (kind == ']') {
    while (i < line.size() && line[i] != '\a' && line[i] != kEscape) ++i;
    const bool two_bytes = i < line.size() && line[i] == kEscape;
    return std::min(i + (two_bytes ? 2 : 1), line.size());
  }
  return i;
}

}  // namespace

std::string_view StripAnsi(std::string_view line, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == kEscape) {
      i = SequenceEnd(line, i);
    } else {
      out += line[i++];
    }
  }
  const std::size_t size = out.size();
  out += '\n';
  out.append(kPadding, '\0');
  return std::string_view(out).substr(0, size);
}

}  // namespace sftdoctor
