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
constexpr std::string_view kFullwidthColon = "\xEF\xBC\x9A";
constexpr std::string_view kSummary = "wandb: ";  ///< says at the end once more what the log has said
/// Calls around a number in what Python prints of one.
constexpr std::string_view kWrappers[] = {"tensor", "float32", "float64", "float16", "array", "Array"};
/// Words that a full stop shortens; behind others it ends a sentence.
constexpr std::string_view kShortened[] = {"avg",  "val", "valid", "eval", "dev",  "train", "tr",
                                           "acc",  "ep",  "up",    "iter", "no",   "num",   "cur",
                                           "curr", "it",  "lr",    "ppl",  "perp", "temp"};

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

/// What stands between a key and its number: blanks with at most one of : = > or a bracket among them.
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

/// Drops full stops ("avg. loss"), for the alias tables know none.
std::string Spoken(std::string_view words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != '.' || (i + 1 < words.size() && words[i + 1] != ' ')) out += words[i];
  }
  return out;
}

bool SaysTrain(std::string_view word) { return word == "train" || word == "training"; }

/// Lower-case "dev" and "test" are left out: they name environments and loggers, too.
bool SaysEval(std::string_view word) {
  static constexpr std::string_view kEval[] = {"val",  "valid",      "validation", "validate",  "validating",
                                               "eval", "evaluation", "evaluate",   "evaluating"};
  if (word == "Test" || word == "TEST" || word == "Dev" || word == "DEV" || word == "Testing") return true;
  return std::find(std::begin(kEval), std::end(kEval), LowerAscii(word)) != std::end(kEval);
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

/// Whether what stands behind a word keeps it from being part of a name: "[Valid]", "Val: loss", "Test Epoch", but not
/// "val acc: 0.4" or "val: 0.4".
bool StandsAlone(std::string_view behind) {
  const std::size_t next = behind.find_first_not_of(" \t");
  if (next == std::string_view::npos) return true;
  std::string_view rest = behind.substr(next);
  if (std::isalpha(static_cast<unsigned char>(rest[0]))) {
    static constexpr std::string_view kHeaded[] = {"epoch",  "step", "iter",  "batch",
                                                   "result", "set",  "phase", "metric"};
    const std::string word = LowerAscii(rest.substr(0, 9));
    return std::any_of(std::begin(kHeaded), std::end(kHeaded),
                       [&](const auto& head) { return word.starts_with(head); });
  }
  if (std::string_view("])}|-,=:*>[(").find(rest[0]) == std::string_view::npos) return false;
  const std::size_t value = rest.find_first_not_of(":= \t");
  if (value == std::string_view::npos || !IsDigit(rest[value])) return true;
  const std::size_t end = rest.find_first_not_of("0123456789", value);
  return rest[0] != '=' && end != std::string_view::npos && rest.substr(end).starts_with("%|");  // a progress bar
}

/// Whether the last word before a key that says what the line is about says "validation".
bool AboutEval(std::string_view before) {
  bool eval = false;
  for (std::size_t at = 0; at < before.size();) {
    std::size_t end = at;
    while (end < before.size() && IsWordByte(before[end])) ++end;
    const std::string_view word = before.substr(at, end - at);
    if (word.size() > 2) {
      const bool train = SaysTrain(LowerAscii(word)), says = train || SaysEval(word);
      if (says && StandsAlone(before.substr(end))) eval = !train;
    }
    at = end + 1;
  }
  return eval;
}

/// "train_loss" stays what it is wherever it stands.
bool NamesTraining(std::string_view words) { return LowerAscii(words).find("tr") != std::string::npos; }

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
    : keys_(format, metrics), prefilter_(Spellings(format)) {
  static constexpr std::pair<const char*, const char*> kTwins[] = {{"train/loss", "eval/loss"},
                                                                   {"train/epoch-loss", "eval/loss"},
                                                                   {"train/ppl", "eval/ppl"},
                                                                   {"train/accuracy", "eval/accuracy"}};
  for (const auto& [train, eval] : kTwins) {
    const auto from = metrics.Find(train), to = metrics.Find(eval);
    if (from && to) eval_of_.emplace_back(*from, *to);
  }
}

void KeyValueReader::SayEval(Field& field) const {
  for (const auto& [train, eval] : eval_of_) {
    if (field.metric != train) continue;
    field.metric = eval;
    return;
  }
}

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
    if (scored && !words.empty() && !NamesTraining(words) &&
        AboutEval(before.substr(0, before.size() - words.size()))) {
      SayEval(field);
    }
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
