#include "reports/width.h"

#include <utf8proc.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace sftdoctor {
namespace {

/// A character, or a colour sequence (then `code` is 0 and the width too).
struct Glyph {
  std::string_view text;
  utf8proc_int32_t code = 0;
  int width = 0;
  bool color() const { return code == 0; }
};

Glyph NextGlyph(std::string_view text) {
  if (text.starts_with("\x1B[")) {
    const std::size_t end = text.find('m');
    if (end != std::string_view::npos) return {text.substr(0, end + 1), 0, 0};
  }
  utf8proc_int32_t code = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (length <= 0) return {text.substr(0, 1), 0xFFFD, 1};
  return {text.substr(0, static_cast<std::size_t>(length)), code, utf8proc_charwidth(code)};
}

std::vector<Glyph> GlyphsOf(std::string_view text) {
  std::vector<Glyph> glyphs;
  while (!text.empty()) {
    glyphs.push_back(NextGlyph(text));
    text.remove_prefix(glyphs.back().text.size());
  }
  return glyphs;
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

bool IsIn(std::u32string_view set, utf8proc_int32_t code) {
  return set.find(static_cast<char32_t>(code)) != std::u32string_view::npos;
}

/// Kinsoku, the part of it that our texts need.
bool MayBreakBetween(const Glyph& before, const Glyph& after) {
  if (before.width < 2 && after.width < 2) return false;
  if (IsIn(U"（《「『【“‘([", before.code)) return false;
  return !IsIn(U"）》」』】”’，。、；：？！％…—,.;:?!%)]·", after.code);
}

bool IsUnprintable(utf8proc_int32_t code) {
  const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  const bool line_end = code == 0x2028 || code == 0x2029;
  const bool direction = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0x200E ||
                         code == 0x200F || code == 0x061C;
  const bool no_character = (code & 0xFFFE) == 0xFFFE;  // U+FFFE, U+FFFF of each plane: XML cannot hold them
  return control || line_end || direction || no_character;
}

/// A stretch that stays on one line, and whether a blank stands before it.
struct Piece {
  std::vector<Glyph> glyphs;
  int width = 0;
  bool blank_before = false;
  bool path = false;
};

std::vector<Piece> PiecesOf(std::string_view text) {
  std::vector<Piece> pieces(1);
  Glyph last;
  for (const Glyph& glyph : GlyphsOf(text)) {
    if (glyph.code == ' ') {
      if (pieces.back().width > 0) pieces.emplace_back();
      pieces.back().blank_before = true;
      last = {};
      continue;
    }
    if (!glyph.color() && last.code != 0 && MayBreakBetween(last, glyph)) pieces.emplace_back();
    Piece& piece = pieces.back();
    piece.glyphs.push_back(glyph);
    piece.width += glyph.width;
    piece.path = piece.path || glyph.code == '/';
    if (!glyph.color()) last = glyph;
  }
  return pieces;
}

/// Puts pieces into lines.
class Wrapper {
 public:
  Wrapper(int columns, std::string_view first, std::string_view next) : columns_(columns), next_(next) { Open(first); }

  void Add(const Piece& piece) {
    const int blank = piece.blank_before && !fresh_ ? 1 : 0;
    if (!fresh_ && at_ + blank + piece.width > columns_) {
      Break();
    } else if (blank > 0) {
      out_ += ' ';
      ++at_;
    }
    for (const Glyph& glyph : piece.glyphs) Add(glyph, piece.path);
  }

  std::string Finish() { return out_ + "\n"; }

 private:
  void Open(std::string_view indent) {
    out_ += indent;
    at_ = DisplayWidth(indent);
    fresh_ = true;
  }

  void Add(const Glyph& glyph, bool path) {
    if (!path && !fresh_ && at_ + glyph.width > columns_) Break();
    if (glyph.color()) color_ = glyph.text == "\x1B[0m" ? std::string_view() : glyph.text;
    out_ += glyph.text;
    at_ += glyph.width;
    fresh_ = fresh_ && glyph.width == 0;
  }

  void Break() {
    if (!color_.empty()) out_ += "\x1B[0m";
    out_ += '\n';
    Open(next_);
    out_ += color_;
  }

  int columns_;
  std::string_view next_;
  std::string out_;
  std::string_view color_;  ///< what is switched on
  int at_ = 0;
  bool fresh_ = true;  ///< nothing but the indent stands on the line
};

}  // namespace

std::string Printable(std::string_view text) {
  const std::string valid = ValidUtf8(text);
  std::string out;
  for (std::string_view rest = valid; !rest.empty();) {
    utf8proc_int32_t code = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(rest.data());
    const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(rest.size()), &code);
    const std::size_t size = length > 0 ? static_cast<std::size_t>(length) : 1;
    if (code == '\t' || code == '\n' || code == '\r') {
      out += ' ';
    } else if (length <= 0 || IsUnprintable(code)) {
      out += "\xEF\xBF\xBD";
    } else {
      out += rest.substr(0, size);
    }
    rest.remove_prefix(size);
  }
  return out;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  for (const Glyph& glyph : GlyphsOf(text)) width += glyph.width;
  return width;
}

