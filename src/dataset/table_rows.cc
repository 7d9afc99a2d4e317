#include "dataset/table_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sftdoctor {
namespace {

/// Bytes one at a time.
class ByteReader {
 public:
  explicit ByteReader(std::unique_ptr<Source> source) : source_(std::move(source)), buffer_(std::size_t{1} << 16) {}
  static constexpr int kEnd = -1;
  int Look() {
    if (at_ == end_) {
      at_ = 0;
      end_ = source_->Read(buffer_.data(), buffer_.size());
      if (end_ == 0) return kEnd;
    }
    return static_cast<unsigned char>(buffer_[at_]);
  }
  int Take() {
    const int byte = Look();
    at_ += byte != kEnd;
    return byte;
  }

 private:
  std::unique_ptr<Source> source_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, end_ = 0;
};

struct Field {
  std::string text;
  bool quoted = false;
};

class TableRows final : public RowReader {
 public:
  TableRows(std::unique_ptr<Source> source, const std::string& path) : in_(std::move(source)), path_(path) {
    std::string first;
    int byte = in_.Take();
    for (; byte != '\n' && byte != ByteReader::kEnd && first.size() < kLongestHead; byte = in_.Take())
      first += static_cast<char>(byte);
    const char separator = first.find('\t') != std::string::npos ? '\t' : ',';
    separator_ = separator;
    for (const std::string_view piece : Split(first, separator)) {
      std::string_view name = Trim(piece);
      if (name.size() > 1 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
      columns_.push_back({std::string(name), "text", ""});
    }
    if (byte != '\n' || columns_.size() < 2) {
      throw Error(
          "is no dataset that is understood", {path_},
          "a dataset is JSON Lines, a JSON array of objects, parquet, or a table whose first line names its columns");
    }
  }

  std::string format() const override { return "csv"; }
  const std::vector<Column>& columns() const override { return columns_; }

  void Choose(const std::vector<std::string>& names) override {
    chosen_ = Find(names, path_);
    row_.assign(names.size(), {});
  }

  bool Next() override {
    while (ReadRecord()) {
      if (count_ == 1 && fields_[0].text.empty() && !fields_[0].quoted) continue;  // an empty line
      if (count_ != columns_.size()) {
        Skip(RowFault::kFieldCount, line_);
        continue;
      }
      for (std::size_t i = 0; i < chosen_.size(); ++i) {
        const Field& field = fields_[chosen_[i]];
        const bool null = field.text.empty() && !field.quoted;
        row_[i] = {null ? Cell::Kind::kNull : Cell::Kind::kText, field.text};
      }
      ++number_;
      return true;
    }
    return false;
  }

 private:
  static constexpr std::size_t kLongestHead = std::size_t{1} << 16;

  /// All fields beyond the columns share a place: such a row is only counted.
  Field& OpenField() {
    const std::size_t at = std::min(count_++, columns_.size());
    if (at == fields_.size()) fields_.emplace_back();
    Field& field = fields_[at];
    field.text.clear();
    field.quoted = false;
    return field;
  }

  /// One record into fields_; false at the end.
  bool ReadRecord() {
    line_ = next_line_;
    count_ = 0;
    size_ = 0;
    if (in_.Look() == ByteReader::kEnd) return false;
    for (;;) {
      const int end = ReadField(OpenField());
      if (end == separator_) {
        Count();
        continue;
      }
      next_line_ += end == '\n';
      return true;
    }
  }

  /// Returns what ended the field: the separator, '\n' or the end.
  int ReadField(Field& field) {
    if (in_.Look() == '"') {
      field.quoted = true;
      ReadQuoted(field.text);
    }
    for (;;) {
      const int byte = in_.Take();
      if (byte == '\r' && (in_.Look() == '\n' || in_.Look() == ByteReader::kEnd)) continue;
      if (byte == separator_ || byte == '\n' || byte == ByteReader::kEnd) return byte;
      Append(field.text, byte);
    }
  }

  void ReadQuoted(std::string& text) {
    const std::uint64_t start = next_line_;
    in_.Take();
    for (;;) {
      const int byte = in_.Take();
      if (byte == ByteReader::kEnd)
        throw Error("has a quote that is never closed", {path_, start, 1}, "close it, or double it where it is text");
      if (byte == '"' && in_.Look() != '"') return;
      if (byte == '"') in_.Take();
      next_line_ += byte == '\n';
      Append(text, byte);
    }
  }

  void Append(std::string& text, int byte) {
    Count();
    text += static_cast<char>(byte);
  }

  void Count() {
    if (++size_ > kLongestRow)
      throw Error("has a row of more than 64 MiB", {path_, line_, 1}, "look for a quote that is not closed");
  }

  ByteReader in_;
  std::string path_;
  int separator_ = ',';
  std::vector<Column> columns_;
  std::vector<std::size_t> chosen_;
  std::vector<Field> fields_;         ///< kept for their memory; the first `count_` of them are of this record
  std::size_t count_ = 0, size_ = 0;  ///< fields and bytes of this record
  std::uint64_t next_line_ = 2;
};

}  // namespace

std::unique_ptr<RowReader> OpenTable(std::unique_ptr<Source> source, const std::string& path) {
  return std::make_unique<TableRows>(std::move(source), path);
}

}  // namespace sftdoctor
