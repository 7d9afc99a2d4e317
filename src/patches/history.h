// What was applied to a config: a small file beside it, so that `undo` knows what to bring back and a plan of several
// steps knows where it stands.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/world.h"

namespace sftdoctor {

/// One applied patch.
struct Applied {
  std::string section, plan;
  std::size_t step = 0;            ///< of the plan, from 0
  std::string before, after;       ///< fingerprints of the whole file
  std::string backup;              ///< path of the file as it was before
  std::string log;                 ///< names the run that was answered, as LogMark() writes it; empty: none
  nlohmann::ordered_json changes;  ///< for people: key -> [from, to]
};

/// In order of time. Kept in CONFIG.sftdoctor.json, which is written before the config: the last entry may be of a
/// patch that was never finished.
using History = std::vector<Applied>;

/// The history of a config whose text is `text`, without a last entry that was not finished. Empty when there is none.
/// Throws Error when the file beside the config is not what WriteHistory wrote.
History ReadHistory(World& world, const std::string& config, std::string_view text);
void WriteHistory(World& world, const std::string& config, const History& history);

std::string HistoryPath(const std::string& config);

/// Size and FNV-1a hash of a text. Tells edits from none; no protection against someone who wants to be mistaken.
std::string Fingerprint(std::string_view text);

}  // namespace sftdoctor
