// The first rows of a dataset, for people to look at.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/world.h"
#include "catalog/document.h"

namespace sftdoctor {

struct SampleRows {
  std::string format;                        ///< "jsonl", "parquet", ...
  std::vector<nlohmann::ordered_json> rows;  ///< objects, in order of the file
  std::vector<Text> notes;                   ///< columns and rows that are not there, and why
};

/// The first `most` rows, whatever format they are in. A value of more than 4,000 bytes is cut, and says so. Throws
/// Error when the file is no dataset, as OpenRows() does; damage behind the first row is a note.
SampleRows FirstRows(World& world, const std::string& path, std::size_t most);

}  // namespace sftdoctor
