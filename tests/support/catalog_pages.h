// The catalog as pages to read: docs/checks/<area>.md and docs/formats.md, each also in Chinese.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "catalog/catalog.h"

namespace sftdoctor::tests {

/// Writes Markdown in one language.
class CatalogPages {
 public:
  CatalogPages(const Catalog& catalog, bool chinese) : catalog_(catalog), chinese_(chinese) {}

  /// Content by path below docs/.
  std::map<std::string, std::string> All() const {
    std::map<std::string, std::vector<const Check*>> areas;
    for (const Check& check : catalog_.checks) areas[check.id.substr(0, check.id.find('/'))].push_back(&check);
    const std::string ending = chinese_ ? ".zh.md" : ".md";
    std::map<std::string, std::string> pages;
    for (const auto& [area, checks] : areas) pages["checks/" + area + ending] = AreaPage(area, checks);
    pages["formats" + ending] = FormatsPage();
    return pages;
  }

 private:
  std::string Word(const char* en, const char* zh) const { return chinese_ ? zh : en; }
  std::string In(const Text& text) const { return text.In(chinese_); }

  std::string Colon() const { return Word(": ", "："); }           ///< within a line
  std::string Follows() const { return Word(":\n\n", "：\n\n"); }  ///< before a list

  std::string AreaPage(const std::string& area, const std::vector<const Check*>& checks) const {
    std::string out = Word("# Checks: ", "# 检查项：") + area + "\n\n" +
                      Word("Written by `make docs` from `rules/checks/", "由 `make docs` 根据 `rules/checks/") + area +
                      Word("/`. [ARCHITECTURE.md](../../ARCHITECTURE.md#features) says what the features are.\n\n",
                           "/` 生成。各特征的含义见 [ARCHITECTURE.md](../../ARCHITECTURE.md#features)。\n\n");
    out += Word("| check | severity | finds |\n", "| 检查项 | 级别 | 发现的问题 |\n") + "|---|---|---|\n";
    for (const Check* check : checks) {
      out += fmt::format("| [{0}](#{1}) | {2} | {3} |\n", check->id, Anchor(check->id), Named(check->severity),
                         In(check->title));
    }
    for (const Check* check : checks) out += "\n" + Section(*check);
    return out;
  }

  /// As the usual renderers make it from a heading: punctuation goes.
  static std::string Anchor(std::string id) {
    std::erase(id, '/');
    return id;
  }

  static std::string Named(Severity severity) { return SeverityNames()[static_cast<std::size_t>(severity)]; }

  std::string Section(const Check& check) const {
    std::string out =
        fmt::format("## {}\n\n**{}** ({})\n\n{}\n", check.id, In(check.title), Named(check.severity), In(check.why));
    if (check.each.empty()) {
      out += "\n" + Word("Fires when", "触发条件") + Follows();
      Outline(check.when, "", out);
    } else {
      out += "\n" + Word("Fires for each", "逐项触发") + Follows() + Kinds(check);
    }
    for (const auto& [severity, when] : check.escalate) {
      out += "\n" + Word("Is of severity ", "在以下情况下级别为 ") + Named(severity) + Word(" when", "") + Follows();
      Outline(when, "", out);
    }
    if (!check.needs.empty()) {
      out += "\n" + Word("Is not checked without", "缺少以下数据时不检查") + Follows();
      for (const auto& [feature, least] : check.needs) {
        out += fmt::format("- `{}` ≥ {}\n", feature, ShortNumber(least));
      }
    }
    if (!check.superseded_by.empty()) {
      out += "\n" + Word("Gives way to a finding of ", "以下检查项已报出问题时不再重复：") +
             fmt::format("`{}`", fmt::join(check.superseded_by, "`, `")) + "\n";
    }
    if (!check.causes.empty()) out += Causes(check);
    if (!check.false_positives.empty()) {
      out += "\n" + Word("May be wrong: ", "可能误报：") + In(check.false_positives) + "\n";
    }
    if (!check.refs.empty()) out += "\n" + Word("See also", "参考") + Follows();
    for (const std::string& reference : check.refs) out += "- " + reference + "\n";
    return out;
  }

  std::string Kinds(const Check& check) const {
    std::string out;
    for (const NoteWords& words : check.each) {
      out += "- **" + NoteKindNames()[static_cast<std::size_t>(words.kind)] + "**";
      if (words.severity) out += fmt::format(" ({})", Named(*words.severity));
      out += fmt::format("{}{} *{}*\n", Colon(), Plain(In(words.say)), In(words.because));
    }
    return out;
  }

