// Counting the characters of a text, and guessing what a tokenizer will make of them.
#pragma once

#include <cstdint>
#include <string_view>

namespace sftdoctor {

/// Code points: bytes that begin one. Of bytes that are not UTF-8, something near.
std::uint64_t CountCharacters(std::string_view text);

/// True when there is nothing but white space: ASCII's, and the blanks of Unicode that Chinese texts hold (U+00A0,
/// U+2000 to U+200B, U+3000, U+FEFF).
bool IsBlankText(std::string_view text);

/// Fewest tokens that the usual tokenizers need: one for each run of ASCII letters and digits, one for two characters
/// of CJK (byte pairs learned from Chinese hold 1.3 to 1.8 on average), one for four of other scripts. The most is
/// about the number of characters.
std::uint64_t LeastTokens(std::string_view text);

}  // namespace sftdoctor
