// bytes -> lines: blocks against the whole text, decoding, control sequences.
#include <doctest/doctest.h>
#include <zlib.h>

#include <string>

#include "lines/ansi.h"
#include "lines/block_reader.h"
#include "lines/decode.h"
#include "tests/support/fake_world.h"
#include "tests/support/line_oracle.h"
#include "tests/support/random.h"

namespace sftdoctor {
namespace {

std::string RandomLog(Random& random, std::size_t pieces) {
  static const std::string kPieces[] = {"\n",   "\r",       "\r\n",         "loss: 3.25", "\n\n", std::string(1, '\0'),
                                        "\xFF", "\x1B[31m", "\xE6\x8D\x9F", " ",          "x",    "\r\r\n"};
  std::string log;
  for (std::size_t i = 0; i < pieces; ++i) log += kPieces[random.Bits() % std::size(kPieces)];
  return log;
}

std::string Gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Read {
  std::string text, encoding, note;
};

Read DecodeAll(const std::string& bytes, std::size_t most = 0) {
  Decoded decoded = Decode(std::make_unique<TextSource>(bytes, most));
  Read read{"", decoded.encoding, ""};
  char buffer[777];
  for (std::size_t got; (got = decoded.source->Read(buffer, sizeof buffer)) > 0;) read.text.append(buffer, got);
  read.note = *decoded.note;
  return read;
}

std::string Utf16(const std::u16string& text, bool big) {
  std::string out = big ? "\xFE\xFF" : "\xFF\xFE";
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
    out += big ? high : low;
    out += big ? low : high;
  }
  return out;
}

TEST_CASE("every byte of a small text is in exactly one line") {
  Random random(1);
  for (int i = 0; i < 2000; ++i) {
    const std::string log = RandomLog(random, random.Bits() % 12);
    const std::size_t most = random.Bits() % 4;
    INFO("log ", i);
    CHECK(BlockMistake(log, most) == "");
  }
  CHECK(BlockMistake("", 0) == "");
}

TEST_CASE("lines meet block ends and over-long lines in every way") {
  Random random(2);
  static constexpr std::size_t kLengths[] = {kBlockSize - 1, kBlockSize,         kBlockSize + 1, 2 * kBlockSize - 1,
                                             2 * kBlockSize, 2 * kBlockSize + 1, 3 * kBlockSize};
  for (int i = 0; i < 150; ++i) {
    std::string log;
    while (log.size() < 6 * kBlockSize) {
      const auto around = static_cast<std::ptrdiff_t>(random.Bits() % 5) - 2;
      const std::size_t length = kLengths[random.Bits() % std::size(kLengths)];
      if (random.Bits() % 2 == 0) log.append(length + static_cast<std::size_t>(around), 'a');
      log += RandomLog(random, random.Bits() % 4);
    }
    INFO("log ", i);
    CHECK(BlockMistake(log, i % 3 == 0 ? 100'000 : 0) == "");
  }
}

TEST_CASE("pieces of any length make the same lines") {
  Random random(3);
  for (int i = 0; i < 2000; ++i) {
    const std::string log = RandomLog(random, random.Bits() % 20);
    INFO("log ", i);
    CHECK(FeedMistake(log, [&] { return random.Bits() % 5; }) == "");
  }
  CHECK(FeedMistake("", [] { return 1; }) == "");
}

TEST_CASE("pieces meet over-long lines in every way") {
  Random random(4);
  for (int i = 0; i < 60; ++i) {
    std::string log;
    while (log.size() < 4 * kBlockSize) {
      if (random.Bits() % 2 == 0) log.append(kBlockSize * (1 + random.Bits() % 2) + random.Bits() % 5 - 2, 'a');
      log += RandomLog(random, random.Bits() % 4);
    }
    INFO("log ", i);
    const std::size_t most = i % 2 == 0 ? kBlockSize + 3 : 3 * kBlockSize;
    CHECK(FeedMistake(log, [&] { return random.Bits() % 4 == 0 ? random.Bits() % 3 : random.Bits() % most; }) == "");
  }
}

TEST_CASE("progress bars: many blocks with hardly a newline") {
  std::string bars = "start\n";
  while (bars.size() < 5 * kBlockSize) bars += " 42%|####      | loss=3.25\r";
  CHECK(BlockMistake(bars, 0) == "");
  CHECK(BlockMistake(bars + "end\r\n", 4096) == "");
  CHECK(BlockMistake(std::string(kLongestLine + 5, 'x') + "\r" + bars, 0) == "");
  CHECK(BlockMistake(std::string(kLongestLine + 1, 'x') + "\n\n" + std::string(kBlockSize - 3, 'y') + bars, 0) == "");
}

TEST_CASE("plain text comes through as it is, a UTF-8 mark does not") {
  CHECK(DecodeAll("loss 1\n").text == "loss 1\n");
  CHECK(DecodeAll("").text == "");
  CHECK(DecodeAll("\xEF\xBB").text == "\xEF\xBB");
  CHECK(DecodeAll("\xEF\xBB\xBFloss", 1).text == "loss");
  CHECK(DecodeAll("loss").encoding == "");
}

TEST_CASE("gzip: members in a row, padding, damage") {
  std::string text;
  for (int i = 0; i < 30000; ++i) text += "step " + std::to_string(i * 7919 % 30011) + "\n";
  const std::string packed = Gzip(text);
  for (const std::size_t most : {0u, 1u, 1000u}) {
    const Read whole = DecodeAll(packed + Gzip("") + Gzip("tail\n"), most);
    CHECK(whole.text == text + "tail\n");
    CHECK(whole.encoding == "gzip");
    CHECK(whole.note == "");
  }
  const Read padded = DecodeAll(packed + std::string(70'000, '\0') + Gzip("tail\n"));
  CHECK(padded.text == text + "tail\n");
  CHECK(padded.note == "");
  CHECK(DecodeAll(packed + std::string(70'000, '\0')).note == "");

  const Read cut = DecodeAll(packed.substr(0, packed.size() / 2));
  CHECK(text.starts_with(cut.text));
  CHECK(cut.text.size() > text.size() / 4);
  CHECK(cut.note.find("cut short") != std::string::npos);
  std::string damaged = packed;
  for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 40; ++i) damaged[i] = '\x55';
  CHECK(DecodeAll(damaged).note.find("damaged") != std::string::npos);
  CHECK(DecodeAll(packed + "garbage").text == text);
  CHECK(DecodeAll("\x1F\x8B").note.find("cut short") != std::string::npos);
}

TEST_CASE("UTF-16 in both orders becomes UTF-8") {
  const std::u16string text = u"loss 1\n损失 \U0001F600 \u00E9\n";
  const std::string want = "loss 1\n\xE6\x8D\x9F\xE5\xA4\xB1 \xF0\x9F\x98\x80 \xC3\xA9\n";
  for (const std::size_t most : {0u, 1u, 3u}) {
    CHECK(DecodeAll(Utf16(text, false), most).text == want);
    CHECK(DecodeAll(Utf16(text, true), most).text == want);
  }
  CHECK(DecodeAll(Utf16(text, true)).encoding == "utf-16");
  const std::string unknown = "\xEF\xBF\xBD";
  CHECK(DecodeAll(Utf16(std::u16string{u'a', 0xD800, u'b'}, false)).text == "a" + unknown + "b");
  CHECK(DecodeAll(Utf16(std::u16string{u'a', 0xDC00, u'b'}, false)).text == "a" + unknown + "b");
  CHECK(DecodeAll(Utf16(std::u16string{0xD83D, 0xD83D, 0xDE00}, true)).text == unknown + "\xF0\x9F\x98\x80");
  CHECK(DecodeAll(Utf16(std::u16string{u'a', 0xD83D}, true)).text == "a" + unknown);
  CHECK(DecodeAll(Utf16(u"a", true) + "x").text == "a" + unknown);
}

TEST_CASE("control sequences vanish, line ends stay") {
  const auto strip = [](std::string_view text) {
    std::string out;
    const std::string plain(StripAnsi(text, out));
    CHECK(out.size() > plain.size() + kPadding);
    CHECK(out[plain.size()] == '\n');
    return plain;
  };
  CHECK(strip("loss: 1") == "loss: 1");
  CHECK(strip("\x1B[1;31mlo\x1B[0mss\x1B[K: 1") == "loss: 1");
  CHECK(strip("\x1B]0;title\aloss") == "loss");
  CHECK(strip("\x1B]8;;http://x\x1B\\loss") == "loss");
  CHECK(strip("\x1B(B\x1B[mloss\x1B"
              "7") == "loss");
  CHECK(strip("loss\x1B") == "loss");
  CHECK(strip("\x1B\x1B[31ml\x1B[\x1B[0moss") == "loss");
  CHECK(strip("a\x1B]\x1B\nb\x1B]0;\x1B[0mc") == "a\nbc");
  CHECK(strip("loss\x1B[") == "loss");
  CHECK(strip("loss\x1B[31") == "loss");
  CHECK(strip("a\r\x1B[0m\nb\x1B[0m\nc\r\nd") == "a\r \nb\nc\r\nd");
  CHECK(strip("a\x1B[31\nb\x1B]0;t\r\nc\x1B\nd\x1B(\ne") == "a\nb\r\nc\nd\ne");
}

}  // namespace
}  // namespace sftdoctor
