#include "dataset/characters.h"

namespace sftdoctor {
namespace {

unsigned ByteAt(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
}

bool IsWordByte(unsigned byte) {
  const unsigned lower = byte | 0x20;
  return (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9');
}

}  // namespace

std::uint64_t CountCharacters(std::string_view text) {
  std::uint64_t count = 0;
  for (const char byte : text) count += static_cast<signed char>(byte) >= -64;  // all but 0x80..0xBF
  return count;
}

bool IsBlankText(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const unsigned first = ByteAt(text, at), second = ByteAt(text, at + 1), third = ByteAt(text, at + 2);
    if (first == ' ' || (first >= '\t' && first <= '\r')) {
      ++at;
    } else if (first == 0xC2 && second == 0xA0) {
      at += 2;
    } else if ((first == 0xE3 && second == 0x80 && third == 0x80) ||
               (first == 0xE2 && second == 0x80 && third <= 0x8B) ||
               (first == 0xEF && second == 0xBB && third == 0xBF)) {
      at += 3;
    } else {
      return false;
    }
  }
  return true;
}

std::uint64_t LeastTokens(std::string_view text) {
  std::uint64_t words = 0, quarters = 0;
  bool inside = false;
  for (const char c : text) {
    const unsigned byte = static_cast<unsigned char>(c);
    const bool word = byte < 0x80 && IsWordByte(byte);
    words += word && !inside;
    inside = word;
    quarters += byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
  }
  return words + quarters / 4;
}

}  // namespace sftdoctor
