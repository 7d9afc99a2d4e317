#include "records/json_document.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "lines/block.h"
#include "records/number.h"
#include "records/record_builder.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kBatchRecords = 4096;
constexpr std::size_t kMostColumns = 64, kMostRows = std::size_t{1} << 20;
constexpr std::size_t kDeepest = 256;  ///< no trainer nests so far; a hostile document would fill the memory

/// RapidJSON's idea of an input stream, over a Source, counting lines and bytes.
class LineCountingStream {
 public:
  using Ch = char;
  explicit LineCountingStream(Source& source) : source_(source) {}

  Ch Peek() {
    if (at_ == size_) Refill();
    return at_ < size_ ? buffer_[at_] : '\0';
  }
  Ch Take() {
    const Ch c = Peek();
    if (at_ < size_) {
      ++at_;
      ++taken_;
      newlines_ += c == '\n';
      last_ = c;
    }
    return c;
  }
  /// Goes through what is left, also behind a NUL byte, which is the parser's end.
  void Drain() {
    for (Peek(); at_ < size_; Peek()) Take();
  }
  std::size_t Tell() const { return taken_; }
  std::uint64_t newlines() const { return newlines_; }
  char last() const { return last_; }

  Ch* PutBegin() { return nullptr; }
  void Put(Ch) {}
  void Flush() {}
  std::size_t PutEnd(Ch*) { return 0; }

 private:
  void Refill() {
    if (ended_) return;
    size_ = source_.Read(buffer_, sizeof buffer_);
    at_ = 0;
    ended_ = size_ == 0;
  }

  Source& source_;
  char buffer_[1 << 16];
  std::size_t at_ = 0, size_ = 0, taken_ = 0;
  std::uint64_t newlines_ = 0;
  char last_ = '\n';
  bool ended_ = false;
};

/// Turns RapidJSON's events into records.
class Handler {
 public:
  Handler(LineCountingStream& stream, const Keys& keys, const std::function<void(Batch&)>& take)
      : stream_(stream), cache_(keys), take_(take) {}

