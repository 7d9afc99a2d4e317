// Parquet files -> rows: every encoding, codec and page version against a writer that shares no code with the reader, a
// file whose bytes were checked by hand, and damaged files, of which none may do harm.
#include <doctest/doctest.h>

#include "dataset/rows.h"
#include "tests/support/fake_world.h"
#include "tests/support/heap.h"
#include "tests/support/parquet_writer.h"
#include "tests/support/random.h"

namespace sftdoctor::tests {
namespace {

using Values = std::vector<std::optional<std::string>>;

/// All rows of the named columns (empty: all that can be read), each as "kind:text" joined by '|'; a null is "-".
std::vector<std::string> RowsOf(const std::string& file, std::vector<std::string> names = {}) {
  FakeWorld world;
  world.files["f.parquet"] = file;
  const auto rows = OpenRows(world, "f.parquet");
  CHECK(rows->format() == "parquet");
  if (names.empty()) {
    for (const Column& column : rows->columns()) {
      if (column.unread.empty()) names.push_back(column.name);
    }
  }
  rows->Choose(names);
  std::vector<std::string> out;
  while (rows->Next()) {
    std::string line;
    for (const Cell& cell : rows->row())
      line += (line.empty() ? "" : "|") + (cell.kind == Cell::Kind::kNull ? "-" : std::string(cell.text));
    out.push_back(line);
  }
  CHECK(rows->number() == rows->expected_rows());
  return out;
}

std::string Failure(const std::string& file, const std::vector<std::string>& names = {}) {
  try {
    RowsOf(file, names);
  } catch (const Error& error) {
    CHECK(!error.hint().empty());
    CHECK(error.place().file == "f.parquet");
    return error.what();
  }
  return "";
}

/// A file of nothing but a footer.
std::string FooterAlone(const std::string& footer) {
  const auto length = static_cast<std::uint32_t>(footer.size());
  return "PAR1" + footer + std::string(reinterpret_cast<const char*>(&length), sizeof length) + "PAR1";
}

/// A field with a list of `count` structures (fewer than 2^28), all of these bytes.
std::string ManyStructs(int field_header, std::size_t count, std::string_view each) {
  std::string out = {static_cast<char>(field_header),       static_cast<char>(0xFC),
                     static_cast<char>(count | 0x80),       static_cast<char>(count >> 7 | 0x80),
                     static_cast<char>(count >> 14 | 0x80), static_cast<char>(count >> 21)};
  for (std::size_t i = 0; i < count; ++i) out += each;
  return out;
}

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Columns of every type, with and without nulls and dictionaries.
std::vector<ParquetColumn> AllKinds(std::size_t rows, Random& random) {
  std::vector<ParquetColumn> columns;
  for (const int type : {0, 1, 2, 4, 5, 6}) {
    for (const bool optional : {false, true}) {
      for (const bool dictionary : {false, true}) {
        if (type == 0 && dictionary) continue;
        ParquetColumn column;
        column.name = "c" + std::to_string(columns.size());
        column.type = type;
        column.optional = optional;
        column.dictionary = dictionary;
        column.converted = type == 6 ? 0 : -1;
        bool run = false;
        for (std::size_t i = 0; i < rows; ++i) {
          const std::uint64_t x = random.Bits();
          if (x % 16 == 0) run = !run;  // stretches of nulls, and of values that repeat
          if (optional && (run ? x % 8 != 0 : x % 5 == 0)) {
            column.values.emplace_back();
            continue;
          }
          const std::uint64_t pick = x >> 32;
          const auto small = static_cast<std::int64_t>(pick % (run ? 2 : 300)) - 100;
          std::string value = std::to_string(small);
          if (type == 0) value = pick % 2 ? "true" : "false";
          if (type == 4 || type == 5) value = std::to_string(small) + ".5";
          if (type == 6) value = std::string(pick % 40, 'a') + "问" + std::to_string(small);
          column.values.emplace_back(value);
        }
        columns.push_back(std::move(column));
      }
    }
  }
  return columns;
}

std::vector<std::string> Expected(const std::vector<ParquetColumn>& columns) {
  std::vector<std::string> rows(columns.front().values.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const ParquetColumn& column : columns)
      rows[i] += (rows[i].empty() ? "" : "|") + column.values[i].value_or("-");
  }
  return rows;
}

}  // namespace

