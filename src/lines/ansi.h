// Terminal control sequences inside log lines.
#pragma once

#include <string>
#include <string_view>

namespace sftdoctor {

/// Writes `text`, one line or many, without ECMA-48 control sequences (ESC [ ... final byte, ESC ] ... BEL or ESC \,
/// ESC and a byte between blank and / ... final byte, ESC and one byte) to `out`, followed by a newline and enough
/// zeros for matchers to look past the end; returns the text without those. Line ends stay as they are: a
/// sequence that stands between \r and \n leaves a blank.
std::string_view StripAnsi(std::string_view text, std::string& out);

}  // namespace sftdoctor
