#include "lines/ansi.h"

#include <algorithm>

#include "lines/block.h"

namespace sftdoctor {
namespace {

constexpr char kEscape = '\x1B';

bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

/// Index behind the control sequence that starts at `at`.
std::size_t SequenceEnd(std::string_view line, std::size_t at) {
  if (at + 1 >= line.size()) return line.size();
  const char kind = line[at + 1];
  std::size_t i = at + 2;
  const auto skip = [&](unsigned low, unsigned high) {
    while (i < line.size() && static_cast<unsigned char>(line[i]) >= low && static_cast<unsigned char>(line[i]) <= high)
      ++i;
  };
  const auto behind = [&](std::size_t bytes) {  // a line end always ends a sequence, too
    return i < line.size() && !IsLineEnd(line[i]) ? std::min(i + bytes, line.size()) : i;
  };
  if (kind == '[') {
    skip(0x20, 0x3F);
    return behind(1);
  }
  if (kind == ']') {
    while (i < line.size() && line[i] != '\a' && line[i] != kEscape && !IsLineEnd(line[i])) ++i;
    if (i < line.size() && line[i] == kEscape) return line.substr(i + 1, 1) == "\\" ? i + 2 : i;  // ST, or another one
    return behind(1);
  }
  if (IsLineEnd(kind)) return at + 1;
  if (kind < 0x20 || kind > 0x2F) return i;
  skip(0x20, 0x2F);  // such as the ESC ( B of `tput sgr0`
  return behind(1);
}

}  // namespace

std::string_view StripAnsi(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t escape = std::min(text.find(kEscape, i), text.size());
    out += text.substr(i, escape - i);
    i = escape < text.size() ? SequenceEnd(text, escape) : escape;
    if (i < text.size() && text[i] == '\n' && out.ends_with('\r') && i > escape) out += ' ';  // still two line ends
  }
  const std::size_t size = out.size();
  out += '\n';
  out.append(kPadding, '\0');
  return std::string_view(out).substr(0, size);
}

}  // namespace sftdoctor
