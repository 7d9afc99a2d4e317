#include "dataset/parquet/metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "dataset/parquet/thrift.h"

namespace sftdoctor::parquet {
namespace {

/// Columns and groups of columns, which take some 300 bytes each once they are read.
constexpr std::size_t kMostElements = std::size_t{1} << 16;
/// Row groups, and chunks of all of them: more than the longest footer has room for, if they say what chunks have to.
constexpr std::size_t kMostChunks = std::size_t{1} << 21;

/// A node of the schema, which is a tree written depth first.
struct Element {
  std::optional<std::int32_t> type;
  int repetition = 0;  ///< 0 required, 1 optional, 2 repeated
  std::optional<std::string> name;
  std::int32_t children = 0;
  int converted = -1;  ///< the older annotation; writers of today write it beside the newer one
  bool text = false;   ///< annotated as text by the newer one
};

/// What is stored, of the converted types that matter here.
constexpr int kUtf8 = 0, kEnum = 4, kDecimal = 5, kUint8 = 11, kUint64 = 14, kJson = 19;

template <typename T>
const T& Need(const std::optional<T>& value, const char* what) {
  if (!value) throw DamagedBytes(fmt::format("{} is missing", what));
  return *value;
}

std::uint64_t Count(std::int64_t value, const char* what) {
  if (value < 0) throw DamagedBytes(fmt::format("{} is {}", what, value));
  return static_cast<std::uint64_t>(value);
}

Element ReadElement(ThriftReader& in) {
  Element element;
  in.Struct([&](int id, int type) {
    switch (id) {
      case 1:
        element.type = in.Integer32(type);
        break;
      case 3:
        element.repetition = in.Integer32(type);
        break;
      case 4:
        element.name = in.Binary(type);
        break;
      case 5:
        element.children = in.Integer32(type);
        break;
      case 6:
        element.converted = in.Integer32(type);
        break;
      case 10:
        if (type != ThriftReader::kStruct) throw DamagedBytes("a logical type is no structure");
        in.Struct([&](int logical, int inner) {
          element.text = logical == 1;
          in.Skip(inner);
        });
        break;
      default:
        in.Skip(type);
    }
  });
  Need(element.name, "the name of a column");
  return element;
}

std::string TypeName(const Element& element, Type type) {
  static constexpr std::array<const char*, 8> kNames = {"bool",  "int32",  "int64",  "int96",
                                                        "float", "double", "binary", "fixed binary"};
  const bool text =
      element.text || element.converted == kUtf8 || element.converted == kEnum || element.converted == kJson;
  if (type == Type::kByteArray && text) return "text";
  if (element.converted == kDecimal) return "decimal";
  return kNames[static_cast<std::size_t>(type)];
}

ColumnSchema Leaf(const Element& element) {
  const std::int32_t type = Need(element.type, "the type of a column");
  if (type < 0 || type > static_cast<int>(Type::kFixedByteArray))
    throw DamagedBytes(fmt::format("column type {} does not exist", type));
  ColumnSchema column;
  column.name = *element.name;
  column.type = static_cast<Type>(type);
  column.optional = element.repetition == 1;
  column.is_unsigned = element.converted >= kUint8 && element.converted <= kUint64;
  column.type_name = TypeName(element, column.type);
  const bool plain =
      column.type != Type::kInt96 && column.type != Type::kFixedByteArray && element.converted != kDecimal;
  if (!plain) column.unread = fmt::format("holds {} values, which are not read", column.type_name);
  if (element.repetition == 2) column.unread = "is a list; nested columns are not read";
  return column;
}

/// Passes over the element at `at` and all below it; counts its leaves.
void PassOver(const std::vector<Element>& elements, std::size_t& at, std::size_t& leaves) {
  for (std::uint64_t open = 1; open > 0; --open) {
    if (at == elements.size()) throw DamagedBytes("the schema ends too early");
    const std::uint64_t children = Count(elements[at++].children, "the number of children");
    if (children > elements.size()) throw DamagedBytes("the schema ends too early");
    leaves += children == 0 ? 1 : 0;
    open += children;
  }
}

/// The columns of the root; `leaves` becomes the number of chunks in a row group.
std::vector<ColumnSchema> ColumnsOf(const std::vector<Element>& elements, std::size_t& leaves) {
  std::vector<ColumnSchema> columns;
  leaves = 0;
  for (std::size_t at = 1; at < elements.size();) {
    const Element& element = elements[at];
    ColumnSchema column;
    if (element.children == 0) {
      column = Leaf(element);
    } else {
      column.name = *element.name;
      column.type_name = "nested";
      column.unread = "is nested (a list or a structure); nested columns are not read";
    }
    column.leaf = leaves;
    PassOver(elements, at, leaves);
    columns.push_back(std::move(column));
  }
  return columns;
}

void ReadChunkMetadata(ThriftReader& in, Chunk& chunk) {
  std::optional<std::int32_t> codec;
  std::optional<std::int64_t> values, bytes, data, dictionary;
  in.Struct([&](int id, int type) {
    switch (id) {
      case 4:
        codec = in.Integer32(type);
        break;
      case 5:
        values = in.Integer(type);
        break;
      case 7:
        bytes = in.Integer(type);
        break;
      case 9:
        data = in.Integer(type);
        break;
      case 11:
        dictionary = in.Integer(type);
        break;
      default:
        in.Skip(type);
    }
  });
  chunk.codec = Need(codec, "the compression of a column");
  chunk.values = Need(values, "the number of values of a column");
  chunk.bytes = Count(Need(bytes, "the size of a column"), "the size of a column");
  chunk.begin = Count(Need(data, "the offset of a column"), "the offset of a column");
  // Some writers leave the offset of the dictionary at 0 when there is none.
  if (dictionary && *dictionary > 0) chunk.begin = std::min(chunk.begin, static_cast<std::uint64_t>(*dictionary));
}

Chunk ReadChunk(ThriftReader& in) {
  Chunk chunk;
  bool described = false;
  in.Struct([&](int id, int type) {
    if (id == 1 && !in.Binary(type).empty()) throw DamagedBytes("a column lies in another file, which is not read");
    if (id == 3 && type == ThriftReader::kStruct) {
      ReadChunkMetadata(in, chunk);
      described = true;
    } else if (id != 1) {
      chunk.encrypted = chunk.encrypted || id == 8 || id == 9;
      in.Skip(type);
    }
  });
  if (!described && !chunk.encrypted) throw DamagedBytes("the description of a column is missing");
  return chunk;
}

/// `chunks` counts those of all groups, and the groups.
RowGroup ReadGroup(ThriftReader& in, std::size_t& chunks) {
  const auto count = [&] {
    if (++chunks > kMostChunks) throw DamagedBytes(fmt::format("it has more than {} chunks of columns", kMostChunks));
  };
  count();
  RowGroup group;
  std::optional<std::int64_t> rows;
  in.Struct([&](int id, int type) {
    if (id == 1) {
      in.List(type, ThriftReader::kStruct, [&] {
        count();
        group.chunks.push_back(ReadChunk(in));
      });
    } else if (id == 3) {
      rows = in.Integer(type);
    } else {
      in.Skip(type);
    }
  });
  group.rows = Count(Need(rows, "the number of rows of a row group"), "the number of rows of a row group");
  return group;
}

void CheckGroups(const Metadata& metadata, std::size_t leaves, std::uint64_t file_size) {
  std::uint64_t rows = 0;
  for (const RowGroup& group : metadata.groups) {
    if (group.chunks.size() != leaves)
      throw DamagedBytes(fmt::format("a row group has {} columns, the schema {}", group.chunks.size(), leaves));
    for (const Chunk& chunk : group.chunks) {
      if (!chunk.encrypted && (chunk.begin > file_size || chunk.bytes > file_size - chunk.begin))
        throw DamagedBytes("a column lies outside of the file");
    }
    if (group.rows > metadata.rows - rows) throw DamagedBytes("its row groups hold more rows than the file");
    rows += group.rows;
  }
  if (rows != metadata.rows)
    throw DamagedBytes(fmt::format("it promises {} rows, its row groups hold {}", metadata.rows, rows));
}

/// What all kinds of pages say of their values.
struct ValueCount {
  std::optional<std::int32_t> values, encoding;
};

/// `encoding` is the field that says how they are stored; `other` takes the fields that only some kinds have.
template <typename Other>
ValueCount ReadValueCount(ThriftReader& in, int encoding, Other&& other) {
  ValueCount count;
  in.Struct([&](int id, int type) {
    if (id == 1) {
      count.values = in.Integer32(type);
    } else if (id == encoding) {
      count.encoding = in.Integer32(type);
    } else if (!other(id, type)) {
      in.Skip(type);
    }
  });
  return count;
}

ValueCount ReadDataHeader(ThriftReader& in, PageHeader& header) {
  return ReadValueCount(in, 2, [&](int id, int type) {
    if (id == 3) header.level_encoding = in.Integer32(type);
    return id == 3;
  });
}

ValueCount ReadDictionaryHeader(ThriftReader& in) {
  return ReadValueCount(in, 2, [](int, int) { return false; });
}

ValueCount ReadDataHeaderV2(ThriftReader& in, PageHeader& header) {
  return ReadValueCount(in, 4, [&](int id, int type) {
    if (id == 5) header.definition_bytes = Count(in.Integer32(type), "the size of levels");
    if (id == 6) header.repetition_bytes = Count(in.Integer32(type), "the size of levels");
    if (id == 7) header.is_compressed = in.Bool(type);
    return id >= 5 && id <= 7;
  });
}

}  // namespace

Metadata ReadMetadata(std::string_view footer, std::uint64_t file_size) {
  ThriftReader in(footer);
  Metadata metadata;
  std::vector<Element> elements;
  std::size_t chunks = 0;
  std::optional<std::int64_t> rows;
  in.Struct([&](int id, int type) {
    switch (id) {
      case 2:
        in.List(type, ThriftReader::kStruct, [&] {
          if (elements.size() == kMostElements) {
            throw UnreadBytes(fmt::format("it has more than {} columns", kMostElements),
                              "write only the columns that are trained on");
          }
          elements.push_back(ReadElement(in));
        });
        break;
      case 3:
        rows = in.Integer(type);
        break;
      case 4:
        in.List(type, ThriftReader::kStruct, [&] { metadata.groups.push_back(ReadGroup(in, chunks)); });
        break;
      default:
        in.Skip(type);
    }
  });
  if (elements.empty()) throw DamagedBytes("the schema is missing");
  metadata.rows = Count(Need(rows, "the number of rows"), "the number of rows");
  std::size_t leaves = 0;
  metadata.columns = ColumnsOf(elements, leaves);
  CheckGroups(metadata, leaves, file_size);
  return metadata;
}

PageHeader ReadPageHeader(std::string_view bytes) {
  ThriftReader in(bytes);
  PageHeader header;
  std::optional<std::int32_t> kind, compressed, uncompressed;
  ValueCount count;
  in.Struct([&](int id, int type) {
    if (id == 1) {
      kind = in.Integer32(type);
    } else if (id == 2) {
      uncompressed = in.Integer32(type);
    } else if (id == 3) {
      compressed = in.Integer32(type);
    } else if (id == 5 && type == ThriftReader::kStruct) {
      count = ReadDataHeader(in, header);
    } else if (id == 7 && type == ThriftReader::kStruct) {
      count = ReadDictionaryHeader(in);
    } else if (id == 8 && type == ThriftReader::kStruct) {
      count = ReadDataHeaderV2(in, header);
    } else {
      in.Skip(type);
    }
  });
  header.kind = Need(kind, "the kind of a page");
  header.compressed = Count(Need(compressed, "the size of a page"), "the size of a page");
  header.uncompressed = Count(Need(uncompressed, "the size of a page"), "the size of a page");
  if (header.kind != PageHeader::kIndex) {
    header.values = Count(Need(count.values, "the number of values of a page"), "the number of values of a page");
    header.encoding = Need(count.encoding, "the encoding of a page");
  }
  header.header_bytes = in.position();
  return header;
}

}  // namespace sftdoctor::parquet
