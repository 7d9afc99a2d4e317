#include "dataset/json_scan.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/text.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sftdoctor {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The four digits behind "\u" at `at`; at least 0x10000 when they do not stand there.
std::uint32_t CodeUnit(std::string_view text, std::size_t at) {
  if (text.size() < at + 6 || text[at] != '\\' || text[at + 1] != 'u') return 0x10000;
  std::uint32_t unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = HexDigit(text[i]);
    if (digit < 0) return 0x10000;
    unit = unit << 4 | static_cast<std::uint32_t>(digit);
  }
  return unit;
}

/// Writes the character of the escape at `at` of a text that was scanned, and returns the index behind it.
std::size_t AppendEscaped(std::string_view text, std::size_t at, std::string& out) {
  constexpr std::string_view kShort = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
  const std::size_t letter = kShort.find(text[at + 1]);
  if (letter != std::string_view::npos) {
    out += kMeant[letter];
    return at + 2;
  }
  const std::uint32_t unit = CodeUnit(text, at);
  const std::uint32_t low = unit >= 0xD800 && unit < 0xDC00 ? CodeUnit(text, at + 6) : 0;
  if (low >= 0xDC00 && low < 0xE000) {
    AppendUtf8(out, 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF));
    return at + 12;
  }
  AppendUtf8(out, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
  return at + 6;
}

}  // namespace

const char* FindStringStop(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1F);
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i stops = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                                       _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(stops));
    if (mask != 0) return p + __builtin_ctz(mask);
  }
#endif
  for (; p < end; ++p) {
    if (*p == '"' || *p == '\\' || static_cast<unsigned char>(*p) < 0x20) return p;
  }
  return end;
}

bool JsonScanner::Fail(RowFault why) {
  if (failure_ == RowFault::kNone) {
    failure_ = why;
    failure_at_ = static_cast<std::size_t>(p_ - begin_);
  }
  return false;
}

void JsonScanner::SkipBlanks() {
  while (p_ < end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\t' || *p_ == '\r')) ++p_;
}

bool JsonScanner::Read(std::string_view text, std::vector<JsonMember>& members) {
  begin_ = p_ = text.data();
  end_ = begin_ + text.size();
  depth_ = 0;
  failure_ = RowFault::kNone;
  members.clear();
  SkipBlanks();
  if (p_ == end_ || (*p_ != '{' && *p_ != '[')) return Fail(RowFault::kNoObject);
  if (!Container(&members)) return false;
  SkipBlanks();
  return p_ == end_ || Fail(RowFault::kBeyondEnd);
}

/// An object or array; its parts are kept when somebody wants them.
bool JsonScanner::Container(std::vector<JsonMember>* members) {
  if (++depth_ > kDeepest) return Fail(RowFault::kTooDeep);
  const bool object = *p_ == '{';
  const char close = object ? '}' : ']';
  ++p_;
  SkipBlanks();
  for (bool first = true; p_ < end_ && (!first || *p_ != close); first = false) {
    JsonMember member;
    if (object) {
      bool escaped = false;
      if (*p_ != '"') return Fail(RowFault::kNoKey);
      if (!Quoted(member.key, escaped)) return false;
      SkipBlanks();
      if (p_ == end_ || *p_ != ':') return Fail(RowFault::kNoColon);
      ++p_;
      SkipBlanks();
    }
    if (!Value(member)) return false;
    if (members) members->push_back(member);
    SkipBlanks();
    if (p_ == end_ || *p_ != ',') break;
    ++p_;
    SkipBlanks();
  }
  if (p_ == end_) return Fail(RowFault::kCut);
  if (*p_ != close) return Fail(RowFault::kNoComma);
  ++p_;
  --depth_;
  return true;
}

bool JsonScanner::Value(JsonMember& member) {
  if (p_ == end_) return Fail(RowFault::kCut);
  const char* const start = p_;
  bool read = false;
  switch (*p_) {
    case '"':
      member.kind = Cell::Kind::kText;
      return Quoted(member.text, member.escaped);
    case '{':
    case '[':
      member.kind = Cell::Kind::kNested;
      read = Container(nullptr);
      break;
    case 'n':
      member.kind = Cell::Kind::kNull;
      read = Word("null");
      break;
    case 't':
    case 'f':
      member.kind = Cell::Kind::kBool;
      read = Word(*p_ == 't' ? "true" : "false");
      break;
    default:
      member.kind = Cell::Kind::kNumber;
      read = Number();
  }
  member.text = {start, static_cast<std::size_t>(p_ - start)};
  return read;
}

bool JsonScanner::Word(std::string_view word) {
  if (!std::string_view(p_, static_cast<std::size_t>(end_ - p_)).starts_with(word)) return Fail(RowFault::kNoValue);
  p_ += word.size();
  return true;
}

bool JsonScanner::Number() {
  const char* p = p_ + (*p_ == '-' ? 1 : 0);
  if (p < end_ && *p == 'I') {
    p_ = p;
    return Word("Infinity");
  }
  if (*p_ == 'N') return Word("NaN");
  const auto digits = [&] {
    const char* const start = p;
    while (p < end_ && IsDigit(*p)) ++p;
    return p > start;
  };
  if (p == end_ || !IsDigit(*p)) return Fail(RowFault::kNoValue);
  if (*p++ != '0') digits();
  if (p < end_ && *p == '.' && (++p, !digits())) return Fail(RowFault::kNumber);
  if (p < end_ && (*p | 0x20) == 'e') {
    ++p;
    if (p < end_ && (*p == '+' || *p == '-')) ++p;
    if (!digits()) return Fail(RowFault::kNumber);
  }
  p_ = p;
  return true;
}

bool JsonScanner::Quoted(std::string_view& text, bool& escaped) {
  const char* const start = ++p_;
  for (;;) {
    p_ = FindStringStop(p_, end_);
    if (p_ == end_) return Fail(RowFault::kCutText);
    if (*p_ == '"') break;
    if (*p_ != '\\') return Fail(RowFault::kControl);
    escaped = true;
    if (!Escape()) return false;
  }
  text = {start, static_cast<std::size_t>(p_ - start)};
  ++p_;
  return true;
}

bool JsonScanner::Escape() {
  const std::string_view rest(p_, static_cast<std::size_t>(end_ - p_));
  if (rest.size() < 2) return Fail(RowFault::kCutText);
  const bool unicode = rest[1] == 'u';
  if (unicode ? CodeUnit(rest, 0) > 0xFFFF : !std::strchr("\"\\/bfnrt", rest[1]) || rest[1] == 0)
    return Fail(RowFault::kEscape);
  p_ += unicode ? 6 : 2;
  return true;
}

std::string_view UnescapedKey(std::string_view key, std::string& storage) {
  if (key.find('\\') == std::string_view::npos) return key;
  storage.clear();
  for (std::size_t at = 0; at < key.size();) {
    const std::size_t stop = std::min(key.find('\\', at), key.size());
    storage.append(key, at, stop - at);
    at = stop < key.size() ? AppendEscaped(key, stop, storage) : stop;
  }
  return storage;
}

std::string_view Unescaped(const JsonMember& member, std::string& storage) {
  return member.escaped ? UnescapedKey(member.text, storage) : member.text;
}

}  // namespace sftdoctor
