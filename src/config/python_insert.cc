#include "config/python_insert.h"

#include <algorithm>

#include "base/text.h"

namespace sftdoctor {
namespace {

std::string IndentationAt(std::size_t byte, std::string_view text, const LineIndex& lines) {
  const std::string_view line = text.substr(lines.LineBegin(byte));
  return std::string(line.substr(0, std::min(line.find_first_not_of(" \t\f"), line.size())));
}

bool IsAssignment(const SyntaxNode& statement) {
  const std::vector<SyntaxNode> parts = statement.children();
  return statement.Is("expression_statement") && parts.size() == 1 && parts[0].Is("assignment");
}

/// The statement behind which a setting is written, by number; the count when there is none.
std::size_t Anchor(const std::vector<SyntaxNode>& statements, const LineIndex& lines) {
  std::size_t anchor = statements.size();
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (IsAssignment(statements[i])) anchor = i;
  }
  if (anchor == statements.size() && !statements.empty()) {
    const std::vector<SyntaxNode> parts = statements[0].children();
    const bool text = parts.size() == 1 && (parts[0].Is("string") || parts[0].Is("ellipsis"));
    if (text || statements[0].Is("pass_statement")) anchor = 0;
  }
  // Others may follow on the same line.
  while (anchor + 1 < statements.size() &&
         statements[anchor + 1].span().begin < lines.LineEnd(statements[anchor].span().end))
    ++anchor;
  return anchor;
}

}  // namespace

void InsertIntoBlock(const SyntaxNode& block, std::string_view text, const LineIndex& lines, Section& section) {
  const std::vector<SyntaxNode> statements = block.children();
  if (statements.empty()) return;
  const std::string newline(lines.Newline());
  const std::size_t anchor = Anchor(statements, lines);
  section.insertable = true;
  if (anchor == statements.size()) {
    const std::size_t first = statements[0].span().begin;
    section.insert_at = lines.LineBegin(first);
    section.insert_prefix = IndentationAt(first, text, lines);
    section.insert_suffix = newline;
    return;
  }
  const Span at = statements[anchor].span();
  const std::size_t begin = lines.LineBegin(statements[0].span().begin);
  const bool one_line = !Trim(text.substr(begin, statements[0].span().begin - begin)).empty();
  if (one_line) {  // class A: x = 1
    section.insert_at = at.end;
    section.insert_prefix = "; ";
  } else {
    section.insert_at = lines.LineEnd(at.end);
    section.insert_prefix = newline + IndentationAt(statements[0].span().begin, text, lines);
  }
}

void InsertIntoList(const SyntaxNode& members, std::string_view text, const LineIndex& lines, Section& section) {
  const std::vector<SyntaxNode> parts = members.children();
  if (parts.empty() || text.substr(members.span().end - 1, 1).find_first_of(")}") != 0) return;
  const Span last = parts.back().span();
  const std::size_t line = lines.LineBegin(last.begin);
  const bool own_line = Trim(text.substr(line, last.begin - line)).empty();
  std::size_t comma = std::string_view::npos;
  for (SyntaxNode part = members.first(); part; part = part.next()) {
    if (part.Is(",") && part.span().begin >= last.end) comma = part.span().end;
  }
  const std::size_t after = comma == std::string_view::npos ? last.end : comma;
  const std::size_t line_end = lines.LineEnd(after);
  const std::string_view rest = Trim(text.substr(after, line_end - after));
  const std::string next = own_line ? std::string(lines.Newline()) + IndentationAt(last.begin, text, lines) : " ";
  section.insertable = true;
  if (comma != std::string_view::npos && own_line && (rest.empty() || rest[0] == '#')) {
    section.insert_at = line_end;
    section.insert_prefix = next;
    section.insert_suffix = ",";
  } else if (comma == std::string_view::npos && rest.starts_with('#') && parts.back().Field("name")) {
    section.insert_at = last.begin;  // so that the comment stays with its argument
    section.insert_suffix = "," + next;
  } else {
    section.insert_at = after;
    section.insert_prefix = (comma == std::string_view::npos ? "," : "") + next;
    if (comma != std::string_view::npos) section.insert_suffix = ",";
  }
}

}  // namespace sftdoctor
