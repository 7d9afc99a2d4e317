// JSON where it stands: the members of an object as pieces of its text, decoded only when somebody wants them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/row_fault.h"
#include "dataset/rows.h"

namespace sftdoctor {

/// A member of an object, or an element of an array (then without a key).
struct JsonMember {
  std::string_view key;  ///< between its quotes, escapes as they stand
  Cell::Kind kind = Cell::Kind::kNull;
  std::string_view text;  ///< a string between its quotes, anything else as it stands
  bool escaped = false;   ///< the string holds a backslash
};

/// Reads JSON as Python's json module does: strict, but NaN, Infinity and -Infinity are numbers, surrogates may stand
/// alone and bytes need not be UTF-8.
class JsonScanner {
 public:
  /// The members of the one object, or the elements of the one array, that `text` must hold. Pieces refer to `text`.
  /// On failure says why, and where: an offset into `text`.
  bool Read(std::string_view text, std::vector<JsonMember>& members);
  RowFault failure() const { return failure_; }
  std::size_t failure_at() const { return failure_at_; }

 private:
  static constexpr int kDeepest = 200;

  bool Fail(RowFault why);
  bool Container(std::vector<JsonMember>* members);
  bool Value(JsonMember& member);
  bool Quoted(std::string_view& text, bool& escaped);
  bool Escape();
  bool Word(std::string_view word);
  bool Number();
  void SkipBlanks();

  const char *begin_ = nullptr, *p_ = nullptr, *end_ = nullptr;
  int depth_ = 0;
  RowFault failure_ = RowFault::kNone;
  std::size_t failure_at_ = 0;
};

/// The first quote, backslash or control character; `end` when there is none.
const char* FindStringStop(const char* p, const char* end);

/// A string without its escapes; `storage` holds it when there are any. A surrogate that stands alone becomes U+FFFD.
std::string_view Unescaped(const JsonMember& member, std::string& storage);
/// The same for a key.
std::string_view UnescapedKey(std::string_view key, std::string& storage);

}  // namespace sftdoctor
