#include "records/pattern_syntax.h"

#include <array>
#include <cctype>
#include <string_view>

namespace sftdoctor {
namespace {

struct MacroRule {
  std::string_view name;
  Macro macro;
  std::string_view expression;
  std::string_view extends;  ///< bytes that, coming next, might belong to the macro's text
};

constexpr std::array<MacroRule, 5> kMacros = {{
    {"num", Macro::kNumber, R"re([-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|(?i:nan|inf(?:inity)?)))re",
     "0123456789.eEiI"},
    {"int", Macro::kInteger, R"re(\d+)re", "0123456789"},
    {"grouped", Macro::kGrouped, R"re(\d[\d,]*)re", "0123456789,"},
    {"time", Macro::kTime, R"re(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?)re", "0123456789.,"},
    {"word", Macro::kWord, R"re([^\s,]+)re", ""},
}};

struct MacroUse {
  const MacroRule* rule;
  std::string name;
  std::size_t length;
};

/// The macro that starts at `at`, if one does.
std::optional<MacroUse> MacroAt(std::string_view pattern, std::size_t at) {
  if (pattern[at] != '<') return std::nullopt;
  const std::size_t end = pattern.find('>', at);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view inside = pattern.substr(at + 1, end - at - 1);
  const std::string_view kind = inside.substr(0, inside.find(':'));
  for (const MacroRule& rule : kMacros) {
    if (rule.name != kind) continue;
    return MacroUse{&rule, std::string(kind.size() == inside.size() ? "" : inside.substr(kind.size() + 1)),
                    end - at + 1};
  }
  return std::nullopt;
}

bool InGroupOpening(std::string_view pattern, std::size_t at) { return at >= 2 && pattern.substr(at - 2, 2) == "?P"; }

ByteSet Bytes(std::string_view bytes) {
  ByteSet set;
  for (const char c : bytes) set.set(static_cast<unsigned char>(c));
  return set;
}

ByteSet Range(unsigned char low, unsigned char high) {
  ByteSet set;
  for (unsigned c = low; c <= high; ++c) set.set(c);
  return set;
}

/// The set that `\c` stands for; nothing when it is another kind of escape.
std::optional<ByteSet> EscapedSet(char c) {
  const ByteSet digits = Range('0', '9'), blanks = Bytes("\t\n\f\r ");
  const ByteSet word = digits | Range('a', 'z') | Range('A', 'Z') | Bytes("_");
  switch (c) {
    case 'd':
      return digits;
    case 'D':
      return ~digits;
    case 's':
      return blanks;
    case 'S':
      return ~blanks;
    case 'w':
      return word;
    case 'W':
      return ~word;
    case 't':
      return Bytes("\t");
    default:
      return std::ispunct(static_cast<unsigned char>(c)) ? std::optional(Bytes({&c, 1})) : std::nullopt;
  }
}

/// A cursor over the pattern that gives up (ok = false) at the first thing outside the subset.
class Parser {
 public:
  explicit Parser(std::string_view pattern) : pattern_(pattern) {}

  std::optional<Pieces> Parse() {
    Pieces out;
    if (Take('^')) out.anchored = true;
    while (ok_ && at_ < pattern_.size()) {
      if (pattern_.substr(at_) == "$") {
        out.to_end = true;
        break;
      }
      ReadPiece(out.pieces);
    }
    if (!ok_ || !WithoutBacktracking(out)) return std::nullopt;
    return out;
  }

 private:
  bool Take(char c) {
    if (at_ >= pattern_.size() || pattern_[at_] != c) return false;
    ++at_;
    return true;
  }

  void ReadPiece(std::vector<Piece>& pieces) {
    if (const auto macro = MacroAt(pattern_, at_)) {
      at_ += macro->length;
      Piece piece;
      piece.kind = Piece::Kind::kMacro;
      piece.macro = macro->rule->macro;
      piece.name = macro->name;
      if (at_ < pattern_.size() && std::string_view("?*+{").find(pattern_[at_]) != std::string_view::npos) ok_ = false;
      pieces.push_back(piece);
    } else if (pattern_.substr(at_, 3) == "(?:") {
      ReadOptionalLiteral(pieces);
    } else {
      ReadSet(pieces);
    }
  }

  /// `(?:text)?`
  void ReadOptionalLiteral(std::vector<Piece>& pieces) {
    at_ += 3;
    Piece piece;
    piece.kind = Piece::Kind::kOptionalLiteral;
    while (ok_ && at_ < pattern_.size() && pattern_[at_] != ')') {
      if (MacroAt(pattern_, at_)) ok_ = false;
      const ByteSet set = ReadOneSet();
      if (set.count() != 1) ok_ = false;
      piece.literal += ByteOf(set);
    }
    ok_ = ok_ && Take(')') && Take('?') && !piece.literal.empty() && !Repeated();
    pieces.push_back(piece);
  }

