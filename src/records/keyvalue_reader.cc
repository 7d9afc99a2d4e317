#include "records/keyvalue_reader.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "records/line_scan.h"
#include "records/number.h"
#include "records/record_builder.h"
#include "records/spoken_name.h"

namespace sftdoctor {
namespace {

constexpr std::string_view kStartsPlainNumber = "0123456789.nNiI";  ///< behind a sign; C prints -nan
constexpr std::string_view kSummary = "wandb: ";                    ///< says at the end once more what the log has said

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

bool IsPosition(const Field& field) { return field.metric == kEpochId || field.metric == kStepId; }

/// The field of the words, or of what is left when a log level in capitals is taken off their front, or "Valid" off
/// "Valid Epoch". A name of which only the end is known ("aux loss") means nothing: it is another quantity.
Field FieldOf(std::string_view words, KeyCache& keys, std::size_t ordinal) {
  bool phased = false;
  for (;;) {
    const Field field = keys.Find(Spoken(words), ordinal);
    if (field.metric != kNoMetric) return phased && !IsPosition(field) ? Field{} : field;
    const std::size_t blank = words.find(' ');
    if (blank == std::string_view::npos) return {};
    const std::string_view first = words.substr(0, blank);
    const bool phase = SaysTrain(LowerAscii(first)) || SaysEval(first);
    if (!phase && !IsShouting(first)) return {};
    phased = phased || phase;
    words.remove_prefix(blank + 1);
  }
}

/// "Loss (train)" is "Loss train".
Field FieldOfQualified(std::string_view before, KeyCache& keys, std::size_t ordinal) {
  const std::size_t open = before.rfind('(');
  if (open == std::string_view::npos) return {};
  const std::string_view inside = before.substr(open + 1, before.size() - open - 2);
  if (!std::all_of(inside.begin(), inside.end(), [](unsigned char c) { return std::isalpha(c); })) return {};
  const std::string_view outside = before.substr(0, open);
  const std::string_view words = WordsBefore(outside.substr(0, outside.find_last_not_of(' ') + 1));
  return words.empty() ? Field{} : FieldOf(std::string(words).append(" ").append(inside), keys, ordinal);
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
    : keys_(format, metrics), prefilter_(Spellings(format)), twins_(metrics) {}

bool KeyValueReader::ReadLine(std::string_view line, std::uint32_t number, KeyCache& keys, TimeCache& times,
                              Batch& batch) const {
  if (line.starts_with(kSummary)) return false;
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
    const std::string_view before = WithoutSeparator(line.substr(0, i)), words = WordsBefore(before);
    Field field;
    if (!words.empty()) {
      field = FieldOf(words, keys, ordinal++);
    } else if (before.ends_with(')')) {
      field = FieldOfQualified(before, keys, ordinal++);
    }
    const bool scored = field.metric != kNoMetric && !IsPosition(field);
    if (scored && !words.empty() && !NamesTraining(words) && AboutEval(before.substr(0, before.size() - words.size())))
      twins_.TurnToEval(field.metric);
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
