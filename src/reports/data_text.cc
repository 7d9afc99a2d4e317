// The report of `data` for a terminal: what was read, how long the texts are, findings with samples, what to do next.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dataset/characters.h"
#include "reports/data_report.h"
#include "reports/digest.h"
#include "reports/text_finding.h"
#include "reports/text_page.h"

namespace sftdoctor {
namespace {

// clang-format off
const Text kRows{"{} rows", "{} 行"}, kOneRow{"1 row", "1 行"},
    kColumns{"columns {}", "列：{}"}, kPromptIs{"prompt: {}", "prompt：{}"}, kResponseIs{"response: {}", "response：{}"},
    kTextIs{"text: {}", "文本：{}"}, kTurnsAre{"turns: {}, the last exchange is judged", "多轮对话：{}（按最后一轮判断）"},
    kAlso{"not used: {}", "未使用：{}"}, kUnread{"not read: {}", "无法读取：{}"},
    kSkipped{"skipped", "已跳过"}, kSkippedRows{"{} that {} (the first on line {})", "{} 行{}（首次出现在第 {} 行）"},
    kNotUtf8{"{} rows hold bytes that are not UTF-8", "{} 行含有非 UTF-8 字节"},
    kLengths{"characters", "字符数"}, kLeast{"least", "最短"}, kMedian{"median", "中位数"}, kMost{"most", "最长"},
    kUsual{"usual", "常见范围"}, kOutside{"outside", "超出"}, kMissing{"empty", "缺失或空白"},
    kPrompt{"prompt", "prompt"}, kResponse{"response", "response"}, kTextField{"text", "文本"},
    kRowAt{"{} row {}", "{} 第 {} 行"}, kCharacters{"{} characters", "{} 字"}, kSameAs{"the same as {}", "同 {}"},
    kEmpty{"(nothing)", "（空）"}, kInFiles{" in {} files, {} rows", "（{} 个文件，{} 行）"}, kInFile{" in {} file, {} rows", "（{} 个文件，{} 行）"}, kUsing{"with {}", "按 {}"},
    kIncomplete{"incomplete", "不完整"}, kPart{"{} read in part", "{} 个文件只读到一部分"},
    kFine{"Nothing wrong found; {} checks ran.", "做了 {} 项检查，未发现问题。"},
    kBytes{"lengths are counted in characters; tokens are fewer: about 0.6 a Chinese character, 0.25 an English letter",
           "长度按字符计；token 数更少：一个汉字约 0.6 个，一个英文字母约 0.25 个"};
// clang-format on

template <typename... Values>
std::string Fill(const TextPage& page, const Text& text, const Values&... values) {
  return fmt::vformat(page.words[text], fmt::make_format_args(values...));
}

std::string CountOf(std::uint64_t count) { return Grouped(static_cast<double>(count)); }

std::string RowCount(const TextPage& page, std::uint64_t rows) {
  return rows == 1 ? page.words[kOneRow] : Fill(page, kRows, CountOf(rows));
}

/// Facts on as few lines as they fit.
void WriteFacts(const std::vector<std::string>& facts, TextPage& page) {
  std::string line;
  for (const std::string& fact : facts) {
    const std::string longer = line.empty() ? fact : line + page.pen.between() + fact;
    if (!line.empty() && DisplayWidth(longer) + 2 > page.style.columns) {
      page.Write(line, "  ");
      line = fact;
    } else {
      line = longer;
    }
  }
  page.Write(line, "  ");
}

bool IsUsed(const DatasetFile& file, const std::string& name) {
  return name == file.response.column ||
         (" + " + file.prompt.column + " + ").find(" + " + name + " + ") != std::string::npos;
}

void WriteColumns(const DatasetFile& file, TextPage& page) {
  std::vector<std::string> facts, others, unread;
  if (file.prompt.column.empty()) {
    facts.push_back(Fill(page, kTextIs, Printable(file.response.column)));
  } else if (file.prompt.column == file.response.column) {
    facts.push_back(Fill(page, kTurnsAre, Printable(file.response.column)));
  } else {
    facts.push_back(Fill(page, kPromptIs, Printable(file.prompt.column)));
    facts.push_back(Fill(page, kResponseIs, Printable(file.response.column)));
  }
  for (const Column& column : file.columns) {
    if (IsUsed(file, column.name)) continue;
    if (column.unread.empty()) {
      others.push_back(Printable(column.name));
    } else {
      unread.push_back(fmt::format("{} ({})", Printable(column.name), column.type));
    }
  }
  constexpr std::size_t kMost = 8;
  for (auto* list : {&others, &unread}) {
    if (list->empty()) continue;
    const bool long_list = list->size() > kMost;
    list->resize(std::min(list->size(), kMost));
    if (long_list) list->push_back(page.pen[Sign::kEllipsis]);
    facts.push_back(
        Fill(page, list == &others ? kAlso : kUnread, fmt::format("{}", fmt::join(*list, page.words[Word::kJoin]))));
  }
  WriteFacts(facts, page);
}

using TableRow = std::array<std::string, 9>;

TableRow LengthRow(const TextPage& page, const Text& name, const FieldFacts& facts, std::uint64_t shortest,
                   std::uint64_t longest) {
  const LengthHistogram& lengths = facts.lengths;
  const auto count = static_cast<double>(std::max<std::uint64_t>(1, lengths.count()));
  const double outside =
      100 * static_cast<double>(lengths.Below(shortest) + lengths.count() - lengths.Below(longest + 1)) / count;
  const std::string dash = page.style.unicode ? "–" : "-";
  return {page.words[name],
          CountOf(lengths.least()),
          CountOf(lengths.Quantile(0.5)),
          CountOf(lengths.Quantile(0.9)),
          CountOf(lengths.Quantile(0.99)),
          CountOf(lengths.most()),
          longest > 0 ? fmt::format("{}{}{}", shortest, dash, longest) : "",
          longest > 0 ? fmt::format("{:.1f} %", outside) : "",
          CountOf(facts.missing + facts.blank)};
}

void WriteLengths(const DatasetFile& file, TextPage& page) {
  const Words& words = page.words;
  std::vector<TableRow> rows = {{words[kLengths], words[kLeast], words[kMedian], "90 %", "99 %", words[kMost],
                                 words[kUsual], words[kOutside], words[kMissing]}};
  const bool one_text = file.prompt.column.empty();
  if (!one_text) rows.push_back(LengthRow(page, kPrompt, file.prompt, kShortestPrompt, kLongestPrompt));
  if (!one_text) rows.push_back(LengthRow(page, kResponse, file.response, kShortestResponse, kLongestResponse));
  if (one_text) rows.push_back(LengthRow(page, kTextField, file.response, 0, 0));
  std::array<int, std::tuple_size_v<TableRow>> widths{};
  for (const TableRow& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  if (one_text) widths[6] = widths[7] = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string line = "  " + page.pen(Ink::kFaint, PadTo(rows[r][0], widths[0]));
    for (std::size_t i = 1; i < rows[r].size(); ++i) {
      if (widths[i] == 0) continue;
      const int missing = widths[i] - DisplayWidth(rows[r][i]);
      line += std::string(static_cast<std::size_t>(2 + missing), ' ') +
              page.pen(r == 0 ? Ink::kFaint : Ink::kPlain, rows[r][i]);
    }
    page.WriteRaw(line);
  }
}

void WriteFile(const DatasetFile& file, TextPage& page) {
  page.Gap();
  const std::string join = page.words[Word::kJoin];
  page.WriteRaw(page.pen(Ink::kStrong, Printable(file.path)) + "  " +
                page.pen(Ink::kFaint, fmt::format("{}{}{}{}{}", file.format, join, page.words[NameOf(file.part)], join,
                                                  RowCount(page, file.rows))) +
                (file.failure ? join + page.pen(Ink::kError, page.words[kIncomplete]) : ""));
  WriteColumns(file, page);
  WriteLengths(file, page);
  for (const SkippedRows& skipped : file.skipped) {
    page.WriteLabelled(
        Ink::kWarning, page.words[kSkipped],
        Fill(page, kSkippedRows, page.style.chinese ? CountOf(skipped.count) : RowCount(page, skipped.count),
             page.words[TextOf(skipped.fault)], skipped.first_line),
        "  ");
  }
  if (file.not_utf8 > 0)
    page.WriteLabelled(Ink::kWarning, page.words[Word::kNote], Fill(page, kNotUtf8, CountOf(file.not_utf8)), "  ");
  for (const Text& note : file.notes)
    page.WriteLabelled(Ink::kWarning, page.words[Word::kNote], page.words[note], "  ");
}

void WriteSamples(const Survey& survey, const Finding& finding, TextPage& page) {
  const auto found = survey.samples().find(finding.check->id);
  if (found == survey.samples().end()) return;
  for (const RowSample& sample : found->second) {
    const DatasetFile& file = survey.files()[sample.file];
    std::string place = page.pen(Ink::kPlace, Printable(PlaceIn(file, sample.place, page.style.chinese)));
    if (sample.length > 0) place += "  " + page.pen(Ink::kFaint, Fill(page, kCharacters, CountOf(sample.length)));
    if (sample.same_as) {
      const auto& [earlier, at] = *sample.same_as;
      place += page.words[Word::kJoin] +
               Fill(page, kSameAs, Printable(PlaceIn(survey.files()[earlier], at, page.style.chinese)));
    }
    page.WriteRaw("   " + page.pen(Ink::kPlace, "-->") + " " + place);
    const bool one_text = file.prompt.column.empty();
    const std::string label = page.words[sample.is_prompt ? kPrompt : one_text ? kTextField : kResponse];
    const std::string text = sample.length > 0 ? Printable(sample.text) : page.words[kEmpty];
    const std::string shown = page.words.Labelled(label, text);
    const bool whole = CountCharacters(sample.text) == sample.length;
    const std::string ellipsis = page.pen[Sign::kEllipsis];
    page.WriteRaw("       " + WithoutEnd(whole ? shown : shown + ellipsis, page.style.columns - 7, ellipsis));
  }
}

void WriteNotChecked(const Diagnosis& diagnosis, TextPage& page) {
  const std::vector<std::string> lines = NotCheckedLines(diagnosis.not_checked, page.words);
  if (lines.empty()) return;
  page.Gap();
  page.Write(page.pen(Ink::kFaint, page.words[Word::kNotChecked]));
  for (const std::string& line : lines) page.Write(line, "  ", 4);
}

void WriteFailed(const FailedInput& failed, TextPage& page) {
  page.Gap();
  page.Write(page.words.Labelled(Printable(failed.path), Printable(failed.message)),
             page.words.Labelled(page.pen(Ink::kError, page.words[Severity::kError]), ""), 2);
  if (!failed.hint.empty()) page.WriteLabelled(Ink::kHelp, page.words[Word::kHelp], Printable(failed.hint));
}

std::size_t CountIncomplete(const DataSession& session) {
  const std::vector<DatasetFile>& files = session.survey->files();
  return static_cast<std::size_t>(
      std::count_if(files.begin(), files.end(), [](const DatasetFile& file) { return file.failure.has_value(); }));
}

std::string Summary(const DataSession& session, const TextPage& page) {
  static constexpr std::array<std::pair<Severity, Word>, 3> kCounts = {
      {{Severity::kError, Word::kErrors}, {Severity::kWarning, Word::kWarnings}, {Severity::kInfo, Word::kInfos}}};
  std::vector<std::string> found;
  const std::vector<Finding>& findings = session.diagnosis.findings;
  for (const auto& [severity, word] : kCounts) {
    const auto count = std::count_if(findings.begin(), findings.end(), [&, wanted = severity](const Finding& finding) {
      return finding.severity == wanted;
    });
    if (count > 0) found.push_back(page.words.Count(word, static_cast<double>(count)));
  }
  if (found.empty()) found.push_back(page.words[Word::kNoFindings]);
  std::uint64_t rows = 0;
  for (const DatasetFile& file : session.survey->files()) rows += file.rows;
  const std::size_t files = session.survey->files().size();
  std::string line = fmt::format("{}", fmt::join(found, page.words[Word::kJoin])) +
                     Fill(page, files == 1 ? kInFile : kInFiles, files, CountOf(rows));
  if (!session.failed.empty())
    line += page.words[Word::kThen] + page.words.Count(Word::kUnread, static_cast<double>(session.failed.size()));
  const std::size_t incomplete = CountIncomplete(session);
  if (incomplete > 0) line += page.words[Word::kThen] + Fill(page, kPart, incomplete);
  return line + page.words[Word::kStop];
}

}  // namespace

const Text& NameOf(Part part) {
  static const std::array<Text, 3> kNames = {Text{"training", "训练集"}, Text{"validation", "验证集"},
                                             Text{"test", "测试集"}};
  return kNames[static_cast<std::size_t>(part)];
}

bool DataSession::ReadAll() const { return failed.empty() && CountIncomplete(*this) == 0; }

std::string PlaceIn(const DatasetFile& file, std::uint64_t place, bool chinese) {
  if (file.format != "parquet") return fmt::format("{}:{}", file.path, place);
  return fmt::vformat(kRowAt.In(chinese), fmt::make_format_args(file.path, place));
}

std::string DataTextReport(const DataSession& session, const Style& style) {
  TextPage page(style);
  for (const DatasetFile& file : session.survey->files()) WriteFile(file, page);
  page.Gap();
  page.WriteLabelled(Ink::kFaint, page.words[Word::kNote], page.words[kBytes]);
  if (!session.config.empty()) page.Write(Fill(page, kUsing, Printable(session.config)));
  const Diagnosis& diagnosis = session.diagnosis;
  WriteFindings(diagnosis, page, [&](const Finding& finding) { WriteSamples(*session.survey, finding, page); });
  WriteNotChecked(diagnosis, page);
  for (const DatasetFile& file : session.survey->files()) {
    if (file.failure) WriteFailed({file.path, file.failure->what(), file.failure->hint()}, page);
  }
  for (const FailedInput& failed : session.failed) WriteFailed(failed, page);
  page.Gap();
  if (diagnosis.findings.empty() && session.ReadAll()) page.Write(Fill(page, kFine, diagnosis.ran.size()));
  if (!diagnosis.findings.empty()) {
    page.WriteLabelled(Ink::kHelp, page.words[Word::kHelp],
                       page.words(Word::kExplain, diagnosis.findings.front().check->id));
  }
  page.Write(page.pen(Ink::kStrong, Summary(session, page)));
  return page.out;
}

}  // namespace sftdoctor
