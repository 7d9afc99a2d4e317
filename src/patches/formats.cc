#include "patches/formats.h"

#include <fmt/format.h>

#include "base/text.h"
#include "patches/unified_diff.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

/// The members on the way to a key: dots join them in documents, and in classes there are none.
std::vector<std::string_view> PathOf(const Change& change) { return Split(change.name, '.'); }

std::string PointerOf(const Change& change) {
  std::string pointer;
  for (const std::string_view part : PathOf(change)) {
    pointer += '/';
    for (const char c : part) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return pointer;
}

}  // namespace

Json MergePatch(const Prescription& prescription) {
  Json patch = Json::object();
  for (const Change& change : prescription.changes) {
    Json* at = &patch;
    for (const std::string_view part : PathOf(change)) at = &(*at)[std::string(part)];
    *at = change.to;
  }
  return patch;
}

Json JsonPatch(const Prescription& prescription) {
  Json patch = Json::array();
  for (const Change& change : prescription.changes) {
    const std::string path = PointerOf(change);
    const bool replaces = !change.from.is_null();
    if (replaces) patch.push_back({{"op", "test"}, {"path", path}, {"value", change.from}});
    patch.push_back({{"op", replaces ? "replace" : "add"}, {"path", path}, {"value", change.to}});
  }
  return patch;
}

std::string CommandLineFlags(const Prescription& prescription) {
  std::string out;
  for (const Change& change : prescription.changes) {
    std::string value = change.to_text;
    if (change.to.is_string()) value = change.to.get<std::string>();
    if (change.to.is_boolean()) value = change.to.get<bool>() ? "True" : "False";
    out += fmt::format("{}--{} {}", out.empty() ? "" : " ", ShellWord(change.name), ShellWord(value));
  }
  return out;
}

std::string DiffOf(const Prescription& prescription, const ConfigFile& file, const std::string& path) {
  return prescription.patched ? UnifiedDiff(path, file.text, prescription.patched->text) : "";
}

std::string ShellWord(const std::string& word) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("_-./:=@%+,").find(c) != std::string::npos ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace sftdoctor
