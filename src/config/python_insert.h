// Where another setting may be written into a class, a call or a dict of Python.
#pragma once

#include "config/line_index.h"
#include "config/syntax_tree.h"

namespace sftdoctor {

/// Fills in `insert_at`, `insert_prefix` and `insert_suffix` of a section. `block` is the body of a class or a module:
/// behind its last assignment, else behind its docstring or `pass`, else before its first statement.
void InsertIntoBlock(const SyntaxNode& block, std::string_view text, const LineIndex& lines, Section& section);

/// `members` is the argument list of a call, or a dict literal: behind the last, with a comma where it is needed.
void InsertIntoList(const SyntaxNode& members, std::string_view text, const LineIndex& lines, Section& section);

}  // namespace sftdoctor
