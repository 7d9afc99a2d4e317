// GitLab's code quality report: an array of issues, told apart by their fingerprints.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "reports/check_digest.h"

namespace sftdoctor {

std::string GitlabCheckReport(const CheckReport& report, const Style& style) {
  static constexpr std::array<const char*, 3> kSeverities = {"minor", "major", "critical"};  // in order of Severity
  nlohmann::ordered_json issues = nlohmann::ordered_json::array();
  for (const CheckedFile& file : report.files) {
    const std::vector<std::string> fingerprints = FingerprintsOf(file, LineIndex(file.config->text));
    for (std::size_t i = 0; i < file.findings.size(); ++i) {
      const Finding& finding = file.findings[i];
      // A path with ./ in front is none that GitLab knows.
      const std::string path = file.path.starts_with("./") ? file.path.substr(2) : file.path;
      const std::size_t line = std::max<std::size_t>(1, finding.place.line);
      issues.push_back({{"description", ValidUtf8(finding.message.In(style.chinese))},
                        {"check_name", finding.check->id},
                        {"fingerprint", fingerprints[i]},
                        {"severity", kSeverities[static_cast<std::size_t>(finding.severity)]},
                        {"location", {{"path", ValidUtf8(path)}, {"lines", {{"begin", line}}}}}});
    }
  }
  return issues.dump(2) + "\n";
}

}  // namespace sftdoctor
