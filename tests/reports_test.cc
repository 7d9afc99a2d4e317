// Reports for people: what is printable, how it wraps, what the plot shows, and that text and Markdown say it all.
#include <doctest/doctest.h>

#include <cmath>

#include "reports/curve_plot.h"
#include "reports/digest.h"
#include "reports/plot_axes.h"
#include "reports/width.h"
#include "reports/words.h"

namespace sftdoctor::tests {
namespace {

const std::string kEscape = "\x1B";

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

bool Contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A check as the catalog would state it.
Check MakeCheck(const std::string& id, const std::string& next) {
  Check check;
  check.id = id;
  check.title = {"loss does not decrease", "loss 不下降"};
  Cause rate, data;
  rate.title = {"learning rate too low", "学习率太低"};
  rate.because = {"each step moves the weights too little", "每一步走得太小"};
  rate.next = {next, next + "，再对新日志运行诊断"};
  data.title = {"data or labels broken", "数据或标签有问题"};
  data.because = {"there is nothing to learn", "模型学不到东西"};
  check.causes = {rate, data};
  return check;
}

/// One log with two runs, the second judged: it falls from 7 to 4.8 in `points` records and stays there.
struct Stuck {
  Format format;
  Check loss = MakeCheck("loss/not-decreasing", "Raise the learning rate to 3-5 times");
  Check bleu = MakeCheck("bleu/near-zero", "Mend the loss first");
  Catalog catalog;
  Session session;

  explicit Stuck(const std::string& path = "logs/chat_trainer-20260127.log", std::size_t points = 100) {
    format.id = "chat_trainer";
    format.unit = LossUnit::kNats;
    session.catalog = &catalog;
    AddLog(path, points);
  }

  void AddLog(const std::string& path, std::size_t points) {
    auto log = std::make_unique<Log>();
    log->path = path;
    log->format = &format;
    log->counts = {.lines = 220, .recognized = 210, .misfit = 2, .over_long = 1, .cut = 1};
    log->runs.resize(2);
    for (std::size_t i = 0; i < 2; ++i) {
      log->runs[i].id = i + 1;
      log->runs[i].first_line = 1 + 100 * i;
      log->runs[i].last_line = 100 + 100 * i;
    }
    Run& run = log->runs[1];
    run.records = points;
    run.last_x = 50.0 * static_cast<double>(points);
    run.counts_steps = true;
    run.started = 1e9;
    run.ended = 1e9 + 17340;
    run.resumes = {{.line = 140, .step = 1000}};
    run.duplicates = 3;
    for (const Run& each : log->runs) {
      Diagnosis& diagnosis = session.diagnoses.emplace_back();
      diagnosis.log = log.get();
      diagnosis.run = &each;
    }
    Judge(session.diagnoses.back(), points);
    session.logs.push_back(std::move(log));
  }

  void Judge(Diagnosis& diagnosis, std::size_t points) {
    diagnosis.judged = true;
    diagnosis.verdict = Verdict::kCritical;
    Observation& seen = diagnosis.observation;
    seen.nats = true;
    seen.loss.points = points;
    for (std::size_t i = 0; i < points; ++i) {
      const double t = static_cast<double>(i), y = 4.8 + 2.2 * std::exp(-t / 5) + 0.1 * std::sin(7 * t);
      seen.loss.bins.push_back({.x = 50 * (t + 1), .y = y, .low = y, .high = y, .line = 101 + i});
    }
    seen.features.Set("loss.start", 5.265);
    seen.features.Set("loss.level", 4.764);
    seen.features.Set("loss.best", 4.673);
    seen.features.Set("target.loss", 1.5);
    const RankedCause rate{&loss.causes[0], {{"a tenth of the pretraining rate", "只有预训练学习率的十分之一"}}, {}};
    const RankedCause data{&loss.causes[1], {}, {{"the loss fell well", "loss 降得不错"}}};
    diagnosis.findings.resize(2);
    Finding& first = diagnosis.findings[0];
    first.check = &loss;
    first.severity = Severity::kError;
    first.message = {"Loss does not fall: 5.265, 4.764 now.", "loss 没有下降：起点 5.265，现在 4.764。"};
    first.line = 151;
    first.causes = {rate, data};
    Finding& second = diagnosis.findings[1];
    second.check = &bleu;
    second.severity = Severity::kWarning;
    second.message = {"BLEU is 0.0494.", "BLEU 只有 0.0494。"};
    second.causes = {{&bleu.causes[0], {}, {}}};
    first.evidence = {
        {"loss.unit_nats", 1, "is", 1, 0, {"the limit is in nats", "界限以自然对数为单位"}},
        {"loss.level",
         4.764,
         "above",
         4,
         0,
         {"above 4.0 nats a model answers beside the question", "loss 在 4.0 以上时，模型的回答基本对不上问题"}},
        {"loss.fall_share",
         0.095,
         "below",
         0,
         0.1,
         {"a run that learns loses far more", "真正在学的训练，降幅远不止一成"}},
        {"loss.level", 4.764, "above", 4, 0, {"said twice", "重复"}}};
    diagnosis.ran = {"loss/not-decreasing", "bleu/near-zero"};
    diagnosis.not_checked = {{"eval/overfit", {"the log does not tell eval.points", "日志中没有 eval.points"}},
                             {"loss/too-slow", {"the log does not tell loss.forecast", "日志中没有 loss.forecast"}},
                             {"eval/gap", {"the log does not tell eval.points", "日志中没有 eval.points"}}};
  }

