// Annotations on a pull request: workflow commands of GitHub Actions,
// ::level key=value,key=value::message, with %, CR and LF escaped in both, and : and , in values too.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "reports/check_digest.h"

namespace sftdoctor {
namespace {

/// What GitHub shows of each level in one step; the rest would be dropped without a word.
constexpr std::size_t kMostAnnotations = 10;
constexpr std::array<const char*, 3> kLevels = {"notice", "warning", "error"};  // in order of Severity

std::string EscapedData(std::string_view text) {
  std::string out;
  for (const char c : ValidUtf8(text)) {
    if (c == '%' || c == '\r' || c == '\n') {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string EscapedProperty(std::string_view text) {
  std::string out;
  for (const char c : EscapedData(text)) {
    if (c == ':' || c == ',') {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string Annotation(const Finding& finding, const CheckedFile& file, const LineIndex& lines, bool chinese) {
  std::string where = "file=" + EscapedProperty(file.path);
  if (finding.place.line > 0) {
    where += fmt::format(",line={},col={}", finding.place.line, finding.place.column);
    const Span span = SpanOf(finding, *file.config, lines);
    const Place end = lines.At(span.end);
    if (!span.empty() && end.line == finding.place.line) where += fmt::format(",endColumn={}", end.column);
  }
  std::string message = finding.message.In(chinese);
  if (finding.fix) message += "\n" + finding.fix->title.In(chinese);
  return fmt::format("::{} title={},{}::{}\n", kLevels[static_cast<std::size_t>(finding.severity)],
                     EscapedProperty("sftdoctor " + finding.check->id), where, EscapedData(message));
}

}  // namespace

std::string GithubCheckReport(const CheckReport& report, const Style& style) {
  std::string out;
  std::vector<LineIndex> lines;
  for (const CheckedFile& file : report.files) lines.emplace_back(file.config->text);
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kInfo}) {
    std::size_t shown = 0, more = 0;
    for (std::size_t i = 0; i < report.files.size(); ++i) {
      const CheckedFile& file = report.files[i];
      for (const Finding& finding : file.findings) {
        if (finding.severity != severity) continue;
        if (shown == kMostAnnotations) {
          ++more;
          continue;
        }
        ++shown;
        out += Annotation(finding, file, lines[i], style.chinese);
      }
    }
    // A plain line of the step's log.
    const char* name = SeverityNames()[static_cast<std::size_t>(severity)].c_str();
    if (more > 0) out += fmt::format("{} more of severity {}: GitHub shows {} a step\n", more, name, kMostAnnotations);
  }
  for (const FailedInput& failed : report.failed) {
    out +=
        fmt::format("::error title=sftdoctor,file={}::{}\n", EscapedProperty(failed.path), EscapedData(failed.message));
  }
  return out;
}

}  // namespace sftdoctor