std::string PadTo(std::string_view text, int width) {
  const int missing = width - DisplayWidth(text);
  return std::string(text) + std::string(static_cast<std::size_t>(missing > 0 ? missing : 0), ' ');
}

std::string WithoutMiddle(std::string_view text, int width, std::string_view ellipsis) {
  if (DisplayWidth(text) <= width) return std::string(text);
  const std::vector<Glyph> glyphs = GlyphsOf(text);
  int room = width - DisplayWidth(ellipsis), start_room = room * 2 / 5;
  std::string start, end;
  for (std::size_t i = 0; i < glyphs.size() && glyphs[i].width <= start_room; ++i) {
    start += glyphs[i].text;
    start_room -= glyphs[i].width;
    room -= glyphs[i].width;
  }
  for (std::size_t i = glyphs.size(); i > 0 && glyphs[i - 1].width <= room; --i) {
    end.insert(0, glyphs[i - 1].text);
    room -= glyphs[i - 1].width;
  }
  return start + std::string(ellipsis) + end;
}

std::string WithoutEnd(std::string_view text, int width, std::string_view ellipsis) {
  if (DisplayWidth(text) <= width) return std::string(text);
  int room = width - DisplayWidth(ellipsis);
  std::string start;
  for (const Glyph& glyph : GlyphsOf(text)) {
    room -= glyph.width;
    if (room < 0) break;
    start += glyph.text;
  }
  return start + std::string(ellipsis);
}

std::string Around(std::string_view text, std::size_t byte, int width, std::string_view ellipsis) {
  const auto columns = [](std::string_view character) { return std::max(1, DisplayWidth(Printable(character))); };
  std::size_t begin = std::min(byte, text.size());
  while (begin > 0 && begin < text.size() && IsContinuation(text[begin])) --begin;
  std::size_t end = begin;
  const auto grow_left = [&](int& room) {
    while (begin > 0) {
      std::size_t from = begin - 1;
      while (from > 0 && begin - from < 4 && IsContinuation(text[from])) --from;
      const int taken = columns(text.substr(from, begin - from));
      if (taken > room) break;
      room -= taken;
      begin = from;
    }
  };
  const auto grow_right = [&](int& room) {
    while (end < text.size()) {
      const std::size_t size = std::max<std::size_t>(1, Utf8Length(text.substr(end, 4)));
      const int taken = columns(text.substr(end, size));
      if (taken > room) break;
      room -= taken;
      end += size;
    }
  };
  int before = width / 4, rest = width - before;
  grow_left(before);
  rest += before;
  grow_right(rest);
  grow_left(rest);
  return (begin > 0 ? std::string(ellipsis) : "") + Printable(text.substr(begin, end - begin)) +
         (end < text.size() ? std::string(ellipsis) : "");
}

std::string Wrap(std::string_view text, int columns, std::string_view first, std::string_view next) {
  Wrapper wrapper(columns, first, next);
  for (const Piece& piece : PiecesOf(text)) wrapper.Add(piece);
  return wrapper.Finish();
}

}  // namespace sftdoctor