  /// Places to be filled in as code, so that no renderer takes them for its own.
  static std::string Plain(const std::string& text) {
    std::string out;
    for (const char c : text) {
      if (c == '{') out += '`';
      out += c;
      if (c == '}') out += '`';
    }
    return out;
  }

  std::string Causes(const Check& check) const {
    std::string out = "\n" +
                      Word("Likely causes, in this order before a run's own evidence moves them",
                           "可能的原因（默认顺序，会随具体证据调整）") +
                      Follows();
    for (std::size_t i = 0; i < check.causes.size(); ++i) {
      const Cause& cause = check.causes[i];
      out += fmt::format("{}. **{}**{}{}\n   {}{}\n", i + 1, In(cause.title), Colon(), In(cause.because),
                         Word("Next: ", "下一步："), In(cause.next));
    }
    return out;
  }

  std::string Comparison(const Clause& clause) const {
    switch (clause.kind) {
      case Clause::Kind::kAbove:
        return fmt::format("`{}` > {}", clause.feature, ShortNumber(clause.low));
      case Clause::Kind::kBelow:
        return fmt::format("`{}` < {}", clause.feature, ShortNumber(clause.high));
      case Clause::Kind::kBetween:
        return fmt::format("{} ≤ `{}` ≤ {}", ShortNumber(clause.low), clause.feature, ShortNumber(clause.high));
      case Clause::Kind::kIs:
        return fmt::format("`{}` = {}", clause.feature, ShortNumber(clause.low));
      default:
        return fmt::format("{}`{}`{}", Word("", "日志中没有 "), clause.feature, Word(" is missing", ""));
    }
  }

  void Outline(const Clause& clause, const std::string& indent, std::string& out) const {
    static constexpr const char* kEnglish[] = {"all of:", "any of:", "not:"};
    static constexpr const char* kChinese[] = {"全部满足：", "任一满足：", "不满足："};
    if (clause.kind <= Clause::Kind::kNot) {
      out += indent + "- " + (chinese_ ? kChinese : kEnglish)[static_cast<std::size_t>(clause.kind)] + "\n";
      for (const Clause& part : clause.parts) Outline(part, indent + "  ", out);
      return;
    }
    out += indent + "- " + Comparison(clause) + (clause.because.empty() ? "" : Colon() + In(clause.because)) + "\n";
  }

  std::string FormatsPage() const {
    std::string out = Word("# Log formats\n\n", "# 日志格式\n\n") +
                      Word(
                          "Written by `make docs` from `rules/formats/`. The format of a log is detected; "
                          "`sftdoctor formats --test FILE` says which one it is and why.\n\n",
                          "由 `make docs` 根据 `rules/formats/` 生成。日志格式会自动识别；"
                          "`sftdoctor formats --test FILE` 会说明识别成了哪一种、依据是什么。\n\n");
    out += Word("| format | logs of | losses in |\n", "| 格式 | 来源 | loss 的单位 |\n") + "|---|---|---|\n";
    for (const Format& format : catalog_.formats) {
      out += fmt::format("| {} | {} | {} |\n", format.id, In(format.title), UnitOf(format));
    }
    out += Word("\n## A line of each\n", "\n## 各格式的一行示例\n");
    for (const Format& format : catalog_.formats) {
      const FormatSample* sample = Telling(format);
      if (sample) out += fmt::format("\n{}\n```text\n{}\n```\n", format.id, Cut(sample->line));
    }
    return out;
  }

  /// The first sample with a loss, else the first that is read at all.
  static const FormatSample* Telling(const Format& format) {
    const FormatSample* best = nullptr;
    for (const FormatSample& sample : format.samples) {
      const bool loss = sample.values.contains("train/loss") || sample.values.contains("eval/loss");
      if (loss) return &sample;
      if (!best && sample.pattern) best = &sample;
    }
    return best;
  }

  std::string UnitOf(const Format& format) const {
    if (format.always) return "";  // prints none
    static constexpr const char* kEnglish[] = {"nats per token", "bits per token", "sums", "not known"};
    static constexpr const char* kChinese[] = {"nat/token", "bit/token", "总和", "未知"};
    return (chinese_ ? kChinese : kEnglish)[static_cast<std::size_t>(format.unit)];
  }

  /// The start of a long sample, whole characters only, without control characters.
  static std::string Cut(const std::string& line) {
    constexpr std::size_t kMost = 240;
    std::string out;
    for (const char c : ValidUtf8(Trim(line))) {
      const bool inside = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
      if (out.size() >= kMost && !inside) return out + " ...";
      if (c == '\n' || static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    return out;
  }

  const Catalog& catalog_;
  bool chinese_;
};

}  // namespace sftdoctor::tests
