#include "dataset/parquet/column_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sftdoctor::parquet {
namespace {

constexpr std::size_t kHeaderGuess = std::size_t{4} << 10;      ///< holds any header without long statistics
constexpr std::uint64_t kMostEntries = std::uint64_t{1} << 24;  ///< writers give a dictionary up long before
constexpr std::size_t kLongestHeader = std::size_t{16} << 20;   ///< smallest and largest text of a page may stand in it

/// Bytes of a value of fixed width; 0 for texts and booleans, which have none.
std::size_t WidthOf(Type type) {
  static constexpr std::size_t kWidths[] = {0, 4, 8, 12, 4, 8, 0, 0};
  return kWidths[static_cast<std::size_t>(type)];
}

UnreadBytes UnreadEncoding(int encoding) {
  static constexpr std::array<const char*, 10> kNames = {"PLAIN",
                                                         "1",
                                                         "PLAIN_DICTIONARY",
                                                         "RLE",
                                                         "BIT_PACKED",
                                                         "DELTA_BINARY_PACKED",
                                                         "DELTA_LENGTH_BYTE_ARRAY",
                                                         "DELTA_BYTE_ARRAY",
                                                         "RLE_DICTIONARY",
                                                         "BYTE_STREAM_SPLIT"};
  const bool known = encoding >= 0 && encoding < static_cast<int>(kNames.size());
  const std::string name = known ? kNames[static_cast<std::size_t>(encoding)] : fmt::format("{}", encoding);
  return {fmt::format("a page is in encoding {}, which is not read", name),
          "the file may be whole; write it with plain or dictionary encoding: pandas.read_parquet(A).to_parquet(B), "
          "or PARQUET_VERSION v1 in DuckDB"};
}

}  // namespace

void ColumnReader::Open(const Chunk& chunk) {
  chunk_ = chunk;
  at_ = chunk.begin;
  end_ = chunk.begin + chunk.bytes;
  left_ = 0;
  has_dictionary_ = false;
  dictionary_.clear();
}

PageHeader ColumnReader::ReadHeader() {
  const auto left = static_cast<std::size_t>(std::min<std::uint64_t>(end_ - at_, kLongestHeader));
  if (left == 0) throw DamagedBytes("a column ends before its last row");
  for (std::size_t size = std::min(left, kHeaderGuess);; size = std::min(left, size * 16)) {
    packed_.Reserve(size);
    file_.ReadAt(at_, packed_.data(), size);
    try {
      return ReadPageHeader(packed_.First(size));
    } catch (const DamagedBytes&) {
      if (size == left) throw;  // else it may only have been cut
    }
  }
}

std::string_view ColumnReader::ReadBody(const PageHeader& header) {
  at_ += header.header_bytes;
  if (header.compressed > end_ - at_) throw DamagedBytes("a page is longer than its column");
  const auto size = static_cast<std::size_t>(header.compressed);
  packed_.Reserve(std::max<std::size_t>(size, 1));
  file_.ReadAt(at_, packed_.data(), size);
  at_ += size;
  return packed_.First(size);
}

void ColumnReader::ReadPage() {
  const PageHeader header = ReadHeader();
  const std::string_view packed = ReadBody(header);
  if (header.kind == PageHeader::kDictionary) {
    OpenDictionary(header, packed);
  } else if (header.kind == PageHeader::kData) {
    OpenData(header, packed);
  } else if (header.kind == PageHeader::kDataV2) {
    OpenDataV2(header, packed);
  }
}

void ColumnReader::OpenDictionary(const PageHeader& header, std::string_view packed) {
  if (has_dictionary_) throw DamagedBytes("a column has two dictionaries");
  const std::string_view bytes =
      Decompress(chunk_.codec, packed, static_cast<std::size_t>(header.uncompressed), dictionary_page_);
  if (bytes.data() == packed.data()) std::swap(packed_, dictionary_page_);  // packed_ is needed for the next page
  const std::size_t width = WidthOf(schema_.type);
  if (schema_.type == Type::kBoolean) throw DamagedBytes("truth values have a dictionary");
  if (header.values > kMostEntries)
    throw DamagedBytes(fmt::format("a dictionary of {} entries is too large", header.values));
  entries_ = bytes;
  Cursor values(bytes);
  for (std::uint64_t i = 0; i < header.values; ++i) {
    dictionary_.push_back(static_cast<std::uint32_t>(bytes.size() - values.rest().size()));
    width > 0 ? values.Take(width) : values.Text();
  }
  has_dictionary_ = true;
}

