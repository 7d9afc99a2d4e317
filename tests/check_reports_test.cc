// The forms of a report of `check`, from findings made by hand.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "reports/check_digest.h"
#include "reports/check_report.h"
#include "reports/snippet.h"
#include "reports/width.h"
#include "tests/support/check_report.h"

namespace sftdoctor {
namespace {

const std::string kText =
    "class 配置:\n"
    "    batch_size_per_gpu: int = 24\n"
    "\n"
    "    名 = '学习率'; learn_rate = 1e-5  # 太低\n"
    "    epochs: int = '5'\n";

HandMadeReport Example() {
  HandMadeReport made;
  CheckedFile& file = made.AddFile("my conf/配置.py", kText);
  made.Add(file, "config/learn-rate-too-low", Severity::kError, "1e-5", "Too low: 100%, really");
  made.Add(file, "config/bad-value", Severity::kWarning, "'5'", "A text\nof two lines").fix =
      HandMadeReport::Replace(file, "'5'", "5", true);
  made.Add(file, "config/batch", Severity::kInfo, "24", "Large").fix = HandMadeReport::Replace(file, "24", "16", false);
  file.ran = {"config/bad-value", "config/batch", "config/cadence", "config/learn-rate-too-low"};
  file.not_checked = {{"config/warmup", {"give --rows", "请给出 --rows"}}};
  file.excused.push_back({made.Add(file, "config/cadence", Severity::kWarning, "epochs", "So it is"), "meant <so>"});
  file.findings.pop_back();
  return made;
}

const Style kPlain{false, false, true, 100};

TEST_CASE("full: source, caret below the value also behind wide characters, change, count") {
  const std::string report = FullCheckReport(Example().report, kPlain);
  CHECK(report ==
        "error config/learn-rate-too-low Too low: 100%, really\n"
        " --> my conf/配置.py:4:29\n"
        "  |\n"
        "4 |     名 = '学习率'; learn_rate = 1e-5  # 太低\n"
        "  |                                 ^^^^\n"
        "5 |     epochs: int = '5'\n"
        "  |\n"
        "\n"
        "warning config/bad-value [*] A text of two lines\n"
        " --> my conf/配置.py:5:19\n"
        "  |\n"
        "4 |     名 = '学习率'; learn_rate = 1e-5  # 太低\n"
        "5 |     epochs: int = '5'\n"
        "  |                   ^^^\n"
        "  |\n"
        "help: write 5\n"
        "5 -     epochs: int = '5'\n"
        "5 +     epochs: int = 5\n"
        "\n"
        "info config/batch Large\n"
        " --> my conf/配置.py:2:31\n"
        "  |\n"
        "1 | class 配置:\n"
        "2 |     batch_size_per_gpu: int = 24\n"
        "  |                               ^^\n"
        "  |\n"
        "help: write 16 (changes the training: `--unsafe-fixes`)\n"
        "2 -     batch_size_per_gpu: int = 24\n"
        "2 +     batch_size_per_gpu: int = 16\n"
        "\n"
        "not checked, which is not passed\n"
        "  config/warmup: give --rows\n"
        "\n"
        "help: `sftdoctor explain config/learn-rate-too-low` shows thresholds, reasons and known false\n"
        "  positives\n"
        "\n"
        "Found 3 problems (1 error, 1 warning, 1 info). 1 fixable with `--fix`, 1 more with `--unsafe-fixes`,\n"
        "1 ignored by comments.\n");
}

TEST_CASE("full: nothing found is one plain sentence, in either language") {
  HandMadeReport made;
  CHECK(FullCheckReport(made.report, kPlain) == "No training configuration found.\n");
  made.AddFile("a.py", "x = 1\n");
  CHECK(FullCheckReport(made.report, kPlain) == "No problems found in 1 configuration file.\n");
  CHECK(FullCheckReport(made.report, {false, true, true, 100}) == "检查了 1 个配置文件，没有发现问题。\n");
}

TEST_CASE("concise: one line a finding") {
  const std::string report = ConciseCheckReport(Example().report, kPlain);
  CHECK(
      report.starts_with("my conf/配置.py:4:29: config/learn-rate-too-low Too low: 100%, really\n"
                         "my conf/配置.py:5:19: config/bad-value [*] A text of two lines\n"));
  CHECK(CheckStatistics(Example().report, kPlain).starts_with("    1  config/bad-value "));
}

TEST_CASE("a caret stays in sight on a line of any length, and no line is wider than the terminal") {
  std::string text = "a = [";
  for (int i = 0; i < 4000; ++i) text += "'中文', ";
  text += "1e-5, ";
  for (int i = 0; i < 4000; ++i) text += "2, ";
  text += "]\n";
  const LineIndex lines(text);
  const std::size_t at = text.find("1e-5");
  const std::string snippet = Snippet(lines, {at, at + 4}, 60, Ink::kError, Pen(kPlain));
  std::string_view shown, carets;
  for (const std::string_view line : Split(snippet, '\n')) {
    CHECK(DisplayWidth(line) <= 60);
    if (line.find("1e-5") != std::string_view::npos) shown = line;
    if (line.find('^') != std::string_view::npos) carets = line;
  }
  INFO(snippet);
  REQUIRE_FALSE(shown.empty());
  CHECK(DisplayWidth(shown.substr(0, shown.find("1e-5"))) == static_cast<int>(carets.find('^')));
}

TEST_CASE("the change of a fix: a line that goes, lines that come, CRLF") {
  const auto change = [](const std::string& text, const std::vector<Edit>& edits) {
    return SnippetOfChange(text, LineIndex(text), edits, 80, Pen(kPlain));
  };
  CHECK(change("a\nb\nc\n", {{{2, 4}, ""}}) == "2 - b\n");
  CHECK(change("a\nb\nc\n", {{{2, 2}, "x\n"}}) == "2 + x\n");
  CHECK(change("a = 1\r\nb = 2\r\n", {{{4, 5}, "3"}, {{11, 12}, "4"}}) ==
        "1 - a = 1\n1 + a = 3\n2 - b = 2\n2 + b = 4\n");
  CHECK(change("a = 1", {{{5, 5}, "\nb = 2"}}) == "2 + b = 2\n");
}

TEST_CASE("json: the contract, and edits by byte offsets") {
  const HandMadeReport made = Example();
  const auto document = nlohmann::json::parse(JsonCheckReport(made.report, kPlain));
  CHECK(document["schema"] == "sftdoctor.check/1");
  const auto& file = document["files"][0];
  CHECK(file["findings"].size() == 3);
  CHECK(file["findings"][0]["place"] == nlohmann::json({{"file", "my conf/配置.py"}, {"line", 4}, {"column", 29}}));
  CHECK(file["findings"][0]["end"] == nlohmann::json({{"line", 4}, {"column", 33}}));
  CHECK(file["findings"][0]["fix"].is_null());
  const auto& edit = file["findings"][1]["fix"]["edits"][0];
  CHECK(kText.substr(edit["begin"], edit["end"].get<std::size_t>() - edit["begin"].get<std::size_t>()) == "'5'");
  CHECK(file["ignored"][0]["ignored"] == "meant <so>");
  CHECK(document["summary"]["fixable_unsafe"] == 1);
  std::string kinds;
  const std::string json_lines = JsonLinesCheckReport(made.report, kPlain);
  for (const std::string_view line : Split(Trim(json_lines), '\n')) {
    kinds += nlohmann::json::parse(line)["type"].get<std::string>() + " ";
  }
  CHECK(kinds == "finding finding finding file summary ");
}

TEST_CASE("github: escaped, worst first, at most ten of a level") {
  const std::string report = GithubCheckReport(Example().report, kPlain);
  CHECK(report ==
        "::error title=sftdoctor config/learn-rate-too-low,file=my conf/配置.py,line=4,col=29,endColumn=33::"
        "Too low: 100%25, really\n"
        "::warning title=sftdoctor config/bad-value,file=my conf/配置.py,line=5,col=19,endColumn=22::"
        "A text%0Aof two lines%0Awrite 5\n"
        "::notice title=sftdoctor config/batch,file=my conf/配置.py,line=2,col=31,endColumn=33::Large%0Awrite 16\n");
  HandMadeReport many;
  CheckedFile& file = many.AddFile("a:b,c%.py", kText);
  for (int i = 0; i < 12; ++i) many.Add(file, "config/x", Severity::kInfo, "24", std::to_string(i));
  many.Add(file, "config/y", Severity::kError, "24", "worst");
  const std::string limited = GithubCheckReport(many.report, kPlain);
  CHECK(limited.starts_with("::error title=sftdoctor config/y,file=a%3Ab%2Cc%25.py,"));
  CHECK(std::count(limited.begin(), limited.end(), '\n') == 12);
  CHECK(limited.ends_with("2 more of severity info: GitHub shows 10 a step\n"));
}

TEST_CASE("gitlab: severities, and fingerprints that lines may move under") {
  const auto prints = [](const std::string& before) {
    HandMadeReport made;
    CheckedFile& file = made.AddFile("./a.py", before + kText);
    made.Add(file, "config/x", Severity::kError, "24", "one");
    made.Add(file, "config/x", Severity::kWarning, "24", "again");
    made.Add(file, "config/x", Severity::kInfo, "1e-5", "elsewhere");
    std::vector<std::string> all;
    const auto issues = nlohmann::json::parse(GitlabCheckReport(made.report, kPlain));
    for (const auto& issue : issues) {
      all.push_back(issue["fingerprint"]);
      CHECK(issue["location"]["path"] == "a.py");
    }
    CHECK(issues[0]["severity"] == "critical");
    CHECK(issues[1]["severity"] == "major");
    CHECK(issues[2]["severity"] == "minor");
    return all;
  };
  const std::vector<std::string> here = prints("");
  CHECK(std::set<std::string>(here.begin(), here.end()).size() == 3);
  CHECK(here == prints("import os\n\n"));
}

TEST_CASE("sarif: regions, rules once, fixes that nobody has to decide about, suppressed results") {
  HandMadeReport made = Example();
  auto run = nlohmann::json::parse(SarifCheckReport(made.report, kPlain))["runs"][0];
  CHECK(run["results"].size() == 4);
  CHECK(run["tool"]["driver"]["rules"].size() == 4);
  const auto& first = run["results"][0];
  CHECK(first["level"] == "error");
  CHECK(first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "my%20conf/%E9%85%8D%E7%BD%AE.py");
  const auto& region = first["locations"][0]["physicalLocation"]["region"];
  CHECK(region["startColumn"] == 29);
  CHECK(region["endColumn"] == 33);
  CHECK(kText.substr(region["byteOffset"], region["byteLength"]) == "1e-5");
  CHECK(region["snippet"]["text"] == "1e-5");
  CHECK(run["results"][1]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "5");
  CHECK_FALSE(run["results"][2].contains("fixes"));
  CHECK(run["results"][3]["suppressions"][0]["justification"] == "meant <so>");
  made.report.unsafe = true;
  run = nlohmann::json::parse(SarifCheckReport(made.report, kPlain))["runs"][0];
  CHECK(run["results"][2].contains("fixes"));
}

TEST_CASE("junit: a case a check, failures from the severity on that fails, skipped is not passed") {
  const std::string report = JunitCheckReport(Example().report, kPlain);
  CHECK(report.find("tests=\"5\" failures=\"2\" errors=\"0\" skipped=\"1\"") != std::string::npos);
  CHECK(report.find("<testcase name=\"config/cadence\" classname=\"my conf/配置.py\" time=\"0\"/>") !=
        std::string::npos);
  CHECK(report.find("<skipped message=\"give --rows\"/>") != std::string::npos);
  CHECK(report.find("<system-out>my conf/配置.py:2:31: Large</system-out>") != std::string::npos);
}

TEST_CASE("junit: what XML cannot hold is not in it") {
  HandMadeReport made;
  CheckedFile& file = made.AddFile("a\x01'.py", kText);
  made.Add(file, "config/x", Severity::kError, "24", "\xEF\xBF\xBF and \"<&\x0B");
  file.ran = {"config/x"};
  const std::string report = JunitCheckReport(made.report, kPlain);
  CHECK(report.find("classname=\"a�&#39;.py\"") != std::string::npos);
  CHECK(report.find("message=\"� and &quot;&lt;&amp;�\"") != std::string::npos);
}

TEST_CASE("files that could not be read are in every form") {
  HandMadeReport made;
  made.report.failed.push_back({"gone <&>.py", "cannot open for reading", "check the path"});
  CHECK(FullCheckReport(made.report, kPlain).find("gone <&>.py: cannot open") != std::string::npos);
  CHECK(JsonCheckReport(made.report, kPlain).find("cannot open") != std::string::npos);
  CHECK(GithubCheckReport(made.report, kPlain) ==
        "::error title=sftdoctor,file=gone <&>.py::cannot open for reading\n");
  CHECK(SarifCheckReport(made.report, kPlain).find("\"executionSuccessful\": false") != std::string::npos);
  CHECK(JunitCheckReport(made.report, kPlain).find("gone &lt;&amp;&gt;.py") != std::string::npos);
}

}  // namespace
}  // namespace sftdoctor
