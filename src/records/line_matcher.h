// One line pattern ready to run: a field program where the pattern allows it, RE2 where not; and where its captures go.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/pattern.h"
#include "catalog/format.h"
#include "records/field_program.h"
#include "records/record.h"

namespace sftdoctor {

/// What matches lines: the program, or (for comparison and doubt) RE2 for every pattern.
enum class Engine { kProgram, kRe2 };

class LineMatcher {
 public:
  /// Throws Error with the pattern's place: a capture without a field, no literal of four bytes to search for. Whether
  /// RE2 accepts the pattern is seen in Compile().
  LineMatcher(const LinePattern& pattern, Engine engine);

  /// Matches one line (without its end; padded as lines/block.h says).
  bool Match(std::string_view line, TimeCache& cache, Captures& out) const;

  /// Appends what `captures` hold to the batch as a record of the given line.
  void Emit(const Captures& captures, std::uint32_t line, Batch& batch) const;

  /// Throws Error with the pattern's place when RE2 does not accept it. RE2 is otherwise asked at the first line that
  /// may match: most formats of the catalog never see one.
  void Compile() const;

  const LinePattern& pattern() const { return *pattern_; }
  const std::string& literal() const { return literal_; }
  bool fast() const { return program_.has_value(); }
  bool anchored() const { return pattern_->expression.starts_with('^'); }

 private:
  struct Target {
    enum class Kind { kTime, kEpoch, kStep, kRank, kValue, kNowhere } kind = Kind::kNowhere;
    Field field;
    Macro macro = Macro::kNumber;
    std::string name;
  };
  void AddTarget(const std::string& name, Macro macro);
  bool MatchRe2(std::string_view line, Captures& out) const;

  const LinePattern* pattern_;
  std::string literal_;
  std::vector<Target> targets_;  ///< in the order of the captures
  std::optional<FieldProgram> program_;
  struct Re2 {
    std::once_flag compiled;
    std::optional<Pattern> pattern;
    std::vector<std::size_t> groups;  ///< RE2's number of each target's group
  };
  std::shared_ptr<Re2> re2_;  ///< null with a program
};

}  // namespace sftdoctor
