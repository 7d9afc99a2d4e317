// What the reports of `check` are made from, and the forms that they have: one file each.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "findings/ignore.h"
#include "reports/session.h"

namespace sftdoctor {

/// A file that holds a training configuration. Findings refer to `config` and to the catalog.
struct CheckedFile {
  std::string path;                    ///< as it was named or found
  std::unique_ptr<ConfigFile> config;  ///< after the fixes that were asked for
  std::vector<Finding> findings;       ///< in order of the file
  std::vector<Excused> excused;        ///< by comments
  std::vector<std::string> ran;
  std::vector<NotChecked> not_checked;
  std::optional<Severity> fails;  ///< from which severity on a finding fails the check; nothing: none does
};

struct CheckReport {
  std::vector<CheckedFile> files;          ///< in the order in which they were looked at
  std::vector<std::string> no_config;      ///< files that hold no training configuration
  std::vector<FailedInput> failed;         ///< that could not be read
  std::size_t fixed = 0, files_fixed = 0;  ///< findings that were mended, and the files that were written for it
  bool unsafe = false;                     ///< unsafe fixes are wanted too
  bool verbose = false;
  int exit_status = 0;
};

struct SeverityCounts {
  std::size_t errors = 0, warnings = 0, infos = 0, safe = 0, unsafe = 0;  ///< the last two: with a fix
  std::size_t all() const { return errors + warnings + infos; }
};
SeverityCounts CountFindings(const CheckReport& report);

/// What did not run anywhere, or not everywhere; each check once, with the first reason.
std::vector<NotChecked> NotCheckedOf(const CheckReport& report);

/// Source, caret and change for each finding; a count at the end.
std::string FullCheckReport(const CheckReport& report, const Style& style);
/// One line a finding: file:line:column: id message.
std::string ConciseCheckReport(const CheckReport& report, const Style& style);
/// How much the fixes would mend, for people who see them as a diff.
std::string CheckDiffSummary(const CheckReport& report, const Style& style);
/// How often each check spoke, the most frequent first.
std::string CheckStatistics(const CheckReport& report, const Style& style);
/// The document of schema sftdoctor.check/1.
std::string JsonCheckReport(const CheckReport& report, const Style& style);
/// An object for each finding and for each file, and a summary.
std::string JsonLinesCheckReport(const CheckReport& report, const Style& style);
/// Annotations of GitHub Actions: workflow commands, of which it shows ten a level.
std::string GithubCheckReport(const CheckReport& report, const Style& style);
/// GitLab's code quality report.
std::string GitlabCheckReport(const CheckReport& report, const Style& style);
/// SARIF 2.1.0 (OASIS).
std::string SarifCheckReport(const CheckReport& report, const Style& style);
/// JUnit XML: a suite a file, a case a check.
std::string JunitCheckReport(const CheckReport& report, const Style& style);

}  // namespace sftdoctor
