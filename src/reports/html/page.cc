// The report as one HTML file that needs nothing else: no network, no script to be read, no reader's trust.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/version.h"
#include "reports/digest.h"
#include "reports/html/curve_data.h"
#include "reports/html/markup.h"
#include "reports/html/page_files.h"
#include "reports/html/policy.h"
#include "reports/html/sections.h"
#include "reports/width.h"

namespace sftdoctor {
namespace {

// The file is sent by mail and opened on phones: it stays below this however many runs there are.
constexpr std::size_t kMostBytes = 392'000;
constexpr std::size_t kMostRows = 150;          ///< of the table
constexpr std::size_t kCurveBytes = 90'000;     ///< of the rest of the page, what texts leave to curves at least
constexpr std::size_t kMostPoints = kMostBins;  ///< of a curve, at best
constexpr std::size_t kFewestPoints = 16;       ///< below this a curve is none
constexpr std::size_t kMostFailed = 20;
constexpr std::size_t kMostHead = 4'000;  ///< title, policy, licence: what is small anyway
constexpr int kMostName = 80;             ///< columns of a name in a legend
constexpr int kMostPath = 200;            ///< columns of a path that could not be read
constexpr int kMostMessage = 400;         ///< columns of why

constexpr std::string_view kStyles[] = {"node_modules/uplot/dist/uPlot.min.css", "report.css"};
// In the order in which they need each other.
constexpr std::string_view kScripts[] = {"node_modules/uplot/dist/uPlot.iife.min.js", "axes.js", "chart.js", "page.js"};

// clang-format off
const Text kAllRuns = {"All runs", "全部训练"};
const Text kUnread = {"Could not be read", "无法读取"};
// clang-format on

Text NotShown(std::size_t rows, std::size_t sections, std::size_t all) {
  if (rows < all)
    return {fmt::format("The worst {} of {} runs are listed, the first {} of them in full; name fewer logs to see the "
                        "others.",
                        rows, all, sections),
            fmt::format("共 {} 次训练，只列出最差的 {} 次，其中前 {} 次给出全文；要看其余的，请减少输入的日志。", all,
                        rows, sections)};
  return {fmt::format("The worst {} of {} runs are shown in full; diagnose one of the others alone to see all of it.",
                      sections, all),
          fmt::format("共 {} 次训练，最差的 {} 次给出全文；其余的请单独诊断。", all, sections)};
}

/// What is left of some room; none where more is taken than there is.
std::size_t Less(std::size_t room, std::size_t taken) { return room - std::min(room, taken); }

/// Judged runs, worst first.
std::vector<const Diagnosis*> WorstFirst(const Session& session) {
  std::vector<const Diagnosis*> runs = JudgedRuns(session);
  std::erase_if(runs, [](const Diagnosis* run) { return run->log == nullptr; });
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Diagnosis* a, const Diagnosis* b) { return a->verdict > b->verdict; });
  return runs;
}

class Page {
 public:
  Page(const Session& session, const Style& style)
      : session_(session), chinese_(style.chinese), runs_(WorstFirst(session)), all_(runs_.size()) {
    if (runs_.size() > kMostRows) runs_.resize(kMostRows);
  }

  std::string Write() {
    const std::string styles = Elements(kStyles, "style"), scripts = Elements(kScripts, "script");
    const std::string skeleton(PageFile("report.html").text);
    const std::size_t fixed = skeleton.size() + styles.size() + scripts.size() + kMostHead;
    const std::string content = Content(Less(kMostBytes, kCurveBytes + fixed));
    const std::string data = Data(Less(kMostBytes, fixed + content.size()));
    return FillIn(skeleton, {{"lang", chinese_ ? "zh" : "en"},
                             {"policy", Policy()},
                             {"title", Title()},
                             {"styles", styles},
                             {"content", content},
                             {"version", Escaped(Version())},
                             {"data", data},
                             {"license", std::string(PageFile("node_modules/uplot/LICENSE").text)},
                             {"scripts", scripts}});
  }

 private:
  /// Replaces {{name}}; what is put in is not looked at again.
  static std::string FillIn(std::string_view skeleton,
                            const std::vector<std::pair<std::string_view, std::string>>& parts) {
    std::string out;
    for (;;) {
      const std::size_t open = skeleton.find("{{");
      out += skeleton.substr(0, open);
      if (open == std::string_view::npos) return out;
      const std::string_view name = skeleton.substr(open + 2, skeleton.find("}}", open) - open - 2);
      const auto part = std::find_if(parts.begin(), parts.end(), [&](const auto& each) { return each.first == name; });
      if (part == parts.end()) throw Error(fmt::format("the page has no part {}", name));
      out += part->second;
      skeleton.remove_prefix(open + name.size() + 4);
    }
  }

