// One log, end to end: bytes -> lines -> records -> runs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/world.h"
#include "catalog/catalog.h"
#include "records/line_matcher.h"
#include "runs/run.h"

namespace sftdoctor {

struct ReadOptions {
  std::string format;  ///< id; empty to detect it
  Engine engine = Engine::kProgram;
  unsigned threads = 0;  ///< 0: as many as help
};

/// Everything that was read from one log, with every line accounted for.
struct Log {
  std::string path;
  const Format* format = nullptr;
  std::string encoding;     ///< "", "gzip", "utf-16"
  std::uint64_t bytes = 0;  ///< after decompression
  LineCounts counts;
  std::vector<Run> runs;           ///< at least one
  std::vector<std::string> notes;  ///< what went wrong on the way without stopping it
};

/// Throws Error: cannot be opened, empty, not text, no format understands it.
Log ReadLog(World& world, const Catalog& catalog, const std::string& path, const ReadOptions& options);

/// The same for a source that is open already; 0 threads are one.
Log ReadLog(std::unique_ptr<Source> bytes, const Catalog& catalog, const std::string& path, const ReadOptions& options);

}  // namespace sftdoctor
