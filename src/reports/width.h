// Text on a terminal: how many columns it takes, how it wraps, and what of it may not be printed at all.
#pragma once

#include <string>
#include <string_view>

namespace sftdoctor {

/// Text from a log, a path or an error, safe to print on one line: well-formed UTF-8 without control characters,
/// line ends, code points that are no characters, or the marks that turn writing direction around.
std::string Printable(std::string_view text);

/// Columns that the text takes: 2 for CJK, 0 for combining marks and for colour sequences of our own (ESC [ ... m).
int DisplayWidth(std::string_view text);

/// The text with blanks behind it up to `width` columns; longer text as it is.
std::string PadTo(std::string_view text, int width);

/// A text that is too long without its middle, where `ellipsis` stands; how paths are shortened: folder and name stay.
std::string WithoutMiddle(std::string_view text, int width, std::string_view ellipsis);

/// A text that is too long without its end, where `ellipsis` stands.
std::string WithoutEnd(std::string_view text, int width, std::string_view ellipsis);

/// Of any text what stands around one of its bytes, safe to print: some `width` columns with at most a character each,
/// a quarter of them before the byte where there is enough on both sides. `ellipsis` stands where something is left
/// out.
std::string Around(std::string_view text, std::size_t byte, int width, std::string_view ellipsis);

/// Lines of at most `columns`, each ended by '\n'; the first begins with `first`, the others with `next`. Breaks at
/// blanks and beside CJK characters, but not before closing or after opening punctuation. A word that is too long is
/// broken, unless it holds a slash (a path is for copying). Colour ends with each line and begins anew on the next.
std::string Wrap(std::string_view text, int columns, std::string_view first, std::string_view next);

}  // namespace sftdoctor
