// A line pattern compiled to straight-line steps: a literal, then a field, no backtracking, no allocation.
// RE2 on the expanded pattern is the definition; the fuzzers hold the two together.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "records/bytes.h"
#include "records/number.h"
#include "records/pattern_syntax.h"

namespace sftdoctor {

/// Captures a pattern may have.
inline constexpr std::size_t kMostCaptures = 16;

/// What a match captured, by the number of the capture (in the order they are written).
struct Captures {
  std::array<double, kMostCaptures> numbers;          ///< of all macros but word
  std::array<std::string_view, kMostCaptures> words;  ///< of word
  std::uint32_t absent = 0;                           ///< a bit for each capture that took no part in the match
  const char* end = nullptr;                          ///< behind the match
  bool ends_in_capture = false;  ///< nothing was matched behind the last capture: on a cut line it may be half there
};

class FieldProgram {
 public:
  /// Nothing when the pattern needs RE2 (see ReadPieces), or is not anchored and does not start with a literal.
  static std::optional<FieldProgram> Compile(const std::string& pattern);

  /// Matches the line that starts at `line`; its end must be a '\n' or '\r' with kPadding readable bytes behind it.
  /// Unanchored patterns match at the leftmost place before `line_end`.
  bool Run(const char* line, const char* line_end, TimeCache& cache, Captures& out) const;

  bool anchored() const { return anchored_; }

 private:
  enum class Action : std::uint8_t { kNone, kNumber, kInteger, kGrouped, kTime, kWord, kRun, kRunOne, kOptional };
  struct Step {
    ShortText literal;  ///< to match first; may be empty
    Action action = Action::kNone;
    std::uint8_t least = 0;                ///< of a run
    std::uint8_t capture = kMostCaptures;  ///< where the field goes, kMostCaptures for nowhere
    std::uint16_t set = 0;                 ///< of a run: index into sets_
    std::uint16_t text = 0;                ///< of an optional literal: index into texts_
  };

  void AddLiteral(std::string_view literal);
  void AddPiece(const Piece& piece, std::uint8_t capture);
  bool RunAt(const char* p, TimeCache& cache, Captures& out) const;
  const char* Take(const Step& step, const char* p, TimeCache& cache, Captures& out) const;
  const char* Act(const Step& step, const char* p, TimeCache& cache, Captures& out) const;

  bool anchored_ = false;
  bool to_end_ = false;
  std::string first_literal_;
  std::vector<Step> steps_;
  std::size_t captured_ = 0;  ///< steps up to the last capture
  std::vector<std::array<bool, 256>> sets_;
  std::vector<std::string> texts_;
};

}  // namespace sftdoctor
