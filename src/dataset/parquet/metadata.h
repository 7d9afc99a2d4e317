// The footer of a parquet file: which columns there are and where their bytes lie. The format is described at
// https://github.com/apache/parquet-format (README.md and parquet.thrift).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sftdoctor::parquet {

enum class Type { kBoolean, kInt32, kInt64, kInt96, kFloat, kDouble, kByteArray, kFixedByteArray };
enum class Codec { kNone, kSnappy, kGzip, kLzo, kBrotli, kLz4, kZstd, kLz4Raw };
enum class Encoding { kPlain = 0, kPlainDictionary = 2, kRle = 3, kRleDictionary = 8 };

/// A column of the root; nested ones are listed but not read.
struct ColumnSchema {
  std::string name;
  Type type = Type::kByteArray;
  bool optional = false;     ///< has definition levels, of one bit
  bool is_unsigned = false;  ///< of the integers
  std::string type_name;     ///< for people
  std::string unread;        ///< why it cannot be read; empty when it can
  std::size_t leaf = 0;      ///< index of its chunk in each row group
};

/// The pages of one column in one row group.
struct Chunk {
  int codec = 0;
  std::int64_t values = 0;  ///< nulls included
  std::uint64_t begin = 0, bytes = 0;
  bool encrypted = false;
};

struct RowGroup {
  std::uint64_t rows = 0;
  std::vector<Chunk> chunks;  ///< one a leaf of the schema
};

struct Metadata {
  std::uint64_t rows = 0;
  std::vector<ColumnSchema> columns;
  std::vector<RowGroup> groups;
};

/// Reads a footer (without its length and magic) of a file of so many bytes. Throws DamagedBytes for one that is
/// damaged, contradicts itself or points outside of the file.
Metadata ReadMetadata(std::string_view footer, std::uint64_t file_size);

/// The first thing about a page, and where its bytes begin.
struct PageHeader {
  enum Kind { kData = 0, kIndex = 1, kDictionary = 2, kDataV2 = 3 };
  int kind = kData;
  std::size_t header_bytes = 0;
  std::uint64_t compressed = 0, uncompressed = 0;  ///< bytes of the page, levels included
  std::uint64_t values = 0;                        ///< nulls included
  int encoding = 0;
  int level_encoding = 3;                                    ///< of definition levels in kData
  std::uint64_t definition_bytes = 0, repetition_bytes = 0;  ///< of kDataV2, never compressed
  bool is_compressed = true;                                 ///< of kDataV2
};

/// Reads the header at the start of `bytes`. Throws DamagedBytes.
PageHeader ReadPageHeader(std::string_view bytes);

}  // namespace sftdoctor::parquet
