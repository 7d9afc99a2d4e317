#include "dataset/parquet/parquet_rows.h"

#include <fmt/format.h>

#include "dataset/parquet/column_reader.h"

namespace sftdoctor {
namespace {

using parquet::ColumnReader;
using parquet::ColumnSchema;
using parquet::Metadata;

constexpr std::size_t kTail = 8;                               ///< length of the footer, then the magic
constexpr std::size_t kLongestFooter = std::size_t{64} << 20;  ///< a thousand columns in ten thousand row groups
constexpr const char* kAgain = "write the file again, or fetch it anew";

Metadata ReadFooter(RandomAccess& file, const std::string& path) {
  const auto fail = [&](const std::string& what) { throw Error("is no whole parquet file: " + what, {path}, kAgain); };
  if (file.size() < 4 + kTail) fail("it is too short");
  char tail[kTail];
  file.ReadAt(file.size() - kTail, tail, kTail);
  const std::string_view magic(tail + 4, 4);
  if (magic == "PARE") throw Error("is an encrypted parquet file", {path}, "write it without encryption");
  if (magic != "PAR1") fail("the end is missing");
  std::uint32_t length = 0;
  std::memcpy(&length, tail, sizeof length);
  if (length > file.size() - 4 - kTail || length > kLongestFooter)
    fail(fmt::format("its footer is said to have {} bytes", length));
  std::string footer(length, '\0');
  file.ReadAt(file.size() - kTail - length, footer.data(), length);
  try {
    return parquet::ReadMetadata(footer, file.size());
  } catch (const UnreadBytes& unread) {
    throw Error(fmt::format("is not read: {}", unread.what()), {path}, unread.hint);
  } catch (const DamagedBytes& damage) {
    throw Error(fmt::format("has a damaged footer: {}", damage.what()), {path}, kAgain);
  }
}

class ParquetRows final : public RowReader {
 public:
  ParquetRows(std::unique_ptr<RandomAccess> file, std::string path)
      : file_(std::move(file)), path_(std::move(path)), metadata_(ReadFooter(*file_, path_)) {
    for (const ColumnSchema& schema : metadata_.columns)
      columns_.push_back({schema.name, schema.type_name, schema.unread});
  }

  std::string format() const override { return "parquet"; }
  const std::vector<Column>& columns() const override { return columns_; }
  std::uint64_t expected_rows() const override { return metadata_.rows; }

  void Choose(const std::vector<std::string>& names) override {
    chosen_.clear();
    readers_.clear();
    for (const std::size_t index : Find(names, path_)) {
      const ColumnSchema& schema = metadata_.columns[index];
      CheckChunks(schema);
      chosen_.push_back(&schema);
      readers_.emplace_back(*file_, schema);
    }
    row_.assign(chosen_.size(), {});
  }

  bool Next() override {
    while (left_ == 0) {
      if (group_ == metadata_.groups.size()) return false;
      OpenGroup();
    }
    --left_;
    ++number_;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      try {
        row_[i] = readers_[i].Next();
      } catch (const UnreadBytes& unread) {
        Fail(*chosen_[i], unread.what(), unread.hint);
      } catch (const DamagedBytes& damage) {
        Fail(*chosen_[i], damage.what(), kAgain);
      }
    }
    return true;
  }

 private:
  /// What cannot be read is said before the first row, not in the middle.
  void CheckChunks(const ColumnSchema& schema) const {
    for (const parquet::RowGroup& group : metadata_.groups) {
      const parquet::Chunk& chunk = group.chunks[schema.leaf];
      if (chunk.encrypted)
        throw Error(fmt::format("has an encrypted column, \"{}\"", schema.name), {path_},
                    "write it without encryption");
      if (chunk.values < 0 || static_cast<std::uint64_t>(chunk.values) != group.rows) {
        throw Error(fmt::format("has a damaged footer: column \"{}\" has {} values in a row group of {} rows",
                                schema.name, chunk.values, group.rows),
                    {path_}, kAgain);
      }
      const std::string codec = parquet::UnreadCodec(chunk.codec);
      if (!codec.empty()) {
        throw Error(fmt::format("column \"{}\" is compressed with {}, which is not read", schema.name, codec), {path_},
                    "write the file with zstd, snappy, gzip or none: "
                    "pandas.read_parquet(A).to_parquet(B, compression='zstd')");
      }
    }
  }

  void OpenGroup() {
    const parquet::RowGroup& group = metadata_.groups[group_++];
    left_ = group.rows;
    for (std::size_t i = 0; i < readers_.size(); ++i) readers_[i].Open(group.chunks[chosen_[i]->leaf]);
  }

  [[noreturn]] void Fail(const ColumnSchema& schema, const std::string& what, const std::string& hint) const {
    throw Error(
        fmt::format("cannot be read at row {}, column \"{}\", row group {}: {}", number_, schema.name, group_, what),
        {path_}, hint);
  }

  std::unique_ptr<RandomAccess> file_;
  std::string path_;
  Metadata metadata_;
  std::vector<Column> columns_;
  std::vector<const ColumnSchema*> chosen_;
  std::vector<ColumnReader> readers_;
  std::size_t group_ = 0;  ///< the next one
  std::uint64_t left_ = 0;
};

}  // namespace

std::unique_ptr<RowReader> OpenParquet(World& world, const std::string& path) {
  return std::make_unique<ParquetRows>(world.OpenAnywhere(path), path);
}

}  // namespace sftdoctor
