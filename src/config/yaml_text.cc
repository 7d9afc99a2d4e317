#include "config/yaml_text.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/text.h"
#include "config/undoubled.h"

namespace sftdoctor {
namespace {

constexpr std::string_view kBlank = " \t";

std::string_view TrimBlanks(std::string_view line, bool front, bool back) {
  if (front) line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
  if (back) line.remove_suffix(line.size() - (line.find_last_not_of(kBlank) + 1));
  return line;
}

/// Takes the first line off, without its end, which may be \n, \r\n or \r; none of it is left behind the last one.
std::string_view TakeLine(std::optional<std::string_view>& text) {
  const std::size_t end = text->find_first_of("\r\n");
  const std::string_view line = text->substr(0, end);
  if (end == std::string_view::npos) {
    text.reset();
  } else {
    text->remove_prefix(end + (text->substr(end, 2) == "\r\n" ? 2 : 1));
  }
  return line;
}

std::vector<std::string_view> LinesIn(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::optional<std::string_view> left = text; left;) lines.push_back(TakeLine(left));
  return lines;
}

/// Resolves the escape at `at`, which stands behind its backslash; false when there is none such.
bool ReadEscape(std::string_view text, std::size_t& at, std::string& out) {
  constexpr std::string_view kLetters = "0abt\tnvfre \"\\/", kMeanings("\0\a\b\t\t\n\v\f\r\x1B \"\\/", 14);
  const char letter = text[at++];
  if (const std::size_t known = kLetters.find(letter); known != std::string_view::npos) {
    out += kMeanings[known];
    return true;
  }
  constexpr std::pair<char, unsigned> kCodes[] = {{'N', 0x85}, {'_', 0xA0}, {'L', 0x2028}, {'P', 0x2029}};
  for (const auto& [name, code] : kCodes) {
    if (letter != name) continue;
    AppendUtf8(out, code);
    return true;
  }
  const std::size_t length = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  const std::string_view digits = text.substr(std::min(at, text.size()), length);
  unsigned code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  const bool good = length > 0 && error == std::errc() && end == digits.data() + length && code <= 0x10FFFF &&
                    (code < 0xD800 || code >= 0xE000);
  if (good) AppendUtf8(out, code);
  at += length;
  return good;
}

/// Escapes of one line; a backslash at its end joins it to the next.
bool Unescape(std::string_view line, std::string& out, bool& joined) {
  joined = false;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] != '\\') {
      out += line[at++];
    } else if (++at == line.size()) {
      joined = true;
    } else if (!ReadEscape(line, at, out)) {
      return false;
    }
  }
  return true;
}

/// Length of the line without blanks at its end, but with those that a backslash protects.
std::size_t EndOfLine(std::string_view line, bool escapes) {
  std::size_t end = line.find_last_not_of(kBlank) + 1;
  std::size_t slashes = 0;
  while (slashes < end && line[end - 1 - slashes] == '\\') ++slashes;
  if (escapes && slashes % 2 == 1 && end < line.size()) ++end;
  return end;
}

/// Folds lines of a flow scalar. Blanks at the outer ends belong to a quoted text.
std::optional<std::string> FoldLines(const std::vector<std::string_view>& lines, bool escapes) {
  std::string out;
  std::size_t empty = 0;
  bool joined = true;  // to what is before: nothing yet
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view line = lines[i];
    const bool last = i + 1 == lines.size();
    if (!last) line = line.substr(0, EndOfLine(line, escapes));
    if (i > 0) line = TrimBlanks(line, true, false);
    if (i > 0 && line.empty() && !last) {
      ++empty;
      continue;
    }
    if (i > 0) {
      if (empty > 0) {
        out.append(empty, '\n');
      } else if (!joined) {
        out += ' ';
      }
    }
    empty = 0;
    joined = false;
    if (!escapes) {
      out += line;
    } else if (!Unescape(line, out, joined)) {
      return std::nullopt;
    }
  }
  return out;
}

struct BlockHeader {
  bool folded = false;
  char chomp = '\0';  ///< '+' keeps the line ends at the end, '-' strips them, else one stays
  int indent = 0;     ///< as given; 0: that of the first line
};

std::size_t IndentOf(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// Lines of a block joined; `folded` ones by blanks, but not around those that are indented further.
std::string JoinBlock(const std::vector<std::string_view>& lines, bool folded) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += lines[i];
    if (i + 1 == lines.size()) break;
    const auto indented = [](std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); };
    std::size_t next = i + 1;
    while (next < lines.size() && lines[next].empty()) ++next;
    const bool plain =
        folded && !lines[i].empty() && !indented(lines[i]) && next < lines.size() && !indented(lines[next]);
    if (!plain) {
      out += '\n';
    } else if (next == i + 1) {
      out += ' ';
    } else {
      out.append(next - i - 1, '\n');
      i = next - 1;
    }
  }
  return out;
}

}  // namespace

std::string FoldYamlLines(std::string_view text) { return FoldLines(LinesIn(text), false).value_or(""); }

std::optional<std::string> ReadYamlQuoted(std::string_view token) {
  if (token.size() < 2 || token.back() != token.front()) return std::nullopt;
  const bool escapes = token.front() == '"';
  std::string body(token.substr(1, token.size() - 2));
  if (ValidUtf8(body) != body) return std::nullopt;
  if (!escapes) body = Undoubled(body, "'");
  return FoldLines(LinesIn(body), escapes);
}

std::optional<std::string> ReadYamlBlock(std::string_view text, std::size_t begin, int indent) {
  std::optional<std::string_view> left = text.substr(begin);
  const std::string_view first = TakeLine(left);
  BlockHeader header;
  header.folded = first.starts_with('>');
  for (const char c : first.substr(1, first.find_first_of(" \t") - 1)) {
    if (c == '+' || c == '-') header.chomp = c;
    if (c >= '1' && c <= '9') header.indent = c - '0';
  }
  std::size_t depth = static_cast<std::size_t>(std::max(0, indent + std::max(1, header.indent)));
  bool settled = header.indent != 0, to_end = true;
  std::vector<std::string_view> content;  // up to the end of the block: behind it may stand thousands of others
  while (left) {
    const std::string_view line = TakeLine(left);
    const std::size_t own = IndentOf(line);
    if (!settled && own < line.size()) {
      depth = std::max(depth, own);
      settled = true;
    }
    to_end = own >= depth || own == line.size();
    if (!to_end) break;
    content.push_back(line);
  }
  const std::size_t lines = content.size();
  for (std::string_view& line : content) line.remove_prefix(std::min(depth, line.size()));
  if (to_end && !content.empty() && content.back().empty()) content.pop_back();
  std::size_t ends = 0;  // line ends behind the last line
  while (!content.empty() && content.back().empty()) {
    content.pop_back();
    ++ends;
  }
  std::string out = JoinBlock(content, header.folded);
  const bool closed = !to_end || content.size() < lines;  // the text may end without a line end
  if (header.chomp == '+') out.append(ends + (content.empty() || !closed ? 0 : 1), '\n');
  if (header.chomp == '\0' && !content.empty() && closed) out += '\n';
  if (ValidUtf8(out) != out) return std::nullopt;
  return out;
}

}  // namespace sftdoctor
