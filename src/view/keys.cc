#include "view/keys.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace sftdoctor {
namespace {

constexpr char kEsc = '\x1B';
constexpr std::string_view kPasteBegins = "\x1B[200~", kPasteEnds = "\x1B[201~";
constexpr std::size_t kLongestPaste = 4096;   ///< more than any filter
constexpr std::size_t kLongestSequence = 64;  ///< longer than any key's

/// What stands between ESC [ (or ESC O) and the parameters' end, and the key it means.
struct Sequence {
  std::string_view number;  ///< the first parameter of those that end in ~
  char final;
  KeyKind kind;
};
constexpr std::array<Sequence, 17> kSequences = {{{"", 'A', KeyKind::kUp},
                                                  {"", 'B', KeyKind::kDown},
                                                  {"", 'C', KeyKind::kRight},
                                                  {"", 'D', KeyKind::kLeft},
                                                  {"", 'H', KeyKind::kHome},
                                                  {"", 'F', KeyKind::kEnd},
                                                  {"", 'Z', KeyKind::kBackTab},
                                                  {"", 'M', KeyKind::kEnter},  // of the number pad, after ESC O
                                                  {"1", '~', KeyKind::kHome},
                                                  {"7", '~', KeyKind::kHome},
                                                  {"4", '~', KeyKind::kEnd},
                                                  {"8", '~', KeyKind::kEnd},
                                                  {"3", '~', KeyKind::kDelete},
                                                  {"5", '~', KeyKind::kPageUp},
                                                  {"6", '~', KeyKind::kPageDown},
                                                  {"", 'E', KeyKind::kEnter},
                                                  {"", 'P', KeyKind::kDelete}}};

std::optional<KeyKind> KeyOf(std::string_view parameters, char final, bool ss3) {
  const std::string_view number = final == '~' ? parameters.substr(0, parameters.find(';')) : std::string_view();
  for (const Sequence& sequence : kSequences) {
    if (sequence.final != final || sequence.number != number) continue;
    const bool other = ss3 ? final == 'P' : final == 'M' || final == 'E';  // F1, mouse, keypad 5
    if (!other) return sequence.kind;
  }
  return std::nullopt;
}

std::optional<KeyPress> ControlKey(char c) {
  if (c == '\r' || c == '\n') return KeyPress{KeyKind::kEnter};
  if (c == '\t') return KeyPress{KeyKind::kTab};
  if (c == '\x7F' || c == '\b') return KeyPress{KeyKind::kBackspace};
  if (c >= 1 && c <= 26) return KeyPress{KeyKind::kControl, std::string(1, static_cast<char>('a' + c - 1))};
  return std::nullopt;
}

/// Bytes of a UTF-8 sequence that starts so; 0 for a byte that starts none.
std::size_t WantedBytes(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80                   ? 1
         : byte >= 0xC2 && byte < 0xE0 ? 2
         : byte >= 0xE0 && byte < 0xF0 ? 3
         : byte >= 0xF0 && byte < 0xF5 ? 4
                                       : 0;
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::vector<KeyPress> KeyReader::Feed(std::string_view bytes) {
  held_ += bytes;
  std::vector<KeyPress> keys;
  while (!held_.empty() && TakeOne(keys)) {
  }
  return keys;
}

std::vector<KeyPress> KeyReader::Settle() {
  std::vector<KeyPress> keys;
  if (pasting_ || held_.empty() || held_[0] != kEsc) return keys;
  keys.push_back({KeyKind::kEscape});
  held_.erase(0, 1);
  for (KeyPress& key : Feed("")) keys.push_back(std::move(key));
  return keys;
}

bool KeyReader::TakeOne(std::vector<KeyPress>& keys) {
  if (pasting_) return TakePaste(keys);
  return held_[0] == kEsc ? TakeSequence(keys) : TakeCharacter(keys);
}

bool KeyReader::TakeSequence(std::vector<KeyPress>& keys) {
  if (held_.size() < 2) return false;
  const bool csi = held_[1] == '[', ss3 = held_[1] == 'O';
  if (!csi && !ss3) {
    keys.push_back({KeyKind::kEscape});
    held_.erase(0, 1);
    return true;
  }
  std::size_t end = 2;
  while (end < held_.size() && held_[end] >= 0x20 && held_[end] < 0x40) ++end;
  if (end == held_.size() && end < kLongestSequence) return false;
  const bool whole = end < held_.size() && held_[end] >= 0x40 && held_[end] <= 0x7E;
  if (whole && std::string_view(held_).substr(0, end + 1) == kPasteBegins) {
    pasting_ = true;
  } else if (whole) {
    const auto kind = KeyOf(std::string_view(held_).substr(2, end - 2), held_[end], ss3);
    if (kind) keys.push_back({*kind});
  }
  held_.erase(0, whole ? end + 1 : end);
  return true;
}

bool KeyReader::TakePaste(std::vector<KeyPress>& keys) {
  const std::size_t end = held_.find(kPasteEnds);
  // What may be the start of the end waits.
  const std::size_t sure =
      end != std::string::npos ? end : held_.size() - std::min(held_.size(), kPasteEnds.size() - 1);
  pasted_.append(held_, 0, std::min(sure, kLongestPaste - std::min(kLongestPaste, pasted_.size())));
  held_.erase(0, sure);
  if (end == std::string::npos) return false;
  held_.erase(0, kPasteEnds.size());
  keys.push_back({KeyKind::kPaste, ValidUtf8(pasted_)});
  pasted_.clear();
  pasting_ = false;
  return true;
}

bool KeyReader::TakeCharacter(std::vector<KeyPress>& keys) {
  if (const auto control = ControlKey(held_[0])) {
    keys.push_back(*control);
    held_.erase(0, 1);
    return true;
  }
  const std::size_t wanted = WantedBytes(held_[0]);
  std::size_t have = 1;
  while (have < std::min(wanted, held_.size()) && IsContinuation(held_[have])) ++have;
  if (have == held_.size() && have < wanted) return false;
  const std::string_view text = std::string_view(held_).substr(0, have);
  if (held_[0] >= ' ' || held_[0] < 0) {
    if (Utf8Length(text) == have) keys.push_back({KeyKind::kText, std::string(text)});
  }
  held_.erase(0, have);
  return true;
}

}  // namespace sftdoctor
