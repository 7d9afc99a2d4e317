#include "patches/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <dtl/dtl.hpp>
#include <vector>

namespace sftdoctor {
namespace {

constexpr std::size_t kContext = 3;

using Lines = std::vector<std::string>;

/// Each with its line end, so that a missing one at the end of the file is a difference.
Lines LinesOf(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

struct Step {
  char sign;  ///< ' ', '-' or '+'
  std::string line;
};

std::vector<Step> StepsBetween(const Lines& before, const Lines& after) {
  dtl::Diff<std::string, Lines> diff(before, after);
  diff.compose();
  std::vector<Step> steps;
  for (const auto& [line, about] : diff.getSes().getSequence()) {
    steps.push_back({about.type == dtl::SES_ADD ? '+' : about.type == dtl::SES_DELETE ? '-' : ' ', line});
  }
  return steps;
}

/// "12,3"; a range without lines stands after the line before it.
std::string Range(std::size_t first, std::size_t count) {
  if (count == 0) --first;
  return count == 1 ? fmt::format("{}", first) : fmt::format("{},{}", first, count);
}

/// Steps [begin, end) as one hunk; `old_line` and `new_line` are the numbers of its first lines.
std::string Hunk(const std::vector<Step>& steps, std::size_t begin, std::size_t end, std::size_t old_line,
                 std::size_t new_line) {
  std::size_t removed = 0, added = 0;
  std::string body;
  for (std::size_t i = begin; i < end; ++i) {
    removed += steps[i].sign != '+';
    added += steps[i].sign != '-';
    body += steps[i].sign + steps[i].line;
    if (!steps[i].line.ends_with('\n')) body += "\n\\ No newline at end of file\n";
  }
  return fmt::format("@@ -{} +{} @@\n{}", Range(old_line, removed), Range(new_line, added), body);
}

/// As git writes names: in quotes where they hold control characters, quotes or backslashes; a blank inside is told
/// from the end of the name by a tab behind it.
std::string HeaderName(const std::string& name) {
  std::string quoted;
  bool needs_quotes = false;
  for (const char c : name) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
      needs_quotes = true;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      quoted += fmt::format("\\{:03o}", static_cast<unsigned>(c));
      needs_quotes = true;
    } else {
      quoted += c;
    }
  }
  if (needs_quotes) return "\"" + quoted + "\"";
  return name.find(' ') == std::string::npos ? name : name + "\t";
}

}  // namespace

std::string UnifiedDiff(std::string_view path, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const std::vector<Step> steps = StepsBetween(LinesOf(before), LinesOf(after));
  const std::string name(path);
  std::string out = "--- " + HeaderName("a/" + name) + "\n+++ " + HeaderName("b/" + name) + "\n";
  std::size_t old_line = 1, new_line = 1, begin = 0;
  const auto pass = [&](std::size_t to) {
    for (; begin < to; ++begin) {
      old_line += steps[begin].sign != '+';
      new_line += steps[begin].sign != '-';
    }
  };
  const auto is_change = [](const Step& step) { return step.sign != ' '; };
  for (auto change = std::find_if(steps.begin(), steps.end(), is_change); change != steps.end();) {
    const std::size_t first = static_cast<std::size_t>(change - steps.begin());
    std::size_t last = first;  // the last change that is near enough to share context with the one before
    for (std::size_t i = first; i < steps.size() && i <= last + 2 * kContext + 1; ++i) {
      if (is_change(steps[i])) last = i;
    }
    pass(std::max(begin, first - std::min(first, kContext)));
    const std::size_t end = std::min(steps.size(), last + 1 + kContext);
    out += Hunk(steps, begin, end, old_line, new_line);
    pass(end);
    change = std::find_if(steps.begin() + static_cast<std::ptrdiff_t>(end), steps.end(), is_change);
  }
  return out;
}

}  // namespace sftdoctor