  Diagnosis& judged() { return session.diagnoses.back(); }
};

TEST_CASE("nothing from a log reaches the terminal raw") {
  CHECK(Printable("a\tb\nc") == "a b c");
  CHECK(Printable("x\x1B[31mred\x07") == "x�[31mred�");
  CHECK(Printable("\xFF\xC3") == "��");
  CHECK(Printable("\xC2\x9Bm") == "�m");  // a C1 control is as good as ESC [
  CHECK(Printable("a\xE2\x80\xAE"
                  "b") == "a�b");                        // right-to-left override
  CHECK(Printable("\xEF\xBF\xBE\xEF\xBF\xBF") == "��");  // U+FFFE and U+FFFF are no characters, and no XML
  CHECK(Printable("\xF0\x9F\xBF\xBF\xF0\x9F\xBF\xBD") == "�\xF0\x9F\xBF\xBD");
  CHECK(Printable("训练.log") == "训练.log");
}

TEST_CASE("of a long line what stands around the place that is meant") {
  const std::string digits = "0123456789abcdefghij";
  CHECK(Around(digits, 7, 20, "…") == digits);
  CHECK(Around(digits, 0, 8, "…") == "01234567…");
  CHECK(Around(digits, 10, 8, "…") == "…89abcdef…");
  CHECK(Around(digits, 19, 8, "...") == "...cdefghij");
  CHECK(Around(digits, 999, 8, "…") == "…cdefghij");
  CHECK(Around("", 3, 8, "…").empty());
  CHECK(Around("前面的学习率后面", 10, 8, "…") == "…的学习率…");  // in the middle of a character
  CHECK(Around("a\x1B\xFF" + std::string(100, 'b'), 1, 4, "…") == "a��b…");
  // Marks that take no columns take room all the same.
  std::string marks = "x";
  for (int i = 0; i < 10'000; ++i) marks += "\xCC\x81";
  CHECK(Around(marks, 5000, 50, "…").size() < 120);
}

TEST_CASE("width counts columns, not bytes") {
  CHECK(DisplayWidth("loss") == 4);
  CHECK(DisplayWidth("训练：") == 6);
  CHECK(DisplayWidth("\x1B[1;31merror\x1B[0m") == 5);
  CHECK(DisplayWidth("⠤▲→") == 3);
  CHECK(PadTo("训练", 6) == "训练  ");
  CHECK(PadTo("long", 2) == "long");
  CHECK(WithoutMiddle("logs/chat_trainer.log", 12, "...") == "log...er.log");
  CHECK(WithoutMiddle("short", 12, "...") == "short");
  CHECK(DisplayWidth(WithoutMiddle("日志/训练日志文件.log", 11, "…")) <= 11);
}

TEST_CASE("wrapping hangs, keeps paths whole and CJK punctuation in place") {
  CHECK(Wrap("one two three", 9, "- ", "  ") == "- one two\n  three\n");
  CHECK(Wrap("", 9, "- ", "  ") == "- \n");
  CHECK(Wrap("at /a/very/long/path.log:12 now", 10, "", "") == "at\n/a/very/long/path.log:12\nnow\n");
  CHECK(Wrap("abcdefghijkl", 5, "", " ") == "abcde\n fghi\n jkl\n");
  CHECK(Wrap("学习率太低，步子太小", 10, "", "") == "学习率太\n低，步子太\n小\n");
  CHECK(Wrap("用（比）", 4, "", "") == "用\n（比\n）\n");  // nothing fits: broken where it must be
  CHECK(Wrap("\x1B[1maa bb\x1B[0m cc", 4, "", "") == "\x1B[1maa\x1B[0m\n\x1B[1mbb\x1B[0m\ncc\n");
}

TEST_CASE("every word has both languages and the same blanks in them") {
  const Words en(Style{}), zh(Style{.chinese = true});
  const auto blanks = [](const std::string& text) { return std::count(text.begin(), text.end(), '{'); };
  for (int i = 0; i < static_cast<int>(Word::kWords); ++i) {
    const auto word = static_cast<Word>(i);
    std::string one = en[word];
    one = one.substr(0, one.find('|'));
    CHECK_MESSAGE(blanks(one) == blanks(zh[word]), one);
    CHECK(en[word].empty() == zh[word].empty());
  }
  CHECK(en.Count(Word::kRecords, 1) == "1 record");
  CHECK(en.Count(Word::kRecords, 12345) == "12,345 records");
  CHECK(zh.Count(Word::kRecords, 2) == "2 条记录");
  CHECK(Grouped(1234567) == "1,234,567");
  CHECK(Grouped(9999) == "9999");
}

TEST_CASE("marks under the axis are joined where they touch") {
  const Pen pen(Style{.unicode = false});
  CHECK(MarkLine({{3, 1, Severity::kError}}, 20, pen) == "   ^1");
  CHECK(MarkLine({{8, 2, Severity::kInfo}, {3, 1, Severity::kError}}, 20, pen) == "   ^1   ^2");
  CHECK(MarkLine({{4, 3, Severity::kInfo}, {3, 1, Severity::kError}}, 20, pen) == "   ^1,3");
  CHECK(MarkLine({{19, 1, Severity::kInfo}}, 20, pen) == std::string(18, ' ') + "1^");
  CHECK(MarkLine({}, 20, pen).empty());
}

TEST_CASE("a line of the log finds its place on the curve") {
  Stuck stuck;
  CHECK(XOfLine(stuck.judged(), 101) == doctest::Approx(50));
  CHECK(XOfLine(stuck.judged(), 150) == doctest::Approx(2500));
  CHECK(XOfLine(stuck.judged(), 1) == doctest::Approx(50));
  CHECK(XOfLine(stuck.judged(), 900) == doctest::Approx(5000));
}

TEST_CASE("few wild records do not flatten the plot") {
  Observation seen;
  for (int i = 0; i < 200; ++i) {
    const double y = i == 100 ? 1e6 : 2 + 0.01 * (i % 50);
    seen.loss.bins.push_back({.x = 1.0 * i, .y = y, .low = y, .high = y, .line = 1});
  }
  CHECK(LossRange(seen).high < 3);
  seen.loss.bins.resize(1);
  CHECK(LossRange(seen).high > LossRange(seen).low);
}

TEST_CASE("evaluation losses of another unit stay out of the plot") {
  Stuck stuck;
  Observation& seen = stuck.judged().observation;
  for (int i = 1; i <= 5; ++i)
    seen.eval.bins.push_back({.x = 1000.0 * i, .y = 4.5, .low = 4.5, .high = 4.5, .line = 1});
  CHECK(EvaluationFits(seen));
  CHECK(Contains(PlotCurve(stuck.judged(), Style{}, 78)[0], "evaluation"));
  for (Bin& bin : seen.eval.bins) bin.y = 1e5;
  CHECK_FALSE(EvaluationFits(seen));
  CHECK(LossRange(seen).high < 10);
  CHECK_FALSE(Contains(PlotCurve(stuck.judged(), Style{}, 78)[0], "evaluation"));
}

TEST_CASE("the plot has eight rows, labels, marks, and fits") {
  Stuck stuck;
  for (const int columns : {38, 78, 118}) {
    for (const bool unicode : {false, true}) {
      const auto lines = PlotCurve(stuck.judged(), Style{.unicode = unicode}, columns);
      REQUIRE(lines.size() == 12);  // legend, 8 rows, axis, marks, x labels
      for (const std::string& line : lines) CHECK(DisplayWidth(line) <= columns);
      CHECK(Contains(lines[10], unicode ? "▲1" : "^1"));
      CHECK(Contains(lines[11], "5000 steps"));
      CHECK(Contains(lines[1], unicode ? "┤" : "+"));
    }
  }
  stuck.judged().observation.loss.bins.clear();
  CHECK(PlotCurve(stuck.judged(), Style{}, 78).empty());
}

TEST_CASE("a stuck run reads from the verdict down") {
  Stuck stuck;
  const std::string report = TextReport(stuck.session, Style{.columns = 80});
  std::size_t at = 0;
  for (const char* part : {"logs/chat_trainer-20260127.log  chat_trainer, run 2 of 2",
                           "✗ critical: Loss does not fall: 5.265, 4.764 now.",
                           "loss 5.265 → 4.764 (best 4.673)",
                           "100 records · 5000 steps · 4 h 49 min",
                           "↓ target 1.5",
                           "▲1 error[loss/not-decreasing] loss does not decrease",
                           "--> logs/chat_trainer-20260127.log:151",
                           "· loss.level 4.764 > 4: above 4.0 nats",
                           "· loss.fall_share 0.095 < 0.1",
                           "likely causes",
                           "1. learning rate too low",
                           "+ a tenth of the pretraining rate",
                           "2. data or labels broken",
                           "− the loss fell well",
                           "next: Raise the learning rate",
                           " 2 warning[bleu/near-zero] BLEU is 0.0494.",
                           "likely causes: learning rate too low (see 1)",
                           "next: Mend the loss first",
                           "not checked, which is not passed",
                           "eval/overfit, eval/gap: the log does not tell eval.points",
                           "loss/too-slow: the log does not tell loss.forecast",
                           "resumed: line 140, step 1000",
                           "3 points were printed twice",
                           "log: 210 of 220 lines recognized; 6 other text; 2 look like records",
                           "not judged: run 1 (lines 1-100); `--run N`",
                           "help: `sftdoctor explain loss/not-decreasing`",
                           "1 error, 1 warning in 1 run."}) {
    const std::size_t found = report.find(part, at);
    CHECK_MESSAGE(found != std::string::npos, part);
    if (found != std::string::npos) at = found;
  }
  CHECK_FALSE(Contains(report, "loss.unit_nats"));  // context gives way to what tells more
  CHECK_FALSE(Contains(report, "said twice"));
}

TEST_CASE("no line is longer than the page, paths aside") {
  Stuck stuck("logs/chat_trainer-20260127.log");
  stuck.AddLog("logs/a.log", 1);
  stuck.judged().observation.features = {};
  stuck.session.failed.push_back({"missing.log", "cannot be opened: No such file or directory", "check the path"});
  for (int columns = 40; columns <= 120; columns += 16) {
    for (const bool chinese : {false, true}) {
      for (const bool unicode : {false, true}) {
        for (const bool color : {false, true}) {
          const Style style{.color = color, .chinese = chinese, .unicode = unicode, .columns = columns};
          const std::string report = TextReport(stuck.session, style);
          CHECK(Contains(report, kEscape) == color);
          for (const std::string& line : LinesOf(report)) {
            if (!Contains(line, "logs/")) CHECK_MESSAGE(DisplayWidth(line) <= columns, line);
          }
        }
      }
    }
  }
}

TEST_CASE("a hostile path cannot speak to the terminal or break out of Markdown") {
  Stuck stuck("a`|<b>\x1B[2J\xFF\n.log");
  for (const std::string& report : {TextReport(stuck.session, Style{}), MarkdownReport(stuck.session, Style{})}) {
    CHECK_FALSE(Contains(report, kEscape));
    CHECK_FALSE(Contains(report, "\xFF"));
  }
  CHECK(Contains(MarkdownReport(stuck.session, Style{}), "`a'/<b>�[2J� .log`"));
}

TEST_CASE("a healthy run is short") {
  Stuck stuck;
  stuck.judged().findings.clear();
  stuck.judged().verdict = Verdict::kHealthy;
  const std::string report = TextReport(stuck.session, Style{.columns = 80});
  CHECK(Contains(report, "✓ healthy: Nothing wrong found; 2 checks ran."));
  CHECK(Contains(report, "No findings in 1 run."));
  CHECK_FALSE(Contains(report, "explain"));
  CHECK(LinesOf(report).size() < 30);
}

TEST_CASE("many runs come as a table, with details where something is wrong") {
  Stuck stuck("logs/a.log");
  stuck.AddLog("logs/b.log", 50);
  stuck.judged().findings.clear();
  stuck.judged().verdict = Verdict::kHealthy;
  stuck.session.failed.push_back({"missing.log", "cannot be opened", "check the path"});
  const std::string report = TextReport(stuck.session, Style{.columns = 80});
  CHECK(
      report.starts_with("run       verdict   loss           findings\n"
                         "a.log #2  critical  5.265 → 4.764  loss/not-decreasing, bleu/near-zero\n"
                         "b.log #2  healthy   5.265 → 4.764\n"));
  CHECK_FALSE(Contains(report, "✓ healthy"));
  CHECK(Contains(report, "error: missing.log: cannot be opened\nhelp: check the path\n"));
  CHECK(Contains(report, "not checked in healthy runs: eval/gap (1 run), eval/overfit (1 run)"));
  CHECK(report.ends_with("1 error, 1 warning in 2 runs; 1 input could not be read.\n"));
}

TEST_CASE("a table keeps its columns where a loss is missing") {
  Stuck stuck("logs/a.log");
  stuck.AddLog("logs/b.log", 50);
  stuck.judged().observation.features = {};
  CHECK(
      Contains(TextReport(stuck.session, Style{.columns = 80}), "\nb.log #2  critical                 loss/not-decr"));
}

TEST_CASE("units and guesses are stated") {
  Stuck stuck;
  stuck.format.unit = LossUnit::kSum;
  stuck.format.guess = true;
  stuck.judged().observation.nats = false;
  const std::string report = TextReport(stuck.session, Style{.columns = 100});
  CHECK(Contains(report, "A loss is a sum over a sentence or batch here"));
  CHECK(Contains(report, "chat_trainer (guessed)"));
  CHECK(Contains(report, "warning: the format was guessed"));
  CHECK_FALSE(Contains(report, "target 1.5"));
}

TEST_CASE("Chinese reads as Chinese") {
  Stuck stuck;
  const std::string report = TextReport(stuck.session, Style{.chinese = true, .columns = 80});
  CHECK(Contains(report, "✗ 严重异常：loss 没有下降：起点 5.265，现在 4.764。"));
  CHECK(Contains(report, "loss 5.265 → 4.764（最好 4.673）"));
  CHECK(Contains(report, "1. 学习率太低\n      + 只有预训练学习率的十分之一\n"));
  CHECK(report.ends_with("1 个错误、1 个警告（1 次训练）。\n"));
}

TEST_CASE("Markdown has headings, a table, a fenced curve and the same findings") {
  Stuck stuck;
  const std::string report = MarkdownReport(stuck.session, Style{.color = true});
  CHECK(report.starts_with("## ✗ critical: `logs/chat_trainer-20260127.log` (run 2 of 2)\n\nLoss does not fall"));
  CHECK(Contains(report, "| loss | 5.265 → 4.764 (best 4.673) |\n"));
  CHECK(Contains(report, "```text\n"));
  CHECK(Contains(report, "^1\n"));
  CHECK(Contains(report, "### 1. error `loss/not-decreasing`: loss does not decrease"));
  CHECK(Contains(report, "- `loss.level 4.764 > 4`: above 4.0 nats"));
  CHECK(Contains(report, "1. **learning rate too low**: a tenth of the pretraining rate\n"));
  CHECK(Contains(report, "against it: the loss fell well"));
  CHECK(Contains(report, "**next**: Raise the learning rate"));
  CHECK(Contains(report, "- **resumed**: line 140, step 1000\n"));
  CHECK_FALSE(Contains(report, kEscape));
}

}  // namespace
}  // namespace sftdoctor::tests
