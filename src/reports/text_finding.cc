#include "reports/text_finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/digest.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostEvidence = 3, kMostCauses = 3, kMostReasons = 2;
constexpr std::string_view kIndent = "   ";

void WriteHead(const Diagnosis& diagnosis, std::size_t number, bool message_is_said, TextPage& page) {
  const Finding& finding = diagnosis.findings[number - 1];
  const Ink ink = Pen::Of(finding.severity);
  const std::string mark = finding.line > 0 ? page.pen[Sign::kMark] : " ";
  const std::string id = fmt::format("{}[{}]", page.words[finding.severity], finding.check->id);
  const std::string& text = page.words[message_is_said ? finding.check->title : finding.message];
  page.Write(page.pen(ink, id) + " " + page.pen(Ink::kStrong, Printable(text)),
             page.pen(ink, fmt::format("{}{}", mark, number)) + " ");
  if (const std::string place = ConfigPlace(finding); !place.empty()) {
    page.WriteRaw(fmt::format("{}{} {}", kIndent, page.pen(Ink::kPlace, "-->"), place));
    page.WriteRaw(
        fmt::format("{}{} {}", kIndent, page.pen(Ink::kPlace, "  |"), ConfigLine(diagnosis, finding, page.pen)));
  }
  if (finding.line == 0) return;
  page.WriteRaw(
      fmt::format("{}{} {}:{}", kIndent, page.pen(Ink::kPlace, "-->"), Printable(diagnosis.log->path), finding.line));
}

void WriteEvidence(const Finding& finding, TextPage& page) {
  const std::vector<const Evidence*> telling = TellingEvidence(finding, kMostEvidence);
  const std::string bullet = fmt::format("{}{} ", kIndent, page.pen(Ink::kFaint, page.pen[Sign::kBullet]));
  for (const Evidence* item : telling) {
    page.Write(page.words.Labelled(Comparison(*item, page.words), page.pen(Ink::kFaint, page.words[item->because])),
               bullet, DisplayWidth(bullet));
  }
}

void WriteReasons(const RankedCause& cause, TextPage& page) {
  const std::string indent = "      ";
  const auto write = [&](Ink ink, const std::string& sign, const Text& text) {
    page.Write(page.words[text], indent + page.pen(ink, sign) + " ", DisplayWidth(indent) + 2);
  };
  if (cause.raised.empty() && cause.lowered.empty()) {
    page.Write(page.pen(Ink::kFaint, page.words[cause.cause->because]), indent);
  }
  for (std::size_t i = 0; i < std::min(kMostReasons, cause.raised.size()); ++i) {
    write(Ink::kWarning, page.pen[Sign::kPlus], cause.raised[i]);
  }
  if (!cause.lowered.empty()) write(Ink::kGood, page.pen[Sign::kMinus], cause.lowered.front());
}

/// All causes on one line, where nothing new can be said about them.
void WriteKnownCauses(const Finding& finding, const AlreadySaid& said, TextPage& page) {
  std::vector<std::string> titles;
  for (const RankedCause& cause : finding.causes) {
    const std::string& title = page.words[cause.cause->title];
    const auto earlier = said.causes.find(title);
    titles.push_back(earlier == said.causes.end() ? title : page.words(Word::kSeeAbove, title, earlier->second));
    if (titles.size() == kMostCauses) break;
  }
  page.WriteLabelled(Ink::kStrong, page.words[Word::kCauses],
                     fmt::format("{}", fmt::join(titles, page.words[Word::kThen])), kIndent);
}

bool IsNew(const RankedCause& cause, const AlreadySaid& said, const Words& words) {
  return !said.causes.contains(words[cause.cause->title]);
}

std::string CausesHeading(const Finding& finding, const TextPage& page) {
  const bool decided = std::any_of(finding.causes.begin(), finding.causes.end(),
                                   [](const RankedCause& cause) { return !cause.raised.empty(); });
  const std::string heading = page.pen(Ink::kStrong, page.words[Word::kCauses]);
  if (decided || finding.causes.size() < 2) return heading;
  static const Text kNotByData{"the usual order; the data alone cannot decide", "按常见程度排列，仅凭数据无法断定"};
  const bool data = SubjectOf(finding.check->id) == Subject::kData;
  return heading + " (" + (data ? page.words[kNotByData] : page.words[Word::kUndecided]) + ")";
}

void WriteCauses(const Finding& finding, std::size_t number, AlreadySaid& said, TextPage& page) {
  const std::size_t most = std::min(kMostCauses, finding.causes.size());
  const auto end = finding.causes.begin() + static_cast<std::ptrdiff_t>(most);
  const auto is_new = [&](const RankedCause& cause) { return IsNew(cause, said, page.words); };
  if (most == 0) return;
  if (std::none_of(finding.causes.begin(), end, is_new)) return WriteKnownCauses(finding, said, page);
  page.Write(CausesHeading(finding, page), kIndent);
  for (std::size_t i = 0; i < most; ++i) {
    const RankedCause& cause = finding.causes[i];
    const std::string& title = page.words[cause.cause->title];
    const auto [earlier, fresh] = said.causes.try_emplace(title, number);
    page.Write(fresh ? title : page.words(Word::kSeeAbove, title, earlier->second),
               fmt::format("{}{}. ", kIndent, i + 1));
    if (fresh) WriteReasons(cause, page);
  }
  std::vector<std::string> others;
  for (auto cause = end; cause != finding.causes.end(); ++cause) others.push_back(page.words[cause->cause->title]);
  if (others.empty()) return;
  page.WriteLabelled(Ink::kStrong, page.words[Word::kAlso],
                     fmt::format("{}", fmt::join(others, page.words[Word::kThen])), kIndent);
}

void WriteNext(const Finding& finding, AlreadySaid& said, TextPage& page) {
  if (finding.causes.empty()) return;
  const std::string& next = page.words[finding.causes.front().cause->next];
  if (next.empty() || !said.next.insert(next).second) return;
  page.WriteLabelled(Ink::kHelp, page.words[Word::kNext], next, kIndent);
}

void WriteFinding(const Diagnosis& diagnosis, std::size_t number, bool message_is_said,
                  const std::function<void(const Finding&)>& more, AlreadySaid& said, TextPage& page) {
  const Finding& finding = diagnosis.findings[number - 1];
  page.Gap();
  WriteHead(diagnosis, number, message_is_said, page);
  WriteEvidence(finding, page);
  if (more) more(finding);
  WriteCauses(finding, number, said, page);
  WriteNext(finding, said, page);
}

}  // namespace

void WriteFindings(const Diagnosis& diagnosis, TextPage& page) {
  AlreadySaid said;
  for (std::size_t i = 0; i < diagnosis.findings.size(); ++i) WriteFinding(diagnosis, i + 1, i == 0, {}, said, page);
}

void WriteFindings(const Diagnosis& diagnosis, TextPage& page, const std::function<void(const Finding&)>& more) {
  AlreadySaid said;
  for (std::size_t i = 0; i < diagnosis.findings.size(); ++i) WriteFinding(diagnosis, i + 1, false, more, said, page);
}

}  // namespace sftdoctor