  bool Null() { return true; }
  bool Bool(bool) { return true; }
  bool Int(int i) { return Number(i); }
  bool Uint(unsigned u) { return Number(u); }
  bool Int64(std::int64_t i) { return Number(static_cast<double>(i)); }
  bool Uint64(std::uint64_t u) { return Number(static_cast<double>(u)); }
  bool Double(double d) { return Number(d); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return String(text, size, true); }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    padded_.assign(text, size);
    padded_ += '\n';
    padded_.append(kPadding, '\0');
    double number;
    const char* end = ReadNumber(padded_.data(), number);
    return end == padded_.data() + size && size > 0 ? Number(number) : true;
  }
  bool StartObject() {
    if (open_.size() == kDeepest) return false;
    open_.push_back('{');
    if (InRecord() && !record_) Begin();
    return true;
  }
  /// A member; of an array of numbers, the column that they fill.
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    field_ = cache_.Find({text, size}, ordinal_++);
    return true;
  }
  bool EndObject(rapidjson::SizeType) {
    if (open_.size() == depth_ && record_) Finish();
    if (!columns_.empty() && open_.size() <= columns_depth_) FinishColumns();
    open_.pop_back();
    return true;
  }
  bool StartArray() {
    if (open_.size() == kDeepest) return false;
    open_.push_back('[');
    const bool column = !record_ && field_.metric != kNoMetric && open_.size() >= 2 && open_[open_.size() - 2] == '{';
    if (column && columns_.size() < kMostColumns) {
      columns_depth_ = open_.size() - 1;
      columns_.push_back({field_, {}});
      column_open_ = true;
    }
    return true;
  }
  bool EndArray(rapidjson::SizeType) {
    open_.pop_back();
    column_open_ = false;
    return true;
  }

  /// Hands over what is left, and the facts that stood outside arrays.
  void Close() {
    if (record_) record_->Abandon();
    record_.reset();
    FinishColumns();
    RecordBuilder facts(batch_, static_cast<std::uint32_t>(stream_.newlines() - flushed_newlines_));
    for (const auto& [field, value] : facts_) facts.Add(field, value);
    if (facts.has_values()) {
      facts.Commit();
    } else {
      facts.Abandon();
    }
    batch_.counts.lines += stream_.last() == '\n' ? 0 : 1;
    Flush();
  }

 private:
  /// Directly inside an array, or deeper.
  bool InRecord() const { return open_.size() >= 2 && open_[open_.size() - 2] == '['; }

  void Begin() {
    record_.emplace(batch_, static_cast<std::uint32_t>(stream_.newlines() - flushed_newlines_));
    start_line_ = stream_.newlines();
    depth_ = open_.size();
    ordinal_ = 0;
  }

  void Finish() {
    if (record_->has_values()) {
      record_->Commit();
      const std::uint64_t next = stream_.newlines() + 1;  // several records may share a line
      batch_.counts.recognized += next - std::max(start_line_, counted_);
      counted_ = next;
    } else {
      record_->Abandon();
    }
    record_.reset();
    if (batch_.records.size() >= kBatchRecords) Flush();
  }

  /// The columns of an object, such as a Keras history, as one record for each row; columns of another object are
  /// another run.
  void FinishColumns() {
    std::size_t rows = 0;
    for (const Column& column : columns_) rows = std::max(rows, column.values.size());
    for (std::size_t i = 0; i < rows; ++i) {
      RecordBuilder row(batch_, static_cast<std::uint32_t>(stream_.newlines() - flushed_newlines_));
      if (i == 0) row.SetEvent(Event::kRunStart);
      for (const Column& column : columns_) {
        if (i < column.values.size()) row.Add(column.field, column.values[i]);
      }
      row.Commit();
    }
    columns_.clear();
    column_open_ = false;
  }

  bool Number(double value) {
    if (column_open_ && open_.back() == '[' && open_.size() == columns_depth_ + 1) {
      if (columns_.back().values.size() < kMostRows) columns_.back().values.push_back(value);
      return true;
    }
    const bool direct = !open_.empty() && open_.back() == '{';
    if (!direct) return true;
    if (record_) {
      record_->Add(field_, value);
    } else if (field_.metric != kNoMetric && facts_.size() < kBatchRecords) {
      facts_.emplace_back(field_, value);
    }
    return true;
  }

  void Flush() {
    batch_.newlines = stream_.newlines() - flushed_newlines_;
    batch_.counts.lines += batch_.newlines;
    flushed_newlines_ = stream_.newlines();
    take_(batch_);
    batch_.Clear();
  }

  struct Column {
    Field field;
    std::vector<double> values;
  };

  LineCountingStream& stream_;
  KeyCache cache_;
  const std::function<void(Batch&)>& take_;
  Batch batch_;
  std::optional<RecordBuilder> record_;
  std::vector<char> open_;
  std::string padded_;  ///< a number's text
  std::vector<std::pair<Field, double>> facts_;
  Field field_;
  std::vector<Column> columns_;
  bool column_open_ = false;
  std::size_t depth_ = 0, ordinal_ = 0, columns_depth_ = 0;
  std::uint64_t start_line_ = 0, flushed_newlines_ = 0;
  std::uint64_t counted_ = 0;  ///< lines up to here are counted as recognised, or never will be
};

}  // namespace

JsonDocumentResult ReadJsonDocument(Source& source, const Format& format, const Metrics& metrics,
                                    const std::function<void(Batch&)>& take) {
  const Keys keys(format, metrics);
  LineCountingStream stream(source);
  Handler handler(stream, keys, take);
  rapidjson::Reader reader;
  constexpr unsigned kFlags =
      rapidjson::kParseNanAndInfFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;
  const rapidjson::ParseResult parsed = reader.Parse<kFlags>(stream, handler);
  JsonDocumentResult result;
  if (parsed.IsError()) {
    result.error = parsed.Code() == rapidjson::kParseErrorTermination ? "objects and lists are nested too deep"
                                                                      : rapidjson::GetParseError_En(parsed.Code());
    result.error_line = stream.newlines() + 1;
  }
  stream.Drain();
  handler.Close();
  return result;
}

}  // namespace sftdoctor
