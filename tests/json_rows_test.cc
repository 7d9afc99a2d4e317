// JSON -> rows: lines and arrays, what is skipped and why; the scanner against nlohmann's parser.
#include <doctest/doctest.h>
#include <zlib.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "dataset/json_scan.h"
#include "tests/support/heap.h"
#include "tests/support/mutate.h"
#include "tests/support/rows.h"

namespace sftdoctor::tests {
namespace {

using Strings = std::vector<std::string>;

std::string Gzipped(const std::string& text) {
  std::string packed(text.size() + 100, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string FailureOf(const std::string& text) {
  try {
    ReadRows(text);
  } catch (const Error& error) {
    CHECK(!error.hint().empty());
    return error.what();
  }
  return "";
}

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// What the scanner should accept: JSON, with Python's three further numbers. nlohmann checks UTF-8 and surrogates, the
/// scanner does not, so texts are only compared where both can read them.
bool IsJsonContainer(const std::string& text) {
  const auto document = nlohmann::json::parse(text, nullptr, false);
  return document.is_object() || document.is_array();
}

}  // namespace

TEST_CASE("json lines: kinds of values, in the order that was asked for") {
  const RowsRead read = ReadRows(R"({"a": "x", "n": 1.50, "b": true, "z": null, "l": [1, {"k": "]"}]})"
                                 "\n"
                                 R"({"n": NaN, "a": "\u95ee\u9898 \ud83d\ude00\n\"\\"})",
                                 {"a", "n", "b", "z", "l"});
  CHECK(read.format == "jsonl");
  CHECK(read.columns == Strings{"a", "n", "b", "z", "l"});
  CHECK(read.rows == Strings{R"(x|1.50|true|-|[1, {"k": "]"}])", "问题 😀\n\"\\|NaN|?|?|?"});
  CHECK(read.lines == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("json lines: marks, line ends, blank lines, no end of the last line") {
  const RowsRead read = ReadRows("\xEF\xBB\xBF{\"a\": \"1\"}\r\n\r\n  {\"a\": \"2\"}\n \n{\"a\": \"3\"}");
  CHECK(read.rows == Strings{"1", "2", "3"});
  CHECK(read.lines == std::vector<std::uint64_t>{1, 3, 5});
  CHECK(read.skipped.empty());
}

TEST_CASE("json lines: broken rows are skipped, counted and placed") {
  const RowsRead read = ReadRows(
      "{\"a\": \"1\"}\n{\"a\": \"2\"\n{\"a\": \"3\"}\n[1]\n{\"a\": \"4\", }\n{\"a\": \"\t\"}\n{\"a\": "
      "\"5\"\nx\n{\"a\": 01}\n");
  CHECK(read.rows == Strings{"1", "3"});
  std::map<RowFault, std::pair<std::uint64_t, std::uint64_t>> skipped;
  for (const SkippedRows& rows : read.skipped) skipped[rows.fault] = {rows.count, rows.first_line};
  CHECK(skipped[RowFault::kCut] == std::pair<std::uint64_t, std::uint64_t>{2, 2});
  CHECK(skipped[RowFault::kNoObject] == std::pair<std::uint64_t, std::uint64_t>{2, 4});
  CHECK(skipped[RowFault::kNoKey] == std::pair<std::uint64_t, std::uint64_t>{1, 5});
  CHECK(skipped[RowFault::kControl] == std::pair<std::uint64_t, std::uint64_t>{1, 6});
  CHECK(skipped[RowFault::kNoComma] == std::pair<std::uint64_t, std::uint64_t>{1, 9});
}

TEST_CASE("json: a key that stands twice counts with its last value, and that is said") {
  const RowsRead read = ReadRows("{\"a\": \"1\", \"a\": \"2\"}\n");
  CHECK(read.rows == Strings{"2"});
  REQUIRE(read.notes.size() == 1);
  CHECK(Has(read.notes[0], "twice"));
}

TEST_CASE("json: an object of 200,000 keys has 1,000 columns, and says so") {
  std::string text = "{\"a\": \"x\"";
  for (int i = 0; i < 200'000; ++i) text += ", \"k" + std::to_string(i) + "\": 1";
  const RowsRead read = ReadRows(text + "}\n", {"a"});
  CHECK(read.rows == Strings{"x"});
  CHECK(read.columns.size() == 1000);
  REQUIRE(read.notes.size() == 1);
  CHECK(Has(read.notes[0], "more than 1000 keys"));
  FakeWorld world;
  world.files["data"] = text + "}\n";
  try {
    OpenRows(world, "data")->Choose({"b"});
    FAIL("no Error");
  } catch (const Error& error) {
    CHECK(error.hint().ends_with("k17, k18 and 980 more"));
  }
}

TEST_CASE("json arrays: on one line, over many, in small reads") {
  const std::string rows = R"({"a": "[x]", "b": {"c": "}"}}, {"a": "\"]"})";
  for (const std::string& text : Strings{"[" + rows + "]", "[\n  " + rows + "\n]\n", " [" + rows + " ]"}) {
    for (const std::size_t most : {0u, 1u, 3u}) {
      const RowsRead read = ReadRows(text, {"a"}, most);
      CHECK(read.format == "json");
      CHECK(read.rows == Strings{"[x]", "\"]"});
      CHECK(read.skipped.empty());
    }
  }
  CHECK(ReadRows("[\n{\"a\":\n1},\n\n{\"a\": 2}\n]").lines == std::vector<std::uint64_t>{2, 5});
}

