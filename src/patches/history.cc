#include "patches/history.h"

#include <fmt/format.h>

#include "base/path.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "sftdoctor.applied/1";

/// A backup is named for its config, whose name need not be UTF-8: JSON holds only what stands behind it (".backup.1").
/// Older records hold the whole name.
std::string BackupPath(const std::string& name, const std::string& config) {
  return name.starts_with(".backup") ? config + name : DirectoryOf(config) + name;
}

std::string BackupName(const std::string& path, const std::string& config) {
  return path.starts_with(config + ".backup") ? path.substr(config.size()) : BaseName(path);
}

Applied ReadApplied(const Json& entry, const std::string& config) {
  const auto step = entry.at("step").get<std::int64_t>();
  if (step < 1) throw Error(fmt::format("counts its steps from 1, and names step {}", step));
  Applied applied;
  applied.section = entry.at("section").get<std::string>();
  applied.plan = entry.at("plan").get<std::string>();
  applied.step = static_cast<std::size_t>(step) - 1;
  applied.before = entry.at("before").get<std::string>();
  applied.after = entry.at("after").get<std::string>();
  applied.backup = BackupPath(entry.at("backup").get<std::string>(), config);
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
  const std::string record = world.ReadFile(path);
  try {
    const Json document = Json::parse(record);
    if (document.at("schema") != kSchema) throw Error("is of another version of sftdoctor");
    for (const Json& entry : document.at("applied")) history.push_back(ReadApplied(entry, config));
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
                       {"backup", BackupName(applied.backup, config)},
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
