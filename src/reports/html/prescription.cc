#include <fmt/format.h>

#include "base/text.h"
#include "reports/html/markup.h"
#include "reports/html/sections.h"
#include "reports/width.h"

namespace sftdoctor {
namespace {

// clang-format off
const Text kHeading = {"What to change", "如何修改"};
const Text kSetting = {"setting", "配置项"};
const Text kFrom = {"from", "原值"};
const Text kTo = {"to", "新值"};
const Text kWhy = {"why", "理由"};
const Text kNotGiven = {"not given", "未设置"};
const Text kCutDiff = {"The rest of this diff is left out here.", "其余改动此处从略。"};
// clang-format on

std::string Paragraphs(const char* kind, const std::vector<Text>& texts) {
  if (texts.empty()) return "";
  std::string out = fmt::format("<ul class=\"{}\">\n", kind);
  for (const Text& text : texts) out += "<li>" + Both(text) + "</li>\n";
  return out + "</ul>\n";
}

/// A value may be an expression of any length.
std::string Value(std::string_view text) { return Escaped(Around(text, 0, 200, "…")); }

std::string Changes(const std::vector<Change>& changes) {
  if (changes.empty()) return "";
  std::string out = "<div class=\"wide\"><table class=\"changes\">\n<thead><tr>";
  for (const Text* title : {&kSetting, &kFrom, &kTo, &kWhy}) out += "<th scope=\"col\">" + Both(*title) + "</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (const Change& change : changes) {
    const std::string from =
        change.from_text.empty() ? "<em>" + Both(kNotGiven) + "</em>" : "<code>" + Value(change.from_text) + "</code>";
    out += "<tr><th scope=\"row\"><code>" + Value(change.name) + "</code></th><td>" + from + "</td><td><code>" +
           Value(change.to_text) + "</code></td><td>" + Both(change.because) + "</td></tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

const char* KindOfLine(std::string_view line) {
  if (line.starts_with("+++") || line.starts_with("---")) return "file";
  if (line.starts_with("@@")) return "hunk";
  return line.starts_with("+") ? "added" : line.starts_with("-") ? "removed" : "same";
}

}  // namespace

std::string DiffMarkup(std::string_view unified_diff, std::size_t most) {
  constexpr std::size_t kMostBytes = 400;      ///< of a line; nobody reads on
  constexpr std::size_t kMostMarkup = 40'000;  ///< of all of it: a page holds more than one diff
  if (unified_diff.empty()) return "";
  std::vector<std::string_view> lines = Split(unified_diff, '\n');
  if (lines.back().empty()) lines.pop_back();
  std::string out = "<pre class=\"diff\">";
  std::size_t i = 0;
  for (; i < std::min(most, lines.size()) && out.size() < kMostMarkup; ++i) {
    const bool cut = lines[i].size() > kMostBytes;
    out += fmt::format("<span class=\"{}\">{}{}\n</span>", KindOfLine(lines[i]),
                       Escaped(ValidUtf8(lines[i].substr(0, kMostBytes))), cut ? "…" : "");
  }
  out += "</pre>\n";
  return i < lines.size() ? out + "<p class=\"note\">" + Both(kCutDiff) + "</p>\n" : out;
}

std::string PrescriptionSection(const Prescription& prescription, std::string_view unified_diff) {
  std::string out = "<div class=\"prescription\"><h3>" + Both(kHeading) + "</h3>\n";
  if (prescription.plan) out += "<h4>" + Both(prescription.plan->title) + "</h4>\n";
  if (!prescription.chosen.empty()) out += "<p>" + Both(prescription.chosen) + "</p>\n";
  out += Paragraphs("first", prescription.first) + Changes(prescription.changes) + DiffMarkup(unified_diff);
  out += Paragraphs("advice", prescription.advice) + Paragraphs("remarks", prescription.remarks);
  if (!prescription.changes.empty() && !prescription.expected.empty())
    out += "<p class=\"next\">" + Both(prescription.expected) + "</p>\n";
  return out + "</div>\n";
}

}  // namespace sftdoctor
