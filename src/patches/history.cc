#include "patches/history.h"

#include <fmt/format.h>

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "sftdoctor.applied/1";

/// The directory of a path with its slash; empty for the current one.
std::string DirectoryOf(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

Applied ReadApplied(const Json& entry, const std::string& directory) {
  Applied applied;
  applied.section = entry.at("section").get<std::string>();
  applied.plan = entry.at("plan").get<std::string>();
  applied.step = entry.at("step").get<std::size_t>() - 1;
  applied.before = entry.at("before").get<std::string>();
  applied.after = entry.at("after").get<std::string>();
  applied.backup = directory + entry.at("backup").get<std::string>();
  applied.log = entry.at("log").get<std::string>();
  applied.changes = entry.at("changes");
  return applied;
}

}  // namespace

std::string HistoryPath(const std::string& config) { return config + ".sftdoctor.json"; }

History ReadHistory(World& world, const std::string& config, std::string_view text) {
  const std::string path = HistoryPath(config);
  History history;
  if (!world.Exists(path)) return history;
  try {
    const Json document = Json::parse(world.ReadFile(path));
    if (document.at("schema") != kSchema) throw Error("is of another version of sftdoctor");
    for (const Json& entry : document.at("applied")) history.push_back(ReadApplied(entry, DirectoryOf(config)));
  } catch (const Json::exception&) {
    throw Error("is not the record of patches that was written here", {path}, "move it aside; backups stay valid");
  } catch (const Error& error) {
    throw Error(error.what(), {path}, "move it aside; backups stay valid");
  }
  const std::string now = Fingerprint(text);
  if (!history.empty() && history.back().before == now && history.back().after != now) history.pop_back();
  return history;
}

void WriteHistory(World& world, const std::string& config, const History& history) {
  Json entries = Json::array();
  for (const Applied& applied : history) {
    entries.push_back({{"section", applied.section},
                       {"plan", applied.plan},
                       {"step", applied.step + 1},
                       {"before", applied.before},
                       {"after", applied.after},
                       {"backup", applied.backup.substr(DirectoryOf(config).size())},
                       {"log", applied.log},
                       {"changes", applied.changes}});
  }
  const Json document = {{"schema", kSchema}, {"applied", entries}};
  world.WriteFile(HistoryPath(config), document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::string Fingerprint(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{}-{:016x}", text.size(), hash);
}

}  // namespace sftdoctor
