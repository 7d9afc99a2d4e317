#include "records/keyvalue_reader.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "records/line_scan.h"
#include "records/number.h"
#include "records/record_builder.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostWords = 5;
constexpr std::string_view kStartsPlainNumber = "0123456789.nNiI";  ///< behind a sign; C prints -nan

bool IsWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '/' || c == '.' || c == '@';
}

bool IsShouting(std::string_view word) {
  return word.size() > 1 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Texts of "when" as log writers capitalise them; one too short to search for goes with what may follow a key.
std::vector<std::string> Spellings(const Format& format) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& text) {
    if (text.size() >= Prefilter::kFingerprint && std::find(out.begin(), out.end(), text) == out.end())
      out.push_back(text);
  };
  for (const std::string& text : format.when) {
    std::string upper = text, title = text;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (!title.empty()) title[0] = upper[0];
    for (const std::string& spelling : {text, title, upper}) {
      add(spelling);
      if (spelling.size() + 1 != Prefilter::kFingerprint) continue;
      for (const char next : {' ', ':', '=', '_'}) add(spelling + next);
    }
  }
  return out;
}

/// What stands between a key and its number: blanks with at most one of : = > or a bracket among them.
std::string_view WithoutSeparator(std::string_view before) {
  const auto trim = [&] {
    while (!before.empty() && (before.back() == ' ' || before.back() == '\t')) before.remove_suffix(1);
  };
  trim();
  if (!before.empty() && std::string_view(":=>([").find(before.back()) != std::string_view::npos)
    before.remove_suffix(1);
  if (!before.empty() && (before.back() == '=' || before.back() == '-')) before.remove_suffix(1);  // => ->
  trim();
  while (!before.empty() && (before.back() == '"' || before.back() == '\'' || before.back() == '*'))
    before.remove_suffix(1);
  return before;
}

/// The run of words at the end of `before`, from the longest run of at most kMostWords.
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
    while (at > 0 && IsWordByte(before[at - 1])) --at;
    if (at == word_end) break;
    const std::string_view word = before.substr(at, word_end - at);
    const bool number = std::isdigit(static_cast<unsigned char>(word[0])) != 0;
    const bool order = number && word.size() == 1 && words == 0 && at > 0 && before[at - 1] == '-';  // BLEU-4
    if (number && !order) break;
    start = at;
    ++words;
  }
  return before.substr(start);
}

/// Drops full stops ("avg. loss"), for the alias tables know none.
std::string Spoken(std::string_view words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != '.' || (i + 1 < words.size() && words[i + 1] != ' ')) out += words[i];
  }
  return out;
}

/// The field of the words, or of what is left when a log level in capitals is taken off their front. A name of which
/// only the end is known ("aux loss") means nothing: it is another quantity.
Field FieldOf(std::string_view words, KeyCache& keys, std::size_t ordinal) {
  for (;;) {
    const Field field = keys.Find(Spoken(words), ordinal);
    if (field.metric != kNoMetric) return field;
    const std::size_t blank = words.find(' ');
    if (blank == std::string_view::npos || !IsShouting(words.substr(0, blank))) return {};
    words.remove_prefix(blank + 1);
  }
}

bool StartsNumber(std::string_view line, std::size_t i) {
  const char c = line[i];
  const char before = i > 0 ? line[i - 1] : ' ';
  if (IsDigit(c)) return !IsWordByte(before) && before != '+' && !(before == '-' && i > 1 && IsWordByte(line[i - 2]));
  if (c == '-' || c == '+')
    return !IsWordByte(before) && i + 1 < line.size() && kStartsPlainNumber.find(line[i + 1]) != std::string_view::npos;
  if (c == '.') return (before == ' ' || before == ':' || before == '=') && i + 1 < line.size() && IsDigit(line[i + 1]);
  return (c == 'n' || c == 'N' || c == 'i' || c == 'I') && !IsWordByte(before);
}

}  // namespace

KeyValueReader::KeyValueReader(const Format& format, const Metrics& metrics)
    : keys_(format, metrics), prefilter_(Spellings(format)) {}

bool KeyValueReader::ReadLine(std::string_view line, std::uint32_t number, KeyCache& keys, TimeCache& times,
                              Batch& batch) const {
  RecordBuilder builder(batch, number);
  std::size_t ordinal = 0;
  double value;
  for (std::size_t i = 0; i < line.size();) {
    if (IsDigit(line[i]) && (i == 0 || !IsDigit(line[i - 1]))) {
      if (const char* end = ReadTime(line.data() + i, times, value)) {
        builder.Add({kTimeId, false}, value);
        i = static_cast<std::size_t>(end - line.data());
        continue;
      }
    }
    const char* end = StartsNumber(line, i) ? ReadNumber(line.data() + i, value) : nullptr;
    const std::size_t past = end ? static_cast<std::size_t>(end - line.data()) : 0;
    if (!end || past > line.size() ||
        (past < line.size() && std::isalpha(static_cast<unsigned char>(line[past])) &&
         std::isalpha(static_cast<unsigned char>(line[past - 1])))) {
      ++i;
      continue;
    }
    const std::string_view words = WordsBefore(WithoutSeparator(line.substr(0, i)));
    const Field field = words.empty() ? Field{} : FieldOf(words, keys, ordinal++);
    builder.Add(field, value);
    i = std::max(past, i + 1);
  }
  if (builder.has_values() || builder.has_position()) {
    builder.Commit();
    return true;
  }
  builder.Abandon();
  return false;
}

void KeyValueReader::Read(const Block& block, Batch& batch) const {
  KeyCache keys(keys_);
  TimeCache times;
  ScanLines(block, prefilter_, false, batch,
            [&](std::string_view line, std::uint32_t number) { return ReadLine(line, number, keys, times, batch); });
}

}  // namespace sftdoctor