  template <std::size_t kCount>
  static std::string Elements(const std::string_view (&paths)[kCount], std::string_view tag) {
    std::string out;
    for (const std::string_view path : paths) out += fmt::format("<{0}>{1}</{0}>\n", tag, PageFile(path).text);
    return out;
  }

  static std::string Policy() {
    std::vector<std::string_view> scripts, styles;
    for (const std::string_view path : kScripts) scripts.push_back(PageFile(path).sha256);
    for (const std::string_view path : kStyles) styles.push_back(PageFile(path).sha256);
    return ContentPolicy(scripts, styles);
  }

  /// A window's title is in one language: that of the command line.
  std::string Title() const {
    const Words& words = chinese_ ? say_.zh : say_.en;
    const std::string about = runs_.size() == 1 ? words[runs_.front()->verdict] + " · " + RunName(*runs_.front())
                                                : SummaryLine(session_, words);
    return Escaped(WithoutMiddle(about, 120, "…"));
  }

  std::string Summary() const {
    return Both(say_([&](const Words& words) { return SummaryLine(session_, words); }));
  }

  std::string Content(std::size_t room) {
    const bool alone = runs_.size() == 1;
    std::string failed = Failed(), sections;
    // The worst run has a section, if need be without some of its findings; the others have a whole one or none.
    room = Less(room, (alone ? 0 : Overview(0).size()) + failed.size());
    while (shown_ < runs_.size()) {
      const std::string section = RunSection(session_, *runs_[shown_], shown_ + 1, alone, room);
      if (shown_ > 0 && sections.size() + section.size() > room) break;
      sections += section;
      ++shown_;
    }
    return (alone ? "" : Overview(shown_)) + sections + failed +
           (alone ? "<p class=\"summary\">" + Summary() + "</p>\n" : "");
  }

  std::string Overview(std::size_t with_section) const {
    std::string out = "<section class=\"overview\">\n<h1>" + Summary() + "</h1>\n";
    if (!runs_.empty()) {
      out += RunTable(runs_, with_section);
      if (with_section < all_)
        out += "<p class=\"note\">" + Both(NotShown(runs_.size(), with_section, all_)) + "</p>\n";
      out += "<figure class=\"curve overlay\" data-run=\"all\" hidden><figcaption>" + Both(kAllRuns) +
             "</figcaption></figure>\n";
    }
    return out + "</section>\n";
  }

  std::string Failed() const {
    if (session_.failed.empty()) return "";
    std::string out = "<section class=\"failed\">\n<h3>" + Both(kUnread) + "</h3>\n<ul>\n";
    for (std::size_t i = 0; i < std::min(kMostFailed, session_.failed.size()); ++i) {
      const FailedInput& failed = session_.failed[i];
      out += "<li><code>" + Escaped(WithoutMiddle(failed.path, kMostPath, "…")) + "</code> " +
             Escaped(WithoutEnd(failed.message, kMostMessage, "…")) + " <small>" + Prose(failed.hint) +
             "</small></li>\n";
    }
    if (session_.failed.size() > kMostFailed) {
      out +=
          "<li>" +
          Both(say_([&](const Words& words) { return words(Word::kAndMore, session_.failed.size() - kMostFailed); })) +
          "</li>\n";
    }
    return out + "</ul></section>\n";
  }

  /// All curves with as many points as there is room for.
  std::string Data(std::size_t room) const {
    std::string data;
    const std::size_t folder = runs_.empty() ? 0 : CommonFolder(runs_);
    for (std::size_t most = kMostPoints; most >= kFewestPoints; most = most * 3 / 4) {
      data = "{\"runs\":[";
      for (std::size_t i = 0; i < runs_.size(); ++i) {
        const std::string name = WithoutMiddle(RunName(*runs_[i]).substr(folder), kMostName, "…");
        const CurveDetail detail = i < shown_ ? CurveDetail::kFull : CurveDetail::kOutline;
        if (i > 0) data += ',';
        data += ScriptSafe(CurveData(*runs_[i], session_.catalog->metrics, name, detail, most));
        if (data.size() > room) break;
      }
      data += "]}";
      if (data.size() <= room) return data;
    }
    return "{\"runs\":[]}";
  }

  const Session& session_;
  bool chinese_;
  Tongues say_;
  std::vector<const Diagnosis*> runs_;  ///< of the table
  std::size_t all_;                     ///< judged runs
  std::size_t shown_ = 0;               ///< runs that have a section
};

}  // namespace

const EmbeddedFile& PageFile(std::string_view path) {
  for (const EmbeddedFile& file : kPageFiles) {
    if (file.path == path) return file;
  }
  throw Error(fmt::format("the page has no file {}", path));
}

std::string HtmlReport(const Session& session, const Style& style) { return Page(session, style).Write(); }

}  // namespace sftdoctor
