#include "config/python_insert.h"

#include <algorithm>

namespace sftdoctor {
namespace {

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

void InsertIntoBlock(const SyntaxNode& block, const LineIndex& lines, Section& section) {
  const std::vector<SyntaxNode> statements = block.children();
  if (statements.empty()) return;
  const std::string newline(lines.Newline());
  const std::size_t anchor = Anchor(statements, lines);
  section.insertable = true;
  if (anchor == statements.size()) {
    const std::size_t first = statements[0].span().begin;
    section.insert_at = lines.LineBegin(first);
    section.insert_prefix = lines.Indentation(first);
    section.insert_suffix = newline;
    return;
  }
  const Span at = statements[anchor].span();
  const bool one_line = !lines.IsFirst(statements[0].span().begin);
  if (one_line) {  // class A: x = 1
    section.insert_at = at.end;
    section.insert_prefix = "; ";
  } else {
    section.insert_at = lines.LineEnd(at.end);
    section.insert_prefix = newline + lines.Indentation(statements[0].span().begin);
  }
}

}  // namespace sftdoctor
