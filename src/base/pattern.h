// The only door to RE2: patterns on bytes (Latin-1 mode, so that stray bytes in a log never stop a match).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sftdoctor {

/// A compiled regular expression in RE2 syntax; linear time on any input. Copies share the program; safe to use from
/// several threads.
class Pattern {
 public:
  /// Throws Error with RE2's own words when the expression is malformed.
  explicit Pattern(const std::string& expression);

  /// Matches anywhere in `text` (write ^ to anchor). On success fills `groups` with the whole match at 0 and every
  /// capture after it; a group that took no part is a view with null data.
  bool Match(std::string_view text, std::vector<std::string_view>& groups) const;
  /// The same from the byte `from` on; what stands before it still counts for ^ and \b.
  bool MatchFrom(std::string_view text, std::size_t from, std::vector<std::string_view>& groups) const;
  bool Matches(std::string_view text) const;

  /// Names of the captures in order of their number, from 1; unnamed ones are empty.
  std::vector<std::string> GroupNames() const;
  const std::string& expression() const { return expression_; }

  /// The text as a pattern that matches just itself.
  static std::string Quote(std::string_view text);

 private:
  struct Program;
  std::string expression_;
  std::shared_ptr<const Program> program_;
};

}  // namespace sftdoctor
