// Bytes as a parquet file: rows or an Error, in bounded memory. The input is one of a few whole files with the bytes of
// the fuzzer laid over it, or those bytes alone between the magics.
#include "dataset/rows.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fake_world.h"
#include "tests/support/parquet_writer.h"

namespace sftdoctor {
namespace {

std::string Whole(unsigned kind) {
  static constexpr int kCodecs[] = {0, 1, 2, 6};
  tests::ParquetColumn text{"text", 6, {{"ab"}, {}, {"ab"}, {"问题"}}}, number{"n", 2, {{"1"}, {"-2"}, {}, {"3"}}};
  tests::ParquetColumn flag{"flag", 0, {{"true"}, {"false"}, {}, {"true"}}}, real{"x", 5, {{"1.5"}, {}, {"2"}, {"3"}}};
  text.dictionary = kind & 1;
  number.converted = -1;
  return tests::WriteParquet({text, number, flag, real},
                             {kCodecs[kind >> 1 & 3], kind & 8 ? 2 : 1, 3, 2, false, false});
}

/// Pieces "place, length, bytes" laid over a file.
std::string Overlaid(std::string file, const std::string& pieces) {
  for (std::size_t at = 0; at + 3 < pieces.size();) {
    const std::size_t from =
        (static_cast<unsigned char>(pieces[at]) * 256u + static_cast<unsigned char>(pieces[at + 1])) % file.size();
    const std::size_t length = std::min<std::size_t>(
        {static_cast<unsigned char>(pieces[at + 2]) % 16u + 1, pieces.size() - at - 3, file.size() - from});
    file.replace(from, length, pieces, at + 3, length);
    at += 3 + length;
  }
  return file;
}

void Try(const std::string& file) {
  FakeWorld world;
  world.files["f"] = file;
  try {
    const auto rows = OpenRows(world, "f");
    std::vector<std::string> names;
    for (const Column& column : rows->columns()) {
      if (column.unread.empty() && names.size() < 8) names.push_back(column.name);
    }
    if (names.empty()) return;
    rows->Choose(names);
    std::uint64_t sum = 0;
    for (int row = 0; row < 20000 && rows->Next(); ++row) {
      for (const Cell& cell : rows->row()) {
        for (const char c : cell.text.substr(0, 64)) sum += static_cast<unsigned char>(c);
      }
    }
    if (rows->number() > rows->expected_rows() && rows->format() == "parquet") Broken("more rows than promised");
    if (sum == 1) Broken("never");
  } catch (const Error& error) {
    if (error.hint().empty() && std::string(error.what()).find("ended before") == std::string::npos)
      Broken("an Error without the next step");
  }
}

}  // namespace
}  // namespace sftdoctor

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sftdoctor;
  if (size < 2) return 0;
  const std::string rest = TextOf(data + 1, size - 1);
  static const std::vector<std::string> kWhole = [] {
    std::vector<std::string> files;
    for (unsigned kind = 0; kind < 16; ++kind) files.push_back(Whole(kind));
    return files;
  }();
  if (data[0] < 128) {
    Try(Overlaid(kWhole[data[0] % 16], rest));
  } else {
    const auto length = static_cast<std::uint32_t>(rest.size() % 65536);
    Try("PAR1" + rest + std::string(reinterpret_cast<const char*>(&length), 4) + "PAR1");
  }
  return 0;
}
