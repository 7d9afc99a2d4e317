#include "dataset/json_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "dataset/json_scan.h"
#include "dataset/json_text.h"

namespace sftdoctor {
namespace {

/// Rows that are looked at before the first is handed out, for the names of the columns.
constexpr std::size_t kAhead = 100;
constexpr std::size_t kAheadBytes = std::size_t{4} << 20;
constexpr std::size_t kMostColumns = 1000;  ///< an object with more keys is a table of its own, and no row

const char* TypeName(Cell::Kind kind) {
  static constexpr const char* kNames[] = {"", "null", "text", "number", "bool", "nested"};
  return kNames[static_cast<std::size_t>(kind)];
}

class JsonRows final : public RowReader {
 public:
  JsonRows(std::unique_ptr<Source> source, const std::string& path) : path_(path), text_(std::move(source)) {
    LookAhead();
  }

  std::string format() const override { return text_.is_array() ? "json" : "jsonl"; }
  const std::vector<Column>& columns() const override { return columns_; }

  void Choose(const std::vector<std::string>& names) override {
    Find(names, path_);
    names_ = names;
    row_.assign(names.size(), {});
    unescaped_.resize(names.size());
  }

  bool Next() override {
    RawRow raw;
    while (Take(raw)) {
      if (!Parse(raw)) continue;
      FillRow();
      line_ = raw.line;
      ++number_;
      return true;
    }
    return false;
  }

  std::vector<Text> notes() const override {
    std::vector<Text> notes = RowReader::notes();
    if (doubled_ > 0)
      notes.push_back({fmt::format("keys that stand twice in a row: {}; the last one counts", doubled_),
                       fmt::format("同一行里重复的键：{} 处，以最后一个为准", doubled_)});
    if (more_columns_)
      notes.push_back({fmt::format("its rows have more than {} keys; columns are the first of them", kMostColumns),
                       fmt::format("各行的键超过 {} 个，只取最先出现的作为列", kMostColumns)});
    return notes;
  }

 private:
  /// A row that was looked at before.
  struct Kept {
    std::string text;
    std::uint64_t line;
    RowFault failure;
  };

  void LookAhead() {
    std::size_t bytes = 0, objects = 0;
    RawRow raw;
    while (ahead_.size() < kAhead && bytes < kAheadBytes && text_.Next(raw)) {
      ahead_.push_back({std::string(raw.text), raw.line, raw.failure});
      bytes += raw.text.size();
      if (raw.failure == RowFault::kNone && ScanObject(ahead_.back().text)) {
        AddColumns();
        ++objects;
      }
    }
    if (ahead_.empty()) throw Error("holds no rows", {path_}, "check that it was written to its end");
    if (!text_.is_array() && 2 * objects < ahead_.size() && StartsLongObject()) FailAsOneObject();
    if (columns_.empty()) FailToOpen();
  }

  bool ScanObject(std::string_view text) { return scanner_.Read(text, members_) && text.front() == '{'; }

  /// Of the row that was scanned last: an array is well-formed, but no object.
  RowFault FaultOf() const { return scanner_.failure() == RowFault::kNone ? RowFault::kNoObject : scanner_.failure(); }

  void AddColumns() {
    std::string storage;
    for (const JsonMember& member : members_) {
      const std::string_view name = UnescapedKey(member.key, storage);
      const auto known = indices_.find(name);
      if (known != indices_.end()) {
        std::string& type = columns_[known->second].type;
        if (type == "null") type = TypeName(member.kind);
      } else if (columns_.size() < kMostColumns) {
        indices_.emplace(name, columns_.size());
        columns_.push_back({std::string(name), TypeName(member.kind), ""});
      } else {
        more_columns_ = true;
      }
    }
  }

  bool StartsLongObject() {
    const Kept& first = ahead_.front();
    return first.text.starts_with('{') && !scanner_.Read(first.text, members_) && scanner_.failure() == RowFault::kCut;
  }

  [[noreturn]] void FailAsOneObject() {
    throw Error("holds one JSON object over many lines; a dataset is one object a line, or an array of objects",
                {path_}, "write its rows as lines, as with `jq -c '.data[]' FILE`");
  }

  [[noreturn]] void FailToOpen() {
    const Kept& first = ahead_.front();
    scanner_.Read(first.text, members_);
    const std::string& why = TextOf(first.failure != RowFault::kNone ? first.failure : FaultOf()).en;
    throw Error(fmt::format("holds no JSON objects; its first row {}", why), {path_, first.line, 1},
                "a dataset is one JSON object a line, or an array of objects, or a parquet file");
  }

  bool Take(RawRow& raw) {
    if (ahead_at_ == ahead_.size()) {
      ahead_.clear();
      ahead_at_ = 0;
      return text_.Next(raw);
    }
    const Kept& kept = ahead_[ahead_at_++];
    raw = {kept.text, kept.line, kept.failure};
    return true;
  }

  /// Scans a row into members_; false when it was skipped.
  bool Parse(const RawRow& raw) {
    if (raw.failure == RowFault::kNone && ScanObject(raw.text)) return true;
    Skip(raw.failure != RowFault::kNone ? raw.failure : FaultOf(), raw.line);
    return false;
  }

  void FillRow() {
    std::fill(row_.begin(), row_.end(), Cell{});
    for (const JsonMember& member : members_) {
      const std::string_view key = UnescapedKey(member.key, key_);
      for (std::size_t i = 0; i < names_.size(); ++i) {
        if (names_[i] != key) continue;
        doubled_ += row_[i].kind != Cell::Kind::kAbsent;
        row_[i] = {member.kind, Unescaped(member, unescaped_[i])};
      }
    }
  }

  std::string path_;
  JsonText text_;
  JsonScanner scanner_;
  std::vector<JsonMember> members_;
  std::vector<Kept> ahead_;
  std::size_t ahead_at_ = 0;
  std::vector<Column> columns_;
  std::map<std::string, std::size_t, std::less<>> indices_;  ///< of columns, by name
  bool more_columns_ = false;
  std::vector<std::string> names_, unescaped_;
  std::string key_;
  std::uint64_t doubled_ = 0;
};

}  // namespace

std::unique_ptr<RowReader> OpenJson(std::unique_ptr<Source> source, const std::string& path) {
  return std::make_unique<JsonRows>(std::move(source), path);
}

}  // namespace sftdoctor
