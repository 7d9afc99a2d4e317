#include "view/clusters.h"

#include <utf8proc.h>

#include <algorithm>

namespace sftdoctor {
namespace {

/// The code point at the start and its length; length 1 and -1 for what is no UTF-8.
utf8proc_ssize_t Decode(std::string_view text, utf8proc_int32_t& code) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code);
  return std::max<utf8proc_ssize_t>(length, 1);
}

bool IsPlain(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

Cluster NextCluster(std::string_view text) {
  // Two plain letters in a row are most of what is shown.
  if (IsPlain(text[0]) && (text.size() == 1 || IsPlain(text[1]))) return {text.substr(0, 1), 1, true};
  utf8proc_int32_t before = 0, code = 0, state = 0;
  auto size = static_cast<std::size_t>(Decode(text, before));
  if (before < 0) return {text.substr(0, 1), 1, true};
  int columns = utf8proc_charwidth(before);
  bool simple = true;
  while (size < text.size()) {
    const auto length = static_cast<std::size_t>(Decode(text.substr(size), code));
    if (code < 0 || utf8proc_grapheme_break_stateful(before, code, &state)) break;
    columns = std::max(columns, utf8proc_charwidth(code));
    size += length;
    simple = false;
    before = code;
  }
  return {text.substr(0, size), std::min(columns, 2), simple};
}

}  // namespace sftdoctor
