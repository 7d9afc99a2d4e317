// Texts of YAML in quotes, in blocks and on several lines -> what they say (YAML 1.1, as PyYAML reads them).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sftdoctor {

/// A plain scalar on several lines: line ends become blanks, empty lines line ends.
std::string FoldYamlLines(std::string_view text);

/// The text between single quotes, or double quotes, which are part of the token. Nothing when an escape is not valid.
std::optional<std::string> ReadYamlQuoted(std::string_view token);

/// A literal (|) or folded (>) block whose header begins at `begin`. `indent` is that of the mapping or list around it,
/// -1 at the top.
std::optional<std::string> ReadYamlBlock(std::string_view text, std::size_t begin, int indent);

}  // namespace sftdoctor
