// What goes into an archive for those who help, and what people are told about it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/archive.h"
#include "bundle/redactor.h"
#include "catalog/document.h"

namespace sftdoctor {

/// Collects files, redacts each of them, and keeps the list of what was taken and what was not.
class Bundle {
 public:
  explicit Bundle(Redactor redactor) : redactor_(std::move(redactor)) {}

  /// `about` says what the file is, for the list; it is redacted too.
  void Take(const std::string& name, std::string_view content, const Text& about);
  /// A JSON document, which is one after redaction too.
  void TakeJson(const std::string& name, const nlohmann::ordered_json& document, const Text& about);
  /// The same as JSON Lines.
  void TakeJsonLines(const std::string& name, const std::vector<nlohmann::ordered_json>& lines, const Text& about);
  /// The last part of a path if it may be a name in the archive on any machine and tells nothing; else `instead` with
  /// the path's ending of a configuration.
  std::string NameFor(const std::string& path, const std::string& instead);
  void LeaveOut(const Text& what);

  /// The list of files with sizes, what was left out, and what was redacted.
  std::string Listing(bool chinese) const;
  /// Every file, and the list itself as MANIFEST.txt.
  std::vector<ArchiveEntry> Entries(bool chinese) const;

 private:
  struct Taken {
    ArchiveEntry entry;
    Text about;
  };
  Text Redacted(const Text& text) { return {redactor_.Redact(text.en), redactor_.Redact(text.zh)}; }

  Redactor redactor_;
  std::vector<Taken> taken_;
  std::vector<Text> left_out_;
};

/// "1.2 KiB".
std::string SizeText(std::size_t bytes);

}  // namespace sftdoctor
