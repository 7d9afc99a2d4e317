// Bytes from a terminal -> keys, however the bytes were cut.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sftdoctor {

enum class KeyKind {
  kText,     ///< one character
  kControl,  ///< with Ctrl; `text` is the letter
  kPaste,    ///< `text` is all of it, of at most 4 KiB
  kEnter,
  kEscape,
  kTab,
  kBackTab,
  kBackspace,
  kDelete,
  kUp,
  kDown,
  kLeft,
  kRight,
  kHome,
  kEnd,
  kPageUp,
  kPageDown,
};

struct KeyPress {
  KeyKind kind = KeyKind::kText;
  std::string text = {};  ///< UTF-8
  bool operator==(const KeyPress&) const = default;
};

class KeyReader {
 public:
  /// Keys that are whole by now. Sequences of keys that we do not know are swallowed, bytes that are no UTF-8 too.
  std::vector<KeyPress> Feed(std::string_view bytes);
  /// Nothing followed for a moment: a lone ESC was the key, not the start of a sequence.
  std::vector<KeyPress> Settle();
  /// Whether bytes wait for others.
  bool pending() const { return !held_.empty(); }

 private:
  bool TakeOne(std::vector<KeyPress>& keys);
  bool TakeSequence(std::vector<KeyPress>& keys);
  bool TakePaste(std::vector<KeyPress>& keys);
  bool TakeCharacter(std::vector<KeyPress>& keys);

  std::string held_;
  bool pasting_ = false;
  std::string pasted_;
};

}  // namespace sftdoctor