TEST_CASE("json arrays: what is wrong in them") {
  const auto faults = [](const std::string& text) {
    std::vector<RowFault> out;
    for (const SkippedRows& rows : ReadRows(text).skipped) out.push_back(rows.fault);
    return out;
  };
  CHECK(faults("[{\"a\": 1}, {\"a\": 2") == std::vector<RowFault>{RowFault::kCut});
  CHECK(faults("[{\"a\": 1}") == std::vector<RowFault>{RowFault::kNoArrayEnd});
  CHECK(faults("[{\"a\": 1},, {\"a\": 1}]") == std::vector<RowFault>{RowFault::kStrayComma});
  CHECK(faults("[{\"a\": 1},]") == std::vector<RowFault>{RowFault::kStrayComma});
  CHECK(faults("[{\"a\": 1}, ] x") == std::vector<RowFault>{RowFault::kStrayComma, RowFault::kBeyondArray});
  CHECK(faults("[, {\"a\": 1}]") == std::vector<RowFault>{RowFault::kStrayComma});
  CHECK(faults("[{\"a\": 1} {\"a\": 2}, {\"a\": 3}]") == std::vector<RowFault>{RowFault::kNoComma});
  CHECK(ReadRows("[{\"a\": 1} {\"a\": 2}, {\"a\": 3}]").rows == Strings{"1", "3"});
  CHECK(faults("[{\"a\": 1}{\"a\": 2") == std::vector<RowFault>{RowFault::kCut});
  CHECK(faults("[{\"a\": 1}] x") == std::vector<RowFault>{RowFault::kBeyondArray});
  CHECK(faults("[{\"a\": 1}, 7, \"s\", [1]]") == std::vector<RowFault>{RowFault::kNoObject});
}

TEST_CASE("json arrays: healthy when nlohmann's parser takes the whole of them, and only then") {
  const std::string seed = R"([{"a": 1, "b": [{}, "]"]}, {"a": "x,y"} , {"c": null}])";
  Random random(9);
  int healthy = 0, broken = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string text = round == 0 ? seed : Mutated(random, seed);
    const bool lenient = !IsUtf8(text) || Has(text, "NaN") || Has(text, "Infinity") || Has(text, "\\u");
    if (lenient || !text.starts_with("[{")) continue;
    std::vector<SkippedRows> skipped;
    try {
      skipped = ReadRows(text, {}, static_cast<std::size_t>(round % 7)).skipped;
    } catch (const Error&) {
      skipped.push_back({});
    }
    CAPTURE(text);
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_discarded()) CHECK(!skipped.empty());
    const bool objects = document.is_array() && std::all_of(document.begin(), document.end(),
                                                            [](const auto& element) { return element.is_object(); });
    if (objects) CHECK(skipped.empty());
    ++(objects ? healthy : broken);
  }
  CHECK(healthy > 500);
  CHECK(broken > 500);
}

TEST_CASE("datasets that cannot be opened say what to do") {
  CHECK(Has(FailureOf(""), "is empty"));
  CHECK(Has(FailureOf(" \n\n"), "is empty"));
  CHECK(Has(FailureOf("{\n  \"data\": [\n {\"a\": 1}\n]}\n"), "one JSON object over many lines"));
  CHECK(Has(FailureOf("[1, 2, 3]"), "no JSON objects"));
  CHECK(Has(FailureOf("[]"), "no rows"));
  CHECK(Has(FailureOf("hello world\n"), "no dataset that is understood"));
  CHECK(Has(FailureOf(std::string("PAR1\0\0\0", 7)), "no whole parquet file"));
  CHECK(FailureOf("{\"a\": 1}") == "");
}

TEST_CASE("gzip is unpacked on the way, and a cut stream is said") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "{\"a\": \"" + std::to_string(i * 7919) + "\"}\n";
  const std::string packed = Gzipped(text);
  CHECK(ReadRows(packed).rows.size() == 3000);
  const RowsRead cut = ReadRows(packed.substr(0, packed.size() / 2));
  CHECK(cut.rows.size() > 100);
  CHECK(!cut.notes.empty());
}

