// The pattern language of format files: RE2 syntax on bytes, plus macros for the things that logs print.
//
//   <num:NAME>      a number, also with exponent, nan, inf       <int:NAME>   digits
//   <grouped:NAME>  digits with thousands commas                 <time:NAME>  2026-01-27 10:00:00.123 (or T, or a
//   comma) <word:NAME>     bytes other than white space and commas      <num> etc.   the same without capturing
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <vector>

namespace sftdoctor {

using ByteSet = std::bitset<256>;

enum class Macro { kNumber, kInteger, kGrouped, kTime, kWord };

/// The pattern as plain RE2, macros written out as named groups.
std::string ExpandMacros(const std::string& pattern);

/// The named macros of a pattern, in the order they are written.
struct MacroCapture {
  std::string name;
  Macro macro;
};
std::vector<MacroCapture> MacroCaptures(const std::string& pattern);

/// One piece of a pattern that needs no backtracking.
struct Piece {
  enum class Kind { kLiteral, kOptionalLiteral, kRun, kMacro };
  Kind kind = Kind::kLiteral;
  std::string literal;  ///< of the literals
  ByteSet set;          ///< of a run; never holds \n or \r
  int least = 0;        ///< of a run: 0 or 1
  bool at_most_one = false;
  Macro macro = Macro::kNumber;
  std::string name;  ///< of a macro, empty when it does not capture
};

struct Pieces {
  bool anchored = false;  ///< starts with ^
  bool to_end = false;    ///< ends with $
  std::vector<Piece> pieces;
};

/// The pattern as straight-line pieces; nothing when it uses more of RE2 than that, or when some piece could swallow
/// the start of what follows, so that RE2 might have to give bytes back.
std::optional<Pieces> ReadPieces(const std::string& pattern);

/// The longest text that every match must contain, as far as a quick look can tell; empty if there is none.
std::string RequiredLiteral(const std::string& pattern);

}  // namespace sftdoctor
