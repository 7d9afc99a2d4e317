// Small parquet files for tests, written without the reader's code: every encoding, codec and page version it reads.
#pragma once

#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace sftdoctor::tests {

/// Thrift's compact protocol, writing.
class ThriftWriter {
 public:
  ThriftWriter& I(int id, std::int64_t value, int type = 5) {
    Header(id, type);
    return Varint(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
  }
  ThriftWriter& Bool(int id, bool value) { return Header(id, value ? 1 : 2); }
  ThriftWriter& Text(int id, const std::string& value) {
    Header(id, 8);
    return Raw(value);
  }
  ThriftWriter& Struct(int id, const ThriftWriter& inner) {
    Header(id, 12);
    bytes_ += inner.Finished();
    return *this;
  }
  ThriftWriter& List(int id, const std::vector<ThriftWriter>& items) {
    Header(id, 9);
    ListHeader(items.size(), 12);
    for (const ThriftWriter& item : items) bytes_ += item.Finished();
    return *this;
  }
  ThriftWriter& Texts(int id, const std::vector<std::string>& items) {
    Header(id, 9);
    ListHeader(items.size(), 8);
    for (const std::string& item : items) Raw(item);
    return *this;
  }
  std::string Finished() const { return bytes_ + '\0'; }

 private:
  ThriftWriter& Varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
    return *this;
  }
  ThriftWriter& Raw(const std::string& text) {
    Varint(text.size());
    bytes_ += text;
    return *this;
  }
  ThriftWriter& Header(int id, int type) {
    bytes_ += static_cast<char>((id - last_) << 4 | type);  // fields here are never 16 apart
    last_ = id;
    return *this;
  }
  void ListHeader(std::size_t size, int type) {
    bytes_ += static_cast<char>((size < 15 ? size : 15) << 4 | static_cast<unsigned>(type));
    if (size >= 15) Varint(size);
  }
  std::string bytes_;
  int last_ = 0;
};

/// A column with its values as text: numbers in digits, truth values as "true" and "false", nothing for null.
struct ParquetColumn {
  std::string name;
  int type = 6;  ///< of parquet.thrift: 0 bool, 1 int32, 2 int64, 4 float, 5 double, 6 bytes
  std::vector<std::optional<std::string>> values;
  bool optional = true;
  bool dictionary = false;
  int converted = 0;             ///< converted type: 0 UTF-8, 13 uint32; below 0: none
  std::size_t idle_entries = 0;  ///< empty texts behind the dictionary, which no row has
  int nested_children = 0;       ///< above 0: a group with so many leaves of this name, for readers to pass over
};

struct ParquetOptions {
  int codec = 0;  ///< 0 none, 1 snappy, 2 gzip, 6 zstd; others are only said
  int page_version = 1;
  std::size_t rows_a_group = 1000, rows_a_page = 1000;
  bool long_statistics = false;  ///< headers of pages are longer than a reader may guess
  bool encrypted_columns = false;
  int said_encoding = -1;  ///< from 0 on: what pages are said to be encoded in, whatever they hold
};

inline std::string PackParquetPage(const std::string& plain, int codec) {
  std::string packed;
  if (codec == 1) {
    snappy::Compress(plain.data(), plain.size(), &packed);
  } else if (codec == 2) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    packed.resize(deflateBound(&stream, plain.size()) + 32);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
  } else if (codec == 6) {
    packed.resize(ZSTD_compressBound(plain.size()));
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3));
  } else {
    packed = plain;
  }
  return packed;
}

/// Writes columns as a file.
class ParquetWriter {
 public:
  ParquetWriter(std::vector<ParquetColumn> columns, ParquetOptions options)
      : columns_(std::move(columns)), options_(options) {}

  std::string Write() {
    bytes_ = "PAR1";
    const std::size_t rows = columns_.empty() ? 0 : columns_.front().values.size();
    std::vector<ThriftWriter> groups;
    for (std::size_t at = 0; at < rows; at += options_.rows_a_group)
      groups.push_back(Group(at, std::min(rows, at + options_.rows_a_group)));
    const std::string footer = ThriftWriter()
                                   .I(1, 1)
                                   .List(2, Schema())
                                   .I(3, static_cast<std::int64_t>(rows), 6)
                                   .List(4, groups)
                                   .Text(6, "the tests of sftdoctor")
                                   .Finished();
    return bytes_ + footer + Fixed(static_cast<std::uint32_t>(footer.size())) + "PAR1";
  }