TEST_CASE("parquet: every type, encoding, codec and page version") {
  Random random(1);
  for (const int codec : {0, 1, 2, 6}) {
    for (const int version : {1, 2}) {
      for (const std::size_t rows : {1u, 7u, 64u, 501u}) {
        CAPTURE(codec);
        CAPTURE(version);
        CAPTURE(rows);
        const std::vector<ParquetColumn> columns = AllKinds(rows, random);
        ParquetOptions options{codec, version, 1000, 1000, false, false};
        CHECK(RowsOf(WriteParquet(columns, options)) == Expected(columns));
        options.rows_a_group = 100;
        options.rows_a_page = 23;
        CHECK(RowsOf(WriteParquet(columns, options)) == Expected(columns));
      }
    }
  }
}

TEST_CASE("parquet: a file checked by hand") {
  // One required column "t" of texts with the rows "ab", "": read with a hex dump of parquet.thrift beside it.
  const unsigned char page[] = {0x15, 0x00, 0x15, 0x14, 0x15, 0x14, 0x2C, 0x15, 0x04, 0x15, 0x00, 0x15, 0x06, 0x15,
                                0x06, 0x00, 0x00, 2,    0,    0,    0,    'a',  'b',  0,    0,    0,    0};
  const unsigned char footer[] = {
      0x15, 0x02,                                                       // version 1
      0x19, 0x2C, 0x48, 0x01, 's',  0x15, 0x02, 0x00,                   // schema: root "s" with one child
      0x15, 0x0C, 0x25, 0x00, 0x18, 0x01, 't',  0x25, 0x00, 0x00,       // bytes, required, "t", UTF-8
      0x16, 0x04,                                                       // two rows
      0x19, 0x1C, 0x19, 0x1C, 0x3C, 0x15, 0x0C, 0x29, 0x18, 0x01, 't',  // one group, one chunk: bytes, path
      0x15, 0x00, 0x16, 0x04, 0x26, 0x36, 0x26, 0x08, 0x00, 0x00,       // no codec, 2 values, 27 bytes, at 4
      0x26, 0x04, 0x00, 0x00};
  std::string file = "PAR1" + std::string(reinterpret_cast<const char*>(page), sizeof page);
  file += std::string(reinterpret_cast<const char*>(footer), sizeof footer);
  file += std::string{static_cast<char>(sizeof footer), 0, 0, 0} + "PAR1";
  CHECK(RowsOf(file) == std::vector<std::string>{"ab", ""});
}

TEST_CASE("parquet: columns are chosen by name, and only those are read") {
  const ParquetColumn a{"a", 6, {{"x"}, {"y"}}}, b{"b", 1, {{"1"}, {"2"}}, false, false, -1};
  const std::string file = WriteParquet({a, b});
  CHECK(RowsOf(file, {"b", "a"}) == std::vector<std::string>{"1|x", "2|y"});
  CHECK(RowsOf(file, {"b"}) == std::vector<std::string>{"1", "2"});
  CHECK(Has(Failure(file, {"c"}), "no column \"c\""));
}

TEST_CASE("parquet: unsigned numbers, long headers, no rows") {
  const ParquetColumn large{"u", 1, {{"-1"}}, true, false, 13};
  CHECK(RowsOf(WriteParquet({large})) == std::vector<std::string>{"4294967295"});
  ParquetOptions options;
  options.long_statistics = true;
  CHECK(RowsOf(WriteParquet({{"t", 6, {{"x"}}}}, options)) == std::vector<std::string>{"x"});
  CHECK(RowsOf(WriteParquet({{"t", 6, {}}})).empty());
}

TEST_CASE("parquet: what is not read is refused by name, and the rest is read") {
  ParquetColumn nested{"messages", 6, {{"x"}, {"y"}}};
  nested.nested_children = 2;
  const ParquetColumn text{"text", 6, {{"a"}, {"b"}}}, old_time{"time", 3, {{"a"}, {"b"}}};
  const std::string file = WriteParquet({nested, old_time, text});
  CHECK(RowsOf(file) == std::vector<std::string>{"a", "b"});
  CHECK(Has(Failure(file, {"messages"}), "\"messages\" is nested"));
  CHECK(Has(Failure(file, {"time"}), "int96"));
  ParquetOptions options;
  for (const auto& [codec, name] :
       std::map<int, std::string>{{4, "brotli"}, {5, "lz4"}, {7, "lz4"}, {3, "lzo"}, {9, "codec 9"}}) {
    options.codec = codec;
    CHECK(Has(Failure(WriteParquet({text}, options)), name));
  }
  options = {};
  options.encrypted_columns = true;
  CHECK(Has(Failure(WriteParquet({text}, options)), "encrypted column"));
  std::string encrypted = WriteParquet({text});
  encrypted.replace(encrypted.size() - 4, 4, "PARE");
  CHECK(Has(Failure(encrypted), "encrypted"));
}