void ColumnReader::OpenData(const PageHeader& header, std::string_view packed) {
  const std::string_view bytes = Decompress(chunk_.codec, packed, static_cast<std::size_t>(header.uncompressed), page_);
  Cursor page(bytes);
  left_ = header.values;
  if (schema_.optional) {
    if (header.level_encoding != static_cast<int>(Encoding::kRle)) throw UnreadEncoding(header.level_encoding);
    levels_ = HybridReader(page.Text(), 1);
  }
  OpenValues(header.encoding, page.rest());
}

void ColumnReader::OpenDataV2(const PageHeader& header, std::string_view packed) {
  const std::uint64_t levels = header.definition_bytes + header.repetition_bytes;
  if (levels > packed.size() || levels > header.uncompressed) throw DamagedBytes("levels are longer than their page");
  left_ = header.values;
  if (schema_.optional) {
    levels_ = HybridReader(packed.substr(static_cast<std::size_t>(header.repetition_bytes),
                                         static_cast<std::size_t>(header.definition_bytes)),
                           1);
  }
  const std::string_view body = packed.substr(static_cast<std::size_t>(levels));
  const int codec = header.is_compressed ? chunk_.codec : static_cast<int>(Codec::kNone);
  OpenValues(header.encoding, Decompress(codec, body, static_cast<std::size_t>(header.uncompressed - levels), page_));
}

void ColumnReader::OpenValues(int encoding, std::string_view bytes) {
  values_ = Cursor(bytes);
  bit_count_ = 0;
  by_index_ = encoding == static_cast<int>(Encoding::kPlainDictionary) ||
              encoding == static_cast<int>(Encoding::kRleDictionary);
  booleans_in_runs_ = schema_.type == Type::kBoolean && encoding == static_cast<int>(Encoding::kRle);
  if (by_index_) {
    if (!has_dictionary_) throw DamagedBytes("the dictionary of a column is missing");
    // A page of nulls alone may lack even the width.
    const int width = bytes.empty() ? 0 : values_.Value<std::uint8_t>();
    indices_ = HybridReader(values_.rest(), width);
  } else if (booleans_in_runs_) {
    indices_ = HybridReader(bytes.empty() ? bytes : values_.Text(), 1);
  } else if (encoding != static_cast<int>(Encoding::kPlain)) {
    throw UnreadEncoding(encoding);
  }
}

Cell ColumnReader::Next() {
  while (left_ == 0) ReadPage();
  --left_;
  if (schema_.optional) {
    const std::uint32_t level = levels_.Next();
    if (level == 0) return {Cell::Kind::kNull, {}};
  }
  return Value();
}

Cell ColumnReader::Value() {
  if (schema_.type == Type::kBoolean) return Boolean();
  if (!by_index_) return Scalar(values_);
  const std::uint32_t index = indices_.Next();
  if (index >= dictionary_.size()) throw DamagedBytes("a value is not in the dictionary of its column");
  Cursor entry(entries_.substr(dictionary_[index]));
  return Scalar(entry);
}

Cell ColumnReader::Scalar(Cursor& from) {
  if (schema_.type == Type::kByteArray) return {Cell::Kind::kText, from.Text()};
  written_.clear();
  const auto write = [&](auto value) { fmt::format_to(std::back_inserter(written_), "{}", value); };
  switch (schema_.type) {
    case Type::kInt32: {
      const auto value = from.Value<std::int32_t>();
      schema_.is_unsigned ? write(static_cast<std::uint32_t>(value)) : write(value);
      break;
    }
    case Type::kInt64: {
      const auto value = from.Value<std::int64_t>();
      schema_.is_unsigned ? write(static_cast<std::uint64_t>(value)) : write(value);
      break;
    }
    case Type::kFloat:
      write(from.Value<float>());
      break;
    default:
      write(from.Value<double>());
  }
  return {Cell::Kind::kNumber, written_};
}

Cell ColumnReader::Boolean() {
  bool value = false;
  if (booleans_in_runs_) {
    value = indices_.Next() != 0;
  } else {
    if (bit_count_ == 0) {
      bits_ = values_.Value<std::uint8_t>();
      bit_count_ = 8;
    }
    value = bits_ & 1u;
    bits_ >>= 1;
    --bit_count_;
  }
  return {Cell::Kind::kBool, value ? "true" : "false"};
}

}  // namespace sftdoctor::parquet
