#include "base/pattern.h"

#include <re2/re2.h>

#include "base/error.h"

namespace sftdoctor {

struct Pattern::Program {
  explicit Program(const std::string& expression, const re2::RE2::Options& options) : re(expression, options) {}
  re2::RE2 re;
};

Pattern::Pattern(const std::string& expression) : expression_(expression) {
  re2::RE2::Options options(re2::RE2::Latin1);
  options.set_log_errors(false);
  auto program = std::make_shared<Program>(expression, options);
  if (!program->re.ok()) throw Error("malformed pattern: " + program->re.error() + ": " + expression);
  program_ = std::move(program);
}

bool Pattern::Match(std::string_view text, std::vector<std::string_view>& groups) const {
  return MatchFrom(text, 0, groups);
}

bool Pattern::MatchFrom(std::string_view text, std::size_t from, std::vector<std::string_view>& groups) const {
  const int count = program_->re.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(count));
  const re2::StringPiece input(text.data(), text.size());
  if (!program_->re.Match(input, from, text.size(), re2::RE2::UNANCHORED, found.data(), count)) return false;
  groups.clear();
  for (const re2::StringPiece& piece : found) groups.emplace_back(piece.data(), piece.size());
  return true;
}

bool Pattern::Matches(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), program_->re);
}

std::vector<std::string> Pattern::GroupNames() const {
  std::vector<std::string> names(static_cast<std::size_t>(program_->re.NumberOfCapturingGroups()));
  for (const auto& [number, name] : program_->re.CapturingGroupNames())
    names[static_cast<std::size_t>(number - 1)] = name;
  return names;
}

std::string Pattern::Quote(std::string_view text) {
  return re2::RE2::QuoteMeta(re2::StringPiece(text.data(), text.size()));
}

}  // namespace sftdoctor
