// Bytes -> blocks of lines, against the whole text. The first bytes say how the source hands out its bytes and where
// long runs stand, because lines longer than a block are more than a fuzzer writes.
#include "lines/ansi.h"
#include "lines/decode.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/line_oracle.h"

namespace sftdoctor {
namespace {

/// Each byte 0xF0..0xFF becomes a run whose length is near a block's size.
std::string Stretched(const std::string& text) {
  std::string out;
  int runs = 0;
  for (const char c : text) {
    const unsigned byte = static_cast<unsigned char>(c);
    if (byte < 0xF0 || ++runs > 6) {
      out += c;
    } else {
      out.append(kBlockSize * (1 + (byte & 1)) + ((byte >> 1) & 7) - 4, 'r');
    }
  }
  return out;
}

void Try(const std::string& input) {
  if (input.size() < 2) return;
  const std::size_t most = static_cast<unsigned char>(input[0]);
  const std::string text = Stretched(input.substr(1));
  const std::string mistake = BlockMistake(text, most == 255 ? 0 : most * most * 7 + 1);
  if (!mistake.empty()) Broken(mistake);

  std::string plain;
  const auto ends = [](std::string_view s) { return LinesOf(s).size(); };
  const std::string_view stripped = StripAnsi(input, plain);
  if (stripped.find('\x1B') != std::string_view::npos) Broken("an escape is left");
  if (stripped.size() > input.size() || ends(stripped) > ends(input)) Broken("there is more than before");

  Decoded decoded = Decode(std::make_unique<TextSource>(input, most));
  char buffer[300];
  for (std::size_t total = 0, got; (got = decoded.source->Read(buffer, sizeof buffer)) > 0 && total < 1 << 22;)
    total += got;
}

}  // namespace
}  // namespace sftdoctor

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sftdoctor::Try(sftdoctor::TextOf(data, size));
  return 0;
}