TEST_CASE("a row of 70 MB is skipped, the next one is read") {
  const std::string text =
      "{\"a\": \"1\"}\n{\"a\": \"" + std::string(std::size_t{70} << 20, 'x') + "\"}\n{\"a\": \"2\"}\n";
  const RowsRead read = ReadRows(text);
  CHECK(read.rows == Strings{"1", "2"});
  CHECK(read.lines == std::vector<std::uint64_t>{1, 3});
  REQUIRE(read.skipped.size() == 1);
  CHECK(read.skipped[0].fault == RowFault::kTooLong);
}

TEST_CASE("tables: quotes, line ends within them, tabs, rows that do not fit") {
  const RowsRead read = ReadRows("q,a\n\"1, 2\",\"say \"\"hi\"\"\nthere\"\r\nx,\n\n\"\",y\nonly\na,b,c\n");
  CHECK(read.format == "csv");
  CHECK(read.columns == Strings{"q", "a"});
  CHECK(read.rows == Strings{"1, 2|say \"hi\"\nthere", "x|-", "|y"});
  CHECK(read.lines == std::vector<std::uint64_t>{2, 4, 6});
  REQUIRE(read.skipped.size() == 1);
  CHECK(read.skipped[0].count == 2);
  CHECK(ReadRows("src\ttgt\na,b\tc\n").rows == Strings{"a,b|c"});
  CHECK(Has(FailureOf("a,b\n\"x,y\n"), "never closed"));
}

TEST_CASE("tables: a row of separators takes no memory, and is too long at 64 MiB as any other") {
  FakeWorld world;
  world.files["t"] = "a,b\n1,2\n" + std::string(20'000'000, ',') + "\n3,4\n";
  const auto rows = OpenRows(world, "t");
  rows->Choose({"a", "b"});
  const std::size_t before = HeapInUse();
  REQUIRE(rows->Next());
  REQUIRE(rows->Next());
  CHECK(rows->row()[0].text == "3");
  CHECK(rows->skipped().at(0).fault == RowFault::kFieldCount);
  CHECK(HeapInUse() < before + (std::size_t{1} << 20));
  CHECK(Has(FailureOf("a,b\n" + std::string((std::size_t{64} << 20) + 1, ',') + "\n"), "row of more than 64 MiB"));
}

TEST_CASE("the scanner accepts what nlohmann's parser accepts, and its members are the same") {
  const std::string seeds[] = {
      R"({"prompt": "你好\n", "response": "a\"b\\c\u00e9/", "n": -12.5e+3, "z": 0, "e": {}, "l": [], "t": [true, false, null]})",
      R"([1, "x", {"a": [[[]]]}, -0.0, 1E5])", R"({"messages": [{"role": "user", "content": "hi"}]})"};
  Random random(4);
  JsonScanner scanner;
  std::vector<JsonMember> members;
  std::string storage;
  int accepted = 0;
  for (int round = 0; round < 40000; ++round) {
    const std::string& seed = seeds[random.Bits() % std::size(seeds)];
    const std::string text = round < 3 ? seeds[round] : Mutated(random, seed);
    if (!IsUtf8(text)) continue;
    const bool reads = scanner.Read(text, members);
    CAPTURE(text);
    const bool expected = IsJsonContainer(text);
    const bool lenient = Has(text, "NaN") || Has(text, "Infinity") || Has(text, "\\u");  // more than nlohmann takes
    if (expected != reads && !lenient) FAIL_CHECK("the scanner says " << reads);
    if (!expected || !reads) continue;
    ++accepted;
    const auto document = nlohmann::json::parse(text);
    for (const JsonMember& member : members) {
      if (!document.is_object()) break;
      const std::string key(UnescapedKey(member.key, storage));
      REQUIRE(document.contains(key));
      // Of a key that stands twice both keep the last; only that one is compared.
      if (&member !=
          &*std::find_if(members.rbegin(), members.rend(), [&](const auto& m) { return m.key == member.key; }))
        continue;
      const auto& value = document[key];
      if (member.kind == Cell::Kind::kText) CHECK(value == Unescaped(member, storage));
      if (member.kind == Cell::Kind::kNumber) CHECK(value.is_number());
      if (member.kind == Cell::Kind::kNested) CHECK(value == nlohmann::json::parse(member.text));
    }
  }
  CHECK(accepted > 2000);
}

TEST_CASE("surrogates that stand alone, deep nesting") {
  JsonScanner scanner;
  std::vector<JsonMember> members;
  std::string storage;
  REQUIRE(scanner.Read(R"({"a": "x\ud83dy", "b": "\ude00"})", members));
  CHECK(Unescaped(members[0], storage) == "x\xEF\xBF\xBDy");
  CHECK(Unescaped(members[1], storage) == "\xEF\xBF\xBD");
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  CHECK(!scanner.Read(deep, members));
  CHECK(scanner.failure() == RowFault::kTooDeep);
  CHECK(scanner.Read(std::string(150, '[') + std::string(150, ']'), members));
}

}  // namespace sftdoctor::tests
