// Two texts -> a unified diff that `git apply` and `patch` take, byte for byte.
#pragma once

#include <string>
#include <string_view>

namespace sftdoctor {

/// The diff with three lines of context; empty when the texts are the same. Lines end at "\n", so that CRLF stays part
/// of the lines; a missing final newline is noted as diff(1) notes it. `path` is named as a/path and b/path, quoted as
/// git quotes it where it holds what would end it.
std::string UnifiedDiff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace sftdoctor