  void ReadSet(std::vector<Piece>& pieces) {
    Piece piece;
    piece.kind = Piece::Kind::kRun;
    piece.set = ReadOneSet();
    if (!ok_) return;
    piece.least = 1;
    if (Take('*')) {
      piece.least = 0;
    } else if (Take('?')) {
      piece.least = 0;
      piece.at_most_one = true;
    } else if (!Take('+')) {
      piece.at_most_one = true;
    }
    if (Repeated()) ok_ = false;  // lazy, possessive or counted
    const bool literal = piece.least == 1 && piece.at_most_one && piece.set.count() == 1;
    if (!literal) {
      piece.set &= ~Bytes("\n\r");
      pieces.push_back(piece);
    } else if (!pieces.empty() && pieces.back().kind == Piece::Kind::kLiteral) {
      pieces.back().literal += ByteOf(piece.set);
    } else {
      pieces.push_back({.kind = Piece::Kind::kLiteral, .literal = {ByteOf(piece.set)}, .set = {}, .name = {}});
    }
  }

  bool Repeated() const {
    return at_ < pattern_.size() && std::string_view("?*+{").find(pattern_[at_]) != std::string_view::npos;
  }

  static char ByteOf(const ByteSet& set) {
    for (unsigned c = 0; c < 256; ++c) {
      if (set.test(c)) return static_cast<char>(c);
    }
    return '\0';
  }

  ByteSet ReadOneSet() {
    const char c = pattern_[at_++];
    if (c == '\\') return ReadEscape();
    if (c == '[') return ReadBrackets();
    if (c == '.') return ~Bytes("\n");
    if (std::string_view("()|*+?{}$^").find(c) != std::string_view::npos) ok_ = false;
    return Bytes({&c, 1});
  }

  ByteSet ReadEscape() {
    const auto set = at_ < pattern_.size() ? EscapedSet(pattern_[at_++]) : std::nullopt;
    if (!set) ok_ = false;
    return set.value_or(ByteSet());
  }

  ByteSet ReadBrackets() {
    ByteSet set;
    const bool negated = Take('^');
    bool first = true;
    while (ok_ && at_ < pattern_.size() && (first || pattern_[at_] != ']')) {
      first = false;
      const char c = pattern_[at_++];
      if (c == '\\') {
        set |= ReadEscape();
        ok_ = ok_ && !StartsRange();
      } else if (c == '[') {
        ok_ = false;  // perhaps [:alpha:]
      } else if (StartsRange()) {
        const char high = pattern_[at_ + 1];
        ok_ = ok_ && high != '\\' && high != '[' && static_cast<unsigned char>(c) <= static_cast<unsigned char>(high);
        set |= Range(static_cast<unsigned char>(c), static_cast<unsigned char>(high));
        at_ += 2;
      } else {
        set.set(static_cast<unsigned char>(c));
      }
    }
    if (!Take(']')) ok_ = false;
    return negated ? ~set : set;
  }

  bool StartsRange() const { return at_ + 1 < pattern_.size() && pattern_[at_] == '-' && pattern_[at_ + 1] != ']'; }

  /// Bytes that, coming after the piece's text, might have been part of it.
  static ByteSet Extends(const Piece& piece) {
    switch (piece.kind) {
      case Piece::Kind::kLiteral:
        return {};
      case Piece::Kind::kOptionalLiteral:
        return Bytes(std::string_view(piece.literal).substr(0, 1));
      case Piece::Kind::kRun:
        return piece.least == 1 && piece.at_most_one ? ByteSet() : piece.set;
      case Piece::Kind::kMacro:
        if (piece.macro == Macro::kWord) return ~Bytes("\t\n\f\r ,");
        return Bytes(kMacros[static_cast<std::size_t>(piece.macro)].extends);
    }
    return {};
  }

  /// Bytes with which the pieces from `from` on can start.
  static ByteSet First(const std::vector<Piece>& pieces, std::size_t from) {
    ByteSet set;
    for (std::size_t i = from; i < pieces.size(); ++i) {
      const Piece& piece = pieces[i];
      if (piece.kind == Piece::Kind::kLiteral) return set | Bytes(std::string_view(piece.literal).substr(0, 1));
      if (piece.kind == Piece::Kind::kOptionalLiteral) {
        set |= Extends(piece);
      } else if (piece.kind == Piece::Kind::kRun) {
        set |= piece.set;
        if (piece.least == 1) return set;
      } else if (piece.macro == Macro::kWord) {
        return set | ~Bytes("\t\n\f\r ,");
      } else {
        return set | Range('0', '9') | (piece.macro == Macro::kNumber ? Bytes("-+.nNiI") : ByteSet());
      }
    }
    return set;
  }

