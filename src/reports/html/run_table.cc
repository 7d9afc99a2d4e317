#include <fmt/format.h>

#include "reports/digest.h"
#include "reports/html/markup.h"
#include "reports/html/sections.h"
#include "reports/html/static_curve.h"
#include "reports/width.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostIds = 3;  ///< findings named in a row
constexpr int kMostName = 80;        ///< columns of a name; a hostile one is longer

std::string Ids(const Diagnosis& diagnosis) {
  std::string out;
  for (std::size_t i = 0; i < std::min(kMostIds, diagnosis.findings.size()); ++i) {
    const Finding& finding = diagnosis.findings[i];
    out += fmt::format("<code class=\"{}\">{}</code> ", SeverityNames()[static_cast<std::size_t>(finding.severity)],
                       Escaped(finding.check->id));
  }
  if (diagnosis.findings.size() > kMostIds) out += fmt::format("+{}", diagnosis.findings.size() - kMostIds);
  return out;
}

}  // namespace

std::string RunTable(const std::vector<const Diagnosis*>& runs, std::size_t with_section) {
  const Tongues say;
  const Pen pen{Style{}};
  const std::size_t folder = CommonFolder(runs);
  std::string out = "<div class=\"wide\"><table class=\"runs\">\n<thead><tr>";
  for (const Word word : {Word::kFile, Word::kVerdict, Word::kLoss, Word::kFindings}) {
    out += fmt::format("<th scope=\"col\"{}>{}</th>", word == Word::kLoss ? " colspan=\"2\"" : "", Both(say(word)));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Diagnosis& run = *runs[i];
    const std::string name = Escaped(WithoutMiddle(RunName(run).substr(folder), kMostName, "…"));
    const std::string shown =
        i < with_section ? fmt::format("<a href=\"#run-{}\">{}</a>", i + 1, name) : "<span>" + name + "</span>";
    out += fmt::format(
        "<tr class=\"{}\"><th scope=\"row\">{}</th><td class=\"verdict\"><span aria-hidden=\"true\">{}</span> {}</td>"
        "<td>{}</td><td class=\"course\">{}</td><td class=\"ids\">{}</td></tr>\n",
        VerdictNames()[static_cast<std::size_t>(run.verdict)], shown, pen[Pen::SignOf(run.verdict)],
        Both(say([&](const Words& words) { return words[run.verdict]; })), Sparkline(run),
        Escaped(LossCourse(run, pen)), Ids(run));
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace sftdoctor
