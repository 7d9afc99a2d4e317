#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "reports/digest.h"
#include "reports/html/markup.h"
#include "reports/html/sections.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostCauses = 3;  ///< explained; the others are named

/// The findings of one run while they are written: a cause is explained once.
class List {
 public:
  List(const Diagnosis& diagnosis, std::size_t run_number) : diagnosis_(diagnosis), run_number_(run_number) {}

  std::string Write(std::size_t room) {
    const std::size_t count = diagnosis_.findings.size();
    std::string out = "<ol class=\"findings\">\n";
    for (std::size_t i = 0; i < count; ++i) {
      const std::string item = Item(diagnosis_.findings[i], i + 1);
      if (out.size() + item.size() > room) {
        return out + "</ol>\n<p class=\"note\">" +
               Both(say_([&](const Words& words) { return words(Word::kAndMore, count - i); })) + "</p>\n";
      }
      out += item;
    }
    return out + "</ol>\n";
  }

 private:
  std::string Id(std::size_t number) const { return fmt::format("finding-{}-{}", run_number_, number); }

  std::string Item(const Finding& finding, std::size_t number) {
    const std::string& severity = SeverityNames()[static_cast<std::size_t>(finding.severity)];
    std::string out = fmt::format("<li id=\"{}\" class=\"finding {}\" tabindex=\"-1\">\n", Id(number), severity);
    out += fmt::format(
        "<p class=\"kind\"><b class=\"number\">{}</b> <b class=\"severity\">{}</b> <code>{}</code></p>\n", number,
        Both(say_([&](const Words& words) { return words[finding.severity]; })), Escaped(finding.check->id));
    // The message of the first finding is the heading of the run already.
    out += "<h4>" + Both(number == 1 ? finding.check->title : finding.message) + "</h4>\n";
    return out + Place(finding) + EvidenceTable(finding) + FixOf(finding) + Causes(finding, number) + Next(finding) +
           "</li>\n";
  }

  std::string Place(const Finding& finding) const {
    if (!finding.place.file.empty()) {
      return "<p class=\"place\"><code>" + Escaped(ConfigPlace(finding)) + "</code> <code>" +
             Escaped(ConfigLine(diagnosis_, finding, Pen(Style{}))) + "</code></p>\n";
    }
    if (finding.line == 0) return "";
    return fmt::format("<p class=\"place\"><code>{}:{}</code></p>\n", Escaped(diagnosis_.log->path), finding.line);
  }

  std::string EvidenceTable(const Finding& finding) const {
    const std::vector<const Evidence*> telling = TellingEvidence(finding, finding.evidence.size());
    if (telling.empty()) return "";
    std::string out = "<table class=\"evidence\">\n";
    for (const Evidence* item : telling) {
      out += "<tr><th scope=\"row\"><code>" +
             BothEscaped(say_([&](const Words& words) { return Comparison(*item, words); })) + "</code></th><td>" +
             Both(item->because) + "</td></tr>\n";
    }
    return out + "</table>\n";
  }

  std::string FixOf(const Finding& finding) const {
    if (!finding.fix) return "";
    return "<p class=\"next\"><b>" + Both(say_(Word::kHelp)) + "</b> " + Both(finding.fix->title) + "</p>\n";
  }

  std::string Reasons(const RankedCause& cause) const {
    std::string out;
    const auto add = [&](const char* kind, const char* sign, const Text& text) {
      out += fmt::format("<li class=\"{}\"><span class=\"sign\">{}</span> {}</li>", kind, sign, Both(text));
    };
    if (cause.raised.empty() && cause.lowered.empty()) return "<p>" + Both(cause.cause->because) + "</p>";
    for (const Text& text : cause.raised) add("for", "+", text);
    for (const Text& text : cause.lowered) add("against", "−", text);
    return "<ul class=\"reasons\">" + out + "</ul>";
  }

  std::string CauseItem(const RankedCause& cause, std::size_t number) {
    const Text& title = cause.cause->title;
    const auto [earlier, fresh] = said_.try_emplace(title.en, number);
    if (fresh) return "<li><b>" + Both(title) + "</b>" + Reasons(cause) + "</li>\n";
    const std::string link = fmt::format("<a href=\"#{}\">{}</a>", Id(earlier->second), earlier->second);
    return "<li><b>" + Both(title) + "</b> <span class=\"see\">↑ " + link + "</span></li>\n";
  }

  std::string Causes(const Finding& finding, std::size_t number) {
    if (finding.causes.empty()) return "";
    const bool decided = std::any_of(finding.causes.begin(), finding.causes.end(),
                                     [](const RankedCause& cause) { return !cause.raised.empty(); });
    std::string out = "<h5>" + Both(say_(Word::kCauses));
    if (!decided) out += " <small>" + Both(say_(Word::kUndecided)) + "</small>";
    out += "</h5>\n<ol class=\"causes\">\n";
    const std::size_t most = std::min(kMostCauses, finding.causes.size());
    for (std::size_t i = 0; i < most; ++i) out += CauseItem(finding.causes[i], number);
    out += "</ol>\n";
    if (finding.causes.size() == most) return out;
    const Text others = say_([&](const Words& words) {
      std::vector<std::string> titles;
      for (std::size_t i = most; i < finding.causes.size(); ++i)
        titles.push_back(words[finding.causes[i].cause->title]);
      return words.Labelled(words[Word::kAlso], fmt::format("{}", fmt::join(titles, words[Word::kThen])));
    });
    return out + "<p class=\"others\">" + Both(others) + "</p>\n";
  }

  std::string Next(const Finding& finding) {
    if (finding.causes.empty()) return "";
    const Text& next = finding.causes.front().cause->next;
    if (next.empty() || !said_.try_emplace("next " + next.en, 0).second) return "";
    return "<p class=\"next\"><b>" + Both(say_(Word::kNext)) + "</b> " + Both(next) + "</p>\n";
  }

  const Diagnosis& diagnosis_;
  std::size_t run_number_;
  Tongues say_;
  std::map<std::string, std::size_t> said_;  ///< title of a cause -> number of the finding that explained it
};

}  // namespace

std::string FindingList(const Diagnosis& diagnosis, std::size_t run_number, std::size_t room) {
  return List(diagnosis, run_number).Write(room);
}

}  // namespace sftdoctor
