// Reports of `check` made by hand: findings at chosen places of a text.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "config/line_index.h"
#include "reports/check_report.h"

namespace sftdoctor {

/// A report in the making, with the checks that its findings refer to.
class HandMadeReport {
 public:
  CheckReport report;

  CheckedFile& AddFile(const std::string& path, const std::string& text) {
    CheckedFile& file = report.files.emplace_back();
    file.path = path;
    file.config = std::make_unique<ConfigFile>(ReadConfig(path, text, Language::kPython));
    file.fails = Severity::kWarning;
    return file;
  }

  /// A finding on the first occurrence of `word`.
  Finding& Add(CheckedFile& file, const std::string& id, Severity severity, const std::string& word,
               const std::string& message) {
    Finding& finding = file.findings.emplace_back();
    finding.check = &CheckNamed(id, severity);
    finding.severity = severity;
    finding.message = {message, "中文：" + message};
    const LineIndex lines(file.config->text);
    finding.place = lines.At(file.config->text.find(word));
    finding.place.file = file.path;
    return finding;
  }

  /// The fix that puts `to` in place of the first `from`.
  static Fix Replace(const CheckedFile& file, const std::string& from, const std::string& to, bool safe) {
    const std::size_t at = file.config->text.find(from);
    return {{"write " + to, "改为 " + to}, {{{at, at + from.size()}, to}}, safe};
  }

 private:
  const Check& CheckNamed(const std::string& id, Severity severity) {
    Check& check = checks_.emplace_back();
    check.id = id;
    check.severity = severity;
    check.title = {"title of " + id, id + " 的标题"};
    check.why = {"why " + id, "为何 " + id};
    return check;
  }

  std::deque<Check> checks_;
};

}  // namespace sftdoctor