  static bool WithoutBacktracking(const Pieces& all) {
    for (std::size_t i = 0; i < all.pieces.size(); ++i) {
      if ((Extends(all.pieces[i]) & First(all.pieces, i + 1)).any()) return false;
    }
    return !all.pieces.empty();
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace

std::string ExpandMacros(const std::string& pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    const auto macro = InGroupOpening(pattern, i) ? std::nullopt : MacroAt(pattern, i);
    if (!macro) {
      out += pattern[i++];
      continue;
    }
    out += macro->name.empty() ? "(?:" : "(?P<" + macro->name + ">";
    out += macro->rule->expression;
    out += ")";
    i += macro->length;
  }
  return out;
}

std::vector<MacroCapture> MacroCaptures(const std::string& pattern) {
  std::vector<MacroCapture> captures;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto macro = InGroupOpening(pattern, i) ? std::nullopt : MacroAt(pattern, i);
    if (macro && !macro->name.empty()) captures.push_back({macro->name, macro->rule->macro});
  }
  return captures;
}

std::optional<Pieces> ReadPieces(const std::string& pattern) { return Parser(pattern).Parse(); }

namespace {

/// Collects the longest run of plain bytes outside of groups. Whatever it does not know ends a run.
class LiteralFinder {
 public:
  explicit LiteralFinder(std::string_view pattern) : pattern_(pattern) {}

  std::string Find() {
    while (at_ < pattern_.size() && ok_) Step();
    Finish();
    return ok_ ? best_ : "";
  }

 private:
  void Step() {
    const char c = pattern_[at_];
    if (const auto macro = MacroAt(pattern_, at_)) {
      Finish();
      at_ += macro->length;
    } else if (c == '[') {
      Finish();
      SkipBrackets();
    } else if (c == '\\') {
      Escape();
    } else if (c == '(') {
      // Flags such as (?i) change what a literal means.
      const std::size_t end = pattern_.find_first_of(":)<", at_);
      if (pattern_.substr(at_, 2) == "(?" && end != std::string_view::npos && pattern_[end] == ')') ok_ = false;
      Finish();
      ++depth_;
      ++at_;
    } else if (const std::size_t length = RepetitionLength()) {
      if (c != '+' && !run_.empty()) run_.pop_back();
      Finish();
      at_ += length;
    } else if (std::string_view(").^$").find(c) != std::string_view::npos) {
      Finish();
      depth_ -= c == ')' ? 1 : 0;
      ++at_;
    } else {
      if (c == '|' && depth_ == 0) ok_ = false;
      if (depth_ == 0) run_ += c;
      ++at_;
    }
  }

  /// Of the `?`, `*`, `+` or `{2,3}` that stands here; 0 when none does. Other braces are plain text.
  std::size_t RepetitionLength() const {
    const char c = pattern_[at_];
    if (c == '?' || c == '*' || c == '+') return 1;
    if (c != '{' || at_ + 1 == pattern_.size() || !std::isdigit(static_cast<unsigned char>(pattern_[at_ + 1])))
      return 0;
    const std::size_t end = pattern_.find_first_not_of("0123456789,", at_ + 1);
    return end != std::string_view::npos && pattern_[end] == '}' ? end - at_ + 1 : 0;
  }

  void Escape() {
    const char c = at_ + 1 < pattern_.size() ? pattern_[at_ + 1] : '\0';
    if (std::ispunct(static_cast<unsigned char>(c))) {
      if (depth_ == 0) run_ += c;
    } else {
      Finish();
      ok_ = ok_ && std::string_view("dDsSwWbBtnrfvaAz").find(c) != std::string_view::npos;  // not \x41 \pN \Q \101
    }
    at_ += 2;
  }

  void SkipBrackets() {
    at_ += pattern_.substr(at_ + 1, 1) == "^" ? 2 : 1;
    if (pattern_.substr(at_, 1) == "]") ++at_;
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      const std::size_t class_end = pattern_.substr(at_, 2) == "[:" ? pattern_.find(":]", at_) : std::string_view::npos;
      if (class_end != std::string_view::npos) {  // [:alpha:]
        at_ = class_end + 2;
      } else {
        at_ += pattern_[at_] == '\\' ? 2 : 1;
      }
    }
    ++at_;
  }

  void Finish() {
    if (run_.size() > best_.size()) best_ = run_;
    run_.clear();
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool ok_ = true;
  std::string best_, run_;
};

}  // namespace

std::string RequiredLiteral(const std::string& pattern) { return LiteralFinder(pattern).Find(); }

}  // namespace sftdoctor
