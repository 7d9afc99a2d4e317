// Lines of a config file as compilers show them: with numbers, a caret below what is meant, and what would change.
#pragma once

#include <string>

#include "config/edit.h"
#include "config/line_index.h"
#include "reports/paint.h"

namespace sftdoctor {

/// The line of `span` with its neighbours and a caret below the bytes; each line ended by '\n', at most `columns` wide:
/// of longer lines the part around the caret.
std::string Snippet(const LineIndex& lines, Span span, int columns, Ink ink, const Pen& pen);

/// The lines that edits change, with - and +, numbered as they stand now.
std::string SnippetOfChange(std::string_view text, const LineIndex& lines, const std::vector<Edit>& edits, int columns,
                            const Pen& pen);

}  // namespace sftdoctor
