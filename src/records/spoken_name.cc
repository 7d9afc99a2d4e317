#include "records/spoken_name.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "records/number.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostWords = 5;
constexpr std::string_view kFullwidthColon = "\xEF\xBC\x9A";
/// Calls around a number in what Python prints of one.
constexpr std::string_view kWrappers[] = {"tensor", "float32", "float64", "float16", "array", "Array"};
/// Words that a full stop shortens; behind others it ends a sentence.
constexpr std::string_view kShortened[] = {"avg",  "val", "valid", "eval", "dev",  "train", "tr",
                                           "acc",  "ep",  "up",    "iter", "no",   "num",   "cur",
                                           "curr", "it",  "lr",    "ppl",  "perp", "temp"};

/// Takes "tensor(" or "np.float32(" off the end.
void DropWrapper(std::string_view& before) {
  if (!before.ends_with('(')) return;
  const std::string_view open = before.substr(0, before.size() - 1);
  for (const std::string_view name : kWrappers) {
    if (!open.ends_with(name)) continue;
    before = open;
    while (!before.empty() && IsWordByte(before.back())) before.remove_suffix(1);
    return;
  }
}

/// Whether a Chinese character (U+4000 to U+9FFF) ends at `at`.
bool EndsChinese(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  return at >= 3 && byte(at - 3) >= 0xE4 && byte(at - 3) <= 0xE9 && (byte(at - 2) & 0xC0) == 0x80 &&
         (byte(at - 1) & 0xC0) == 0x80;
}

/// "finished." but not "avg."
bool EndsSentence(std::string_view word) {
  if (!word.ends_with('.')) return false;
  const std::string bare = LowerAscii(word.substr(0, word.size() - 1));
  return std::find(std::begin(kShortened), std::end(kShortened), bare) == std::end(kShortened);
}

}  // namespace

bool IsWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '/' || c == '.' || c == '@';
}

std::string_view WithoutSeparator(std::string_view before) {
  const auto trim = [&] {
    while (!before.empty() && (before.back() == ' ' || before.back() == '\t')) before.remove_suffix(1);
  };
  trim();
  DropWrapper(before);
  trim();
  if (before.ends_with(kFullwidthColon)) {
    before.remove_suffix(kFullwidthColon.size());
  } else if (!before.empty() && std::string_view(":=>([").find(before.back()) != std::string_view::npos) {
    const bool arrow = before.back() == '>';
    before.remove_suffix(1);
    if (arrow && !before.empty() && (before.back() == '=' || before.back() == '-')) before.remove_suffix(1);
  }
  trim();
  while (!before.empty() && (before.back() == '"' || before.back() == '\'' || before.back() == '*'))
    before.remove_suffix(1);
  return before;
}

std::string_view WordsBefore(std::string_view before) {
  std::size_t start = before.size(), words = 0;
  while (words < kMostWords) {
    std::size_t at = start;
    if (words > 0) {
      if (at == 0 || (before[at - 1] != ' ' && before[at - 1] != '-')) break;
      const bool dash = before[at - 1] == '-';
      if (dash && (at < 2 || !IsWordByte(before[at - 2]))) break;
      --at;
    }
    const std::size_t word_end = at;
    bool chinese = false, digit = false;
    while (at > 0) {
      const bool here = EndsChinese(before, at);
      if (!here && !IsWordByte(before[at - 1])) break;
      chinese = chinese || here;
      digit = digit || IsDigit(before[at - 1]);
      at -= here ? 3 : 1;
    }
    if (at == word_end) break;
    const std::string_view word = before.substr(at, word_end - at);
    if ((chinese && digit) || (words > 0 && EndsSentence(word))) break;
    const bool number = std::isdigit(static_cast<unsigned char>(word[0])) != 0;
    const bool order = number && word.size() == 1 && words == 0 && at > 0 && before[at - 1] == '-';  // BLEU-4
    if (number && !order) break;
    start = at;
    ++words;
  }
  return before.substr(start);
}

std::string Spoken(std::string_view words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != '.' || (i + 1 < words.size() && words[i + 1] != ' ')) out += words[i];
  }
  return out;
}

}  // namespace sftdoctor
