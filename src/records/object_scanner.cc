#include "records/object_scanner.h"

#include <cstring>

#include "records/number.h"

namespace sftdoctor {
namespace {

constexpr int kDeepest = 16;
constexpr std::size_t kMostExpected = 64;  ///< keys of an object that are expected again
constexpr double kEarliestTime = 1e8;      ///< a smaller "time" is seconds an iteration, not a date

inline const char* SkipBlanks(const char* p) {
  while (*p == ' ' || *p == '\t') ++p;
  return p;
}

inline bool EndsValue(char c) { return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == ')'; }

}  // namespace

std::size_t ObjectScanner::Read(std::string_view line, std::size_t at, RecordBuilder& builder) {
  end_ = line.data() + line.size();
  prefix_.clear();
  ordinal_ = 0;
  arrays_ = 0;
  const char* end = Object(line.data() + at, builder, 0);
  return end ? static_cast<std::size_t>(end - line.data()) : std::string_view::npos;
}

/// `{...}` at p; null when it is not one.
const char* ObjectScanner::Object(const char* p, RecordBuilder& builder, int depth) {
  if (depth > kDeepest) return nullptr;
  p = SkipBlanks(p + 1);
  return *p == '}' && p < end_ ? p + 1 : Members(p, builder, depth);
}

/// A quoted key and what it means. Lines repeat their keys in order: the one that stood here last time is tried first.
const char* ObjectScanner::Key(const char* p, std::string_view& key, Field& field) {
  const bool plain = prefix_.empty() && arrays_ == 0;
  const std::size_t ordinal = ordinal_++;
  if (plain && ordinal < expected_.size() && expected_[ordinal].quoted.StandsAt(p) && p < end_) {
    const std::size_t size = expected_[ordinal].quoted.size();
    if (size > 0) {
      key = {p + 1, size - 2};
      field = expected_[ordinal].field;
      return p + size;
    }
  }
  const char* const end = Quoted(p, key);
  if (!end) return nullptr;
  if (!prefix_.empty()) joined_.assign(prefix_).append(key);
  field = arrays_ > 0 ? Field{} : keys_.Find(prefix_.empty() ? key : joined_, ordinal);
  const std::size_t size = key.size() + 2;
  if (plain && ordinal < kMostExpected && size <= ShortText::kMost) {
    if (ordinal >= expected_.size()) expected_.resize(ordinal + 1);
    expected_[ordinal] = {ShortText({p, size}), field};
  }
  return end;
}

const char* ObjectScanner::Members(const char* p, RecordBuilder& builder, int depth) {
  for (;;) {
    const std::size_t outer = prefix_.size();
    std::string_view key;
    Field field;
    p = Key(SkipBlanks(p), key, field);
    if (!p) return nullptr;
    p = SkipBlanks(p);
    if (*p != ':') return nullptr;
    p = SkipBlanks(p + 1);
    if (p >= end_) return nullptr;
    if (*p == '{') prefix_.append(key).append("/");
    p = Value(p, field, builder, depth);
    prefix_.resize(outer);
    if (!p) return nullptr;
    p = SkipBlanks(p);
    if (*p == '}' && p < end_) return p + 1;
    if (*p != ',') return nullptr;
    p = SkipBlanks(p + 1);
    if (*p == '}' && p < end_) return p + 1;  // Python allows a comma after the last member
  }
}

const char* ObjectScanner::Value(const char* p, const Field& field, RecordBuilder& builder, int depth) {
  if (*p == '{') return Object(p, builder, depth + 1);
  if (*p == '[' || *p == '(') return Array(p, builder, depth + 1);
  if (*p == '"' || *p == '\'') {
    std::string_view text;
    p = Quoted(p, text);
    if (p) AddText(text, field, builder);
    return p;
  }
  return Bare(p, field, builder);
}

/// Lists and tuples are passed over, objects in them too: a series in one record has no place on the step axis.
const char* ObjectScanner::Array(const char* p, RecordBuilder& builder, int depth) {
  if (depth > kDeepest) return nullptr;
  const char close = *p == '[' ? ']' : ')';
  ++arrays_;
  p = SkipBlanks(p + 1);
  while (p < end_ && *p != close) {
    p = Value(p, Field{}, builder, depth);
    if (!p) return nullptr;
    p = SkipBlanks(p);
    if (*p == ',') p = SkipBlanks(p + 1);
  }
  --arrays_;
  return p < end_ ? p + 1 : nullptr;
}

/// A string in either quote; `text` is what stands between, escapes and all.
const char* ObjectScanner::Quoted(const char* p, std::string_view& text) const {
  const char quote = *p;
  if (p >= end_ || (quote != '"' && quote != '\'')) return nullptr;
  const char* const begin = ++p;
  while (p < end_ && *p != quote) p += *p == '\\' ? 2 : 1;
  if (p >= end_) return nullptr;
  text = {begin, static_cast<std::size_t>(p - begin)};
  return p + 1;
}

/// A number, a word such as None or true, or a call such as tensor(0.5, device='cuda:0') or np.float64(0.5).
const char* ObjectScanner::Bare(const char* p, const Field& field, RecordBuilder& builder) const {
  double number;
  const char* end = ReadNumber(p, number);
  if (end && end <= end_ && (EndsValue(*end) || end == end_)) {
    const bool duration = field.metric == kTimeId && number < kEarliestTime;
    if (!duration) builder.Add(field, number);
    return end;
  }
  const char* const begin = p;
  while (p < end_ && !EndsValue(*p) && *p != '(' && *p != ':' && *p != '{' && *p != '\'' && *p != '"') ++p;
  if (p == begin || p >= end_) return nullptr;
  if (*p != '(') return EndsValue(*p) ? p : nullptr;
  end = ReadNumber(p + 1, number);
  if (end && end < end_ && EndsValue(*end)) builder.Add(field, number);
  int open = 0;
  for (; p < end_; ++p) {
    open += *p == '(' ? 1 : *p == ')' ? -1 : 0;
    if (open == 0) return p + 1;
  }
  return nullptr;
}

void ObjectScanner::AddText(std::string_view text, const Field& field, RecordBuilder& builder) {
  if (field.metric == kNoMetric || text.empty()) return;
  double number;
  const char* end = field.metric == kTimeId ? ReadTime(text.data(), times_, number) : ReadNumber(text.data(), number);
  if (end && (end == text.data() + text.size() || (field.metric == kTimeId && end <= text.data() + text.size()))) {
    builder.Add(field, number);
  }
}

}  // namespace sftdoctor