TEST_CASE("parquet: encodings that are not read are no damage") {
  const ParquetColumn text{"text", 6, {{"a"}, {"b"}}};
  ParquetOptions options;
  for (const auto& [encoding, name] : std::map<int, std::string>{
           {5, "DELTA_BINARY_PACKED"}, {6, "DELTA_LENGTH_BYTE_ARRAY"}, {7, "DELTA_BYTE_ARRAY"}, {9, "BYTE_STREAM"}}) {
    for (options.page_version = 1; options.page_version <= 2; ++options.page_version) {
      options.said_encoding = encoding;
      FakeWorld world;
      world.files["f"] = WriteParquet({text}, options);
      const auto rows = OpenRows(world, "f");
      rows->Choose({"text"});
      try {
        rows->Next();
        FAIL("no Error");
      } catch (const Error& error) {
        CHECK(Has(error.what(), name));
        CHECK(Has(error.hint(), "plain or dictionary encoding"));
        CHECK(!Has(error.hint(), "fetch it anew"));
      }
    }
  }
}

TEST_CASE("parquet: memory is bounded by the bytes of a file, not by what they promise") {
  CHECK(Has(Failure(FooterAlone(ManyStructs(0x29, 1'000'000, std::string_view("\0", 1)))),
            "the name of a column is missing"));
  const std::string_view empty_name("\x48\0\0", 3), encrypted("\x8C\0\0", 3);
  CHECK(Has(Failure(FooterAlone(ManyStructs(0x29, 70'000, empty_name))), "more than 65536 columns"));
  const std::string chunks = ManyStructs(0x19, (std::size_t{1} << 21), encrypted);
  CHECK(Has(Failure(FooterAlone(std::string("\x49\x1C", 2) + chunks)), "more than 2097152 chunks"));
  CHECK(Has(Failure(FooterAlone(ManyStructs(0x49, (std::size_t{1} << 21) + 1, std::string_view("\x36\0\0", 3)))),
            "more than 2097152 chunks"));
}

TEST_CASE("parquet: a dictionary takes no more memory than its bytes") {
  ParquetColumn text{"text", 6, {{"a"}, {"b"}}};
  text.dictionary = true;
  text.idle_entries = 4'000'000;
  ParquetOptions options;
  options.codec = 6;
  FakeWorld world;
  world.files["f"] = WriteParquet({text}, options);
  const auto rows = OpenRows(world, "f");
  rows->Choose({"text"});
  const std::size_t before = HeapInUse();
  REQUIRE(rows->Next());
  CHECK(rows->row()[0].text == "a");
  CHECK(HeapInUse() < before + 4 * 4 * text.idle_entries);  // twice what it takes, for growth
  text.idle_entries = std::size_t{1} << 24;
  CHECK(Has(Failure(WriteParquet({text}, options)), "bytes is too large"));  // 64 MiB from 2 KB
  options.codec = 0;
  CHECK(Has(Failure(WriteParquet({text}, options)), "entries is too large"));
}

TEST_CASE("parquet: cut at any byte it is an Error with the next step") {
  Random random(2);
  for (const int codec : {0, 1, 2, 6}) {
    const std::string file = WriteParquet(AllKinds(20, random), {codec, 1, 8, 3, false, false});
    for (std::size_t size = 4; size < file.size(); size += 1 + size / 64) {
      CAPTURE(size);
      CHECK(!Failure(file.substr(0, size)).empty());
    }
  }
}

TEST_CASE("parquet: damaged bytes give rows or an Error, nothing else") {
  Random random(3);
  const std::string whole = WriteParquet(AllKinds(40, random), {2, 1, 16, 7, false, false});
  const std::string second = WriteParquet(AllKinds(40, random), {6, 2, 16, 7, false, false});
  for (int round = 0; round < 600; ++round) {
    std::string file = round % 2 ? whole : second;
    for (std::uint64_t n = 1 + random.Bits() % 3; n > 0; --n) {
      // Half of the damage goes to the footer, where it does most.
      const std::size_t from = random.Bits() % 2 ? file.size() * 3 / 4 : 4;
      file[from + random.Bits() % (file.size() - 4 - from)] = static_cast<char>(random.Bits());
    }
    Failure(file);
  }
}

}  // namespace sftdoctor::tests