 private:
  template <typename T>
  static std::string Fixed(T value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof value);
  }

  std::vector<ThriftWriter> Schema() const {
    std::vector<ThriftWriter> schema;
    schema.push_back(ThriftWriter().Text(4, "schema").I(5, static_cast<std::int64_t>(columns_.size())));
    for (const ParquetColumn& column : columns_) {
      const auto leaf = [&] {
        ThriftWriter element;
        element.I(1, column.type).I(3, column.optional ? 1 : 0).Text(4, column.name);
        if (column.converted >= 0 && column.type != 0) element.I(6, column.converted);
        return element;
      };
      if (column.nested_children == 0) schema.push_back(leaf());
      if (column.nested_children > 0)
        schema.push_back(ThriftWriter().I(3, 1).Text(4, column.name).I(5, column.nested_children));
      for (int i = 0; i < column.nested_children; ++i) schema.push_back(leaf());
    }
    return schema;
  }

  ThriftWriter Group(std::size_t begin, std::size_t end) {
    std::vector<ThriftWriter> chunks;
    for (const ParquetColumn& column : columns_) {
      for (int i = 0; i < std::max(1, column.nested_children); ++i) chunks.push_back(Chunk(column, begin, end));
    }
    return ThriftWriter().List(1, chunks).I(2, 0, 6).I(3, static_cast<std::int64_t>(end - begin), 6);
  }

  ThriftWriter Chunk(const ParquetColumn& column, std::size_t begin, std::size_t end) {
    const std::size_t start = bytes_.size();
    std::size_t dictionary_offset = 0;
    entries_.clear();
    if (column.dictionary) {
      dictionary_offset = start;
      WriteDictionary(column, begin, end);
    }
    const std::size_t data_offset = bytes_.size();
    for (std::size_t at = begin; at < end; at += options_.rows_a_page)
      WritePage(column, at, std::min(end, at + options_.rows_a_page));
    ThriftWriter meta;
    meta.I(1, column.type).Texts(3, {column.name}).I(4, options_.codec).I(5, static_cast<std::int64_t>(end - begin), 6);
    meta.I(6, 0, 6).I(7, static_cast<std::int64_t>(bytes_.size() - start), 6);
    meta.I(9, static_cast<std::int64_t>(data_offset), 6);
    if (column.dictionary) meta.I(11, static_cast<std::int64_t>(dictionary_offset), 6);
    ThriftWriter chunk;
    chunk.I(2, static_cast<std::int64_t>(start), 6).Struct(3, meta);
    if (options_.encrypted_columns) chunk.Text(9, "secret");
    return chunk;
  }

  static std::string Plain(int type, const std::string& value) {
    switch (type) {
      case 1:
        return Fixed(static_cast<std::int32_t>(std::stoll(value)));
      case 2:
        return Fixed(static_cast<std::int64_t>(std::stoll(value)));
      case 4:
        return Fixed(std::stof(value));
      case 5:
        return Fixed(std::stod(value));
      default:
        return Fixed(static_cast<std::uint32_t>(value.size())) + value;
    }
  }

  void WriteDictionary(const ParquetColumn& column, std::size_t begin, std::size_t end) {
    std::string plain;
    for (std::size_t i = begin; i < end; ++i) {
      if (!column.values[i] || entries_.contains(*column.values[i])) continue;
      entries_.emplace(*column.values[i], entries_.size());
      plain += Plain(column.type, *column.values[i]);
    }
    plain.append(4 * column.idle_entries, '\0');
    const std::string packed = PackParquetPage(plain, options_.codec);
    const auto entries = static_cast<std::int64_t>(entries_.size() + column.idle_entries);
    const ThriftWriter page = ThriftWriter().I(1, entries).I(2, 0).Bool(3, false);
    bytes_ += Sizes(2, plain.size(), packed.size()).Struct(7, page).Finished() + packed;
  }

  static ThriftWriter Sizes(int kind, std::size_t plain, std::size_t packed) {
    return ThriftWriter().I(1, kind).I(2, static_cast<std::int64_t>(plain)).I(3, static_cast<std::int64_t>(packed));
  }

  /// Numbers as runs where they repeat eight times and more, else as packed groups of eight.
  static std::string Hybrid(const std::vector<std::uint32_t>& numbers, int width) {
    std::string out;
    const auto varint = [&](std::uint64_t value) {
      for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
      out += static_cast<char>(value);
    };
    for (std::size_t at = 0; at < numbers.size();) {
      std::size_t same = at;
      while (same < numbers.size() && numbers[same] == numbers[at]) ++same;
      if (same - at >= 8 || same == numbers.size()) {
        varint((same - at) << 1);
        for (int shift = 0; shift < width; shift += 8) out += static_cast<char>(numbers[at] >> shift);
        at = same;
        continue;
      }
      varint(1 << 1 | 1);
      std::uint64_t pool = 0;
      int bits = 0;
      for (std::size_t i = at; i < at + 8; ++i) {
        pool |= static_cast<std::uint64_t>(i < numbers.size() ? numbers[i] : 0) << bits;
        for (bits += width; bits >= 8; bits -= 8, pool >>= 8) out += static_cast<char>(pool);
      }
      at = std::min(at + 8, numbers.size());
    }
    return out;
  }

  std::string Values(const ParquetColumn& column, std::size_t begin, std::size_t end) const {
    std::string plain;
    std::vector<std::uint32_t> numbers;
    for (std::size_t i = begin; i < end; ++i) {
      if (!column.values[i]) continue;
      if (column.dictionary) {
        numbers.push_back(static_cast<std::uint32_t>(entries_.at(*column.values[i])));
      } else if (column.type == 0) {
        numbers.push_back(*column.values[i] == "true");
      } else {
        plain += Plain(column.type, *column.values[i]);
      }
    }
    if (column.dictionary) {
      int width = 0;
      while ((std::size_t{1} << width) < entries_.size()) ++width;
      return static_cast<char>(width) + Hybrid(numbers, width);
    }
    if (column.type != 0) return plain;
    if (options_.page_version == 2) {
      const std::string runs = Hybrid(numbers, 1);
      return Fixed(static_cast<std::uint32_t>(runs.size())) + runs;
    }
    std::string bits((numbers.size() + 7) / 8, '\0');
    for (std::size_t i = 0; i < numbers.size(); ++i)
      bits[i / 8] = static_cast<char>(bits[i / 8] | static_cast<char>(numbers[i] << i % 8));
    return bits;
  }

  void WritePage(const ParquetColumn& column, std::size_t begin, std::size_t end) {
    const auto count = static_cast<std::int64_t>(end - begin);
    std::vector<std::uint32_t> defined;
    for (std::size_t i = begin; i < end; ++i) defined.push_back(column.values[i].has_value());
    const std::string levels = column.optional ? Hybrid(defined, 1) : "";
    const std::string values = Values(column, begin, end);
    const bool runs_of_bools = column.type == 0 && options_.page_version == 2;
    int encoding = column.dictionary ? (options_.page_version == 2 ? 8 : 2) : runs_of_bools ? 3 : 0;
    if (options_.said_encoding >= 0) encoding = options_.said_encoding;
    if (options_.page_version == 2) {
      const std::string packed = PackParquetPage(values, options_.codec);
      const auto nulls = static_cast<std::int64_t>(std::count(defined.begin(), defined.end(), 0u));
      ThriftWriter page;
      page.I(1, count).I(2, nulls).I(3, count).I(4, encoding).I(5, static_cast<std::int64_t>(levels.size())).I(6, 0);
      bytes_ += Sizes(3, levels.size() + values.size(), levels.size() + packed.size()).Struct(8, page).Finished();
      bytes_ += levels + packed;
      return;
    }
    const std::string plain =
        (column.optional ? Fixed(static_cast<std::uint32_t>(levels.size())) + levels : "") + values;
    const std::string packed = PackParquetPage(plain, options_.codec);
    ThriftWriter page;
    page.I(1, count).I(2, encoding).I(3, 3).I(4, 3);
    if (options_.long_statistics) page.Struct(5, ThriftWriter().Text(1, std::string(9000, 'x')));
    bytes_ += Sizes(0, plain.size(), packed.size()).Struct(5, page).Finished() + packed;
  }

  std::vector<ParquetColumn> columns_;
  ParquetOptions options_;
  std::string bytes_;
  std::map<std::string, std::size_t> entries_;
};

inline std::string WriteParquet(std::vector<ParquetColumn> columns, ParquetOptions options = {}) {
  return ParquetWriter(std::move(columns), options).Write();
}

}  // namespace sftdoctor::tests
