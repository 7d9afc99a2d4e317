#include "lines/ansi.h"

#include <algorithm>

#include "lines/block.h"

namespace sftdoctor {
namespace {

constexpr char kEscape = '\x1B';

/// Ends a sequence that is not complete, and is no part of it.
bool Interrupts(char c) { return c == '\n' || c == '\r' || c == kEscape; }

/// Index behind the control sequence that starts at `at`.
std::size_t SequenceEnd(std::string_view line, std::size_t at) {
  std::size_t i = at + 1;
  const auto skip = [&](unsigned low, unsigned high) {
    while (i < line.size() && static_cast<unsigned char>(line[i]) >= low && static_cast<unsigned char>(line[i]) <= high)
      ++i;
  };
  const auto last = [&] { return i < line.size() && !Interrupts(line[i]) ? i + 1 : i; };
  if (i == line.size() || Interrupts(line[i])) return i;
  const char kind = line[i++];
  if (kind == '[') {
    skip(0x20, 0x3F);
    return last();
  }
  if (kind == ']') {
    while (i < line.size() && line[i] != '\a' && !Interrupts(line[i])) ++i;
    return line.substr(i, 2) == "\x1B\\" ? i + 2 : last();
  }
  if (kind < 0x20 || kind > 0x2F) return i;
  skip(0x20, 0x2F);  // such as the ESC ( B of `tput sgr0`
  return last();
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
