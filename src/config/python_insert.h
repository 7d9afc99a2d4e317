// Where another setting may be written into a class or module of Python.
#pragma once

#include "config/line_index.h"
#include "config/syntax_tree.h"

namespace sftdoctor {

/// Fills in where to insert into a section whose body, or module, is `block`: behind its last assignment, else behind
/// its docstring or `pass`, else before its first statement.
void InsertIntoBlock(const SyntaxNode& block, const LineIndex& lines, Section& section);

}  // namespace sftdoctor
