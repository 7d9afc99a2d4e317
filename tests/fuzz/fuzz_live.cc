// A log in pieces against the same bytes read whole. The first bytes say where the pieces end.
#include "runs/live_log.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/sample_lines.h"
#include "tests/support/records.h"
#include "tests/support/same_log.h"

namespace sftdoctor {
namespace {

std::optional<Log> Whole(FakeWorld& world) {
  try {
    return ReadLog(world, ShippedCatalog(), "log", {"", Engine::kProgram, 1});
  } catch (const Error&) {
    return std::nullopt;
  }
}

void Try(const std::string& cuts, const std::string& log) {
  FakeWorld world;
  Workbench bench(world, ShippedCatalog());
  LiveLog live(bench, "log", {});
  std::size_t at = 0;
  for (std::size_t i = 0; at < log.size(); ++i) {
    const unsigned cut = static_cast<unsigned char>(cuts[i % cuts.size()]);
    const std::string piece = log.substr(at, 1 + cut * (cut > 200 ? 50u : 1u));
    at += piece.size();
    live.Feed(piece);
    if (at < log.size() && cut % 16 != 0) continue;
    world.files["log"] = log.substr(0, at);
    const std::optional<Log> want = Whole(world);
    try {
      const Log got = live.Snapshot();
      if (!want) Broken("read in pieces what is refused whole");
      if (const std::string difference = LogDifference(got, *want); !difference.empty()) Broken(difference);
    } catch (const Error& error) {
      if (want) Broken(std::string("refused in pieces: ") + error.what());
    }
  }
}

}  // namespace
}  // namespace sftdoctor

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 5) return 0;
  sftdoctor::Try(sftdoctor::TextOf(data, 4), sftdoctor::Filled(sftdoctor::TextOf(data + 4, size - 4)));
  return 0;
}
