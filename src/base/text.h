// Small facts about text: nearest spelling, id globs, well-formed UTF-8, numbers for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sftdoctor {

/// Insertions, deletions, changes and swaps of neighbours that make one text the other (optimal string alignment).
std::size_t EditDistance(std::string_view a, std::string_view b);

/// The candidate with the least edit distance to `word`, if that is at most a third of its
/// length; empty otherwise.
std::string NearestSpelling(std::string_view word, const std::vector<std::string>& candidates);

/// True when `glob` (with * for any run and ? for one byte) matches the whole of `text`. `loss` alone also matches
/// `loss/...`, so that an area can be named without a star.
bool GlobMatch(std::string_view glob, std::string_view text);

/// Length of the well-formed UTF-8 sequence at the start of `text`, or 0 (Unicode 15, table 3-7).
std::size_t Utf8Length(std::string_view text);

/// True when the text is well-formed UTF-8.
bool IsUtf8(std::string_view text);

/// The text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD, so that it may stand in JSON.
std::string ValidUtf8(std::string_view text);

/// Appends a code point, which must be below 0x110000 and no surrogate.
void AppendUtf8(std::string& out, unsigned code);

/// A number with about four significant digits and no trailing zeros: 4.771, 0.0494, 1.2e+12, -0.5, nan.
std::string ShortNumber(double value);

/// Splits at `separator`; empty pieces are kept.
std::vector<std::string_view> Split(std::string_view text, char separator);

/// Without white space at both ends.
std::string_view Trim(std::string_view text);

std::string LowerAscii(std::string_view text);

}  // namespace sftdoctor
