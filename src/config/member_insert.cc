#include "config/member_insert.h"

#include "base/text.h"

namespace sftdoctor {
namespace {

/// The end of the comma behind the last member; npos when there is none.
std::size_t LastComma(const SyntaxNode& list, const Span& last) {
  std::size_t comma = std::string_view::npos;
  for (SyntaxNode part = list.first(); part; part = part.next()) {
    if (part.Is(",") && part.span().begin >= last.end) comma = part.span().end;
  }
  return comma;
}

}  // namespace

void InsertIntoMembers(const SyntaxNode& list, std::string_view text, const LineIndex& lines, Section& section) {
  constexpr std::size_t kNone = std::string_view::npos;
  const Span all = list.span();
  if (all.end < all.begin + 2 || std::string_view(")}").find(text[all.end - 1]) == kNone) return;
  const std::vector<SyntaxNode> members = list.children();
  section.insertable = true;
  if (members.empty()) {
    section.insert_at = all.begin + 1;
    return;
  }
  const Span last = members.back().span();
  const std::size_t comma = LastComma(list, last), after = comma == kNone ? last.end : comma;
  const std::size_t line_end = lines.LineEnd(after);
  const std::string_view rest = Trim(text.substr(after, line_end - after));
  const bool own_line = lines.IsFirst(last.begin), comment = rest.starts_with('#') || rest.starts_with("//");
  const std::string next = own_line ? std::string(lines.Newline()) + lines.Indentation(last.begin) : " ";
  if (comma != kNone) {
    section.insert_at = own_line && (rest.empty() || comment) ? line_end : after;
    section.insert_prefix = next;
    section.insert_suffix = ",";
  } else if (comment && (members.back().Field("name") || members.back().Field("key"))) {
    section.insert_at = last.begin;  // behind it, the comment would stand beside another
    section.insert_suffix = "," + next;
  } else {
    section.insert_at = after;
    section.insert_prefix = "," + next;
  }
}

}  // namespace sftdoctor
