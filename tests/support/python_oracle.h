// CPython, where the machine has it, as the judge of what we make of its files.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "tests/support/console.h"
#include "tests/support/source_tree.h"

namespace sftdoctor::tests {

/// Bytes as Latin-1 in UTF-8, so that any file passes through JSON.
inline std::string Latin1(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | byte >> 6);
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

/// What tests/support/SCRIPT answers to the JSON; nothing, with a message, where there is no python3 (or what it
/// needs).
inline std::optional<nlohmann::ordered_json> AskPython(const std::string& script,
                                                       const nlohmann::ordered_json& question) {
  const auto folder = std::filesystem::temp_directory_path() / ("sftdoctor-oracle-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  {
    std::ofstream out(folder / "question.json");
    out << question.dump();
  }
  const std::string path = (kSourceDirectory / "tests/support" / script).string();
  const Printed printed = RunShell("python3 -B '" + path + "' < question.json", folder, "C.UTF-8");
  std::filesystem::remove_all(folder);
  if (printed.status != 0) {
    MESSAGE("skipped: python3 did not answer: " << printed.text.substr(0, 300));
    return std::nullopt;
  }
  return nlohmann::ordered_json::parse(printed.text);
}

}  // namespace sftdoctor::tests
