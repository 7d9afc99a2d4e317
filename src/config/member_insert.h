// Where another member may be written into something with commas and brackets: the arguments of a call, a dict, a JSON
// object, a flow mapping of YAML.
#pragma once

#include <string_view>

#include "config/line_index.h"
#include "config/syntax_tree.h"

namespace sftdoctor {

/// Fills in where to insert into the section whose members stand in `list`: behind the last, with the commas that are
/// needed, and so that comments stay with the member that they stand beside.
void InsertIntoMembers(const SyntaxNode& list, std::string_view text, const LineIndex& lines, Section& section);

}  // namespace sftdoctor
