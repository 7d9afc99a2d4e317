// Text becomes HTML or XML here and nowhere else: what comes from logs, paths and configs is hostile until it has been
// through one of these.
#pragma once

#include <string>
#include <string_view>

#include "catalog/document.h"
#include "reports/words.h"

namespace sftdoctor {

/// A report speaks both languages at once; its reader chooses.
struct Tongues {
  Words en{Style{}}, zh{Style{.chinese = true}};

  /// What `say` makes of the words of each language.
  template <typename Say>
  Text operator()(Say say) const {
    return {say(en), say(zh)};
  }
  Text operator()(Word word) const { return {en[word], zh[word]}; }
};

/// The text as it is, for content and for attributes in quotes; what is not printable, and so what XML 1.0 cannot hold,
/// is replaced.
std::string Escaped(std::string_view text);
/// Escaped, with what stands between backticks as code.
std::string Prose(std::string_view text);
/// Prose in both languages, of which the page shows one; once where they are the same.
std::string Both(const Text& text);
/// The same without backticks being special: for values that come from outside.
std::string BothEscaped(const Text& text);

/// JSON that may stand in a script element: no character of it can end the element or open a comment.
std::string ScriptSafe(std::string json);

}  // namespace sftdoctor
