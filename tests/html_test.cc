// The HTML report as a file: what it holds, in both languages, and that nothing hostile and nothing foreign gets in.
// What it does in a browser is for browser_test.cc.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/pattern.h"
#include "commands/commands.h"
#include "reports/html/curve_data.h"
#include "reports/html/markup.h"
#include "reports/html/page_files.h"
#include "reports/html/policy.h"
#include "reports/html/sections.h"
#include "reports/html/static_curve.h"
#include "tests/support/chat_log.h"
#include "tests/support/console.h"

namespace sftdoctor::tests {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLimit = 400'000;

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string StuckLog(double level = 4.8, int epochs = 3) {
  std::string text = StartLine(false);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (int step = 0; step < 1600; step += 50)
      text += LossLine(epoch, step, level + 0.1 * ((step / 50 * 7 + epoch) % 5 - 2));
    text += EpochLine(epoch, level, 0.031 + 0.004 * epoch);
  }
  return text;
}

std::string HtmlOf(FakeWorld& world, std::vector<std::string> inputs, const std::string& lang = "en",
                   const std::string& config = "") {
  DiagnoseOptions options;
  options.config = config;
  options.inputs = std::move(inputs);
  options.format = "html";
  options.output = "report.html";
  options.common.lang = lang;
  RunDiagnose(options, world);
  return world.files["report.html"];
}

std::string StuckPage(const std::string& lang = "en", const std::string& path = "logs/stuck.log") {
  FakeWorld world;
  world.files[path] = StuckLog();
  return HtmlOf(world, {path}, lang);
}

/// The text between `open` and the next `close`, from `from` on; moves `from` behind it. Empty when there is none.
std::string Between(const std::string& text, const std::string& open, const std::string& close, std::size_t& from) {
  const std::size_t start = text.find(open, from);
  if (start == std::string::npos) return "";
  const std::size_t begin = start + open.size(), end = text.find(close, begin);
  REQUIRE(end != std::string::npos);
  from = end + close.size();
  return text.substr(begin, end - begin);
}

Json DataOf(const std::string& page) {
  std::size_t at = 0;
  return Json::parse(Between(page, "id=\"data\">", "</script>", at));
}

/// Every start tag outside of scripts, styles and comments, with its attributes.
std::vector<std::string> TagsOf(const std::string& page) {
  std::vector<std::string> tags;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at)) {
    if (page.compare(at, 4, "<!--") == 0) {
      at = page.find("-->", at);
      continue;
    }
    const std::size_t end = page.find('>', at);
    REQUIRE(end != std::string::npos);
    tags.push_back(page.substr(at + 1, end - at - 1));
    at = end;
    for (const std::string raw : {"script", "style"}) {
      if (tags.back().starts_with(raw)) at = page.find("</" + raw + ">", end);
    }
  }
  return tags;
}

/// Void elements aside, every element is closed, in order.
void CheckNesting(const std::string& page) {
  static const std::set<std::string> kVoid = {"!DOCTYPE", "meta", "input", "path", "line"};
  std::vector<std::string> open;
  for (const std::string& tag : TagsOf(page)) {
    if (tag.starts_with("/")) {
      REQUIRE_FALSE(open.empty());
      CHECK(open.back() == tag.substr(1));
      open.pop_back();
    } else if (const std::string name = tag.substr(0, tag.find_first_of(" /")); !kVoid.contains(name)) {
      open.push_back(name);
    }
  }
  CHECK(open.empty());
}

TEST_CASE("the page says the verdict first, then facts, curve, findings, and what was not checked") {
  const std::string page = StuckPage();
  std::size_t at = 0;
  for (const char* part :
       {"<title>critical · logs/stuck.log</title>", "class=\"run critical\"", "<h1", "logs/stuck.log",
        "<dl class=\"facts\">", "<figure class=\"curve\" data-run=\"0\">", "<svg class=\"static\"", "class=\"trend\"",
        "<ol class=\"findings\">", "loss/not-decreasing", "class=\"evidence\"", "loss.level 4.8 &gt; 4",
        "class=\"causes\"", "class=\"next\"", "not checked", "id=\"data\""}) {
    const std::size_t found = page.find(part, at);
    CHECK_MESSAGE(found != std::string::npos, std::string(part));
    if (found != std::string::npos) at = found;
  }
  CHECK(page.size() < kLimit);
  CheckNesting(page);
}

TEST_CASE("both languages are in the page and the command line chooses the first") {
  const std::string en = StuckPage("en"), zh = StuckPage("zh");
  CHECK(Has(en, "<html lang=\"en\">"));
  CHECK(Has(zh, "<html lang=\"zh\">"));
  CHECK(Has(zh, "<title>严重异常 · logs/stuck.log</title>"));
  for (const std::string& page : {en, zh}) {
    CHECK(Has(page, "<span lang=\"en\">critical</span><span lang=\"zh\">严重异常</span>"));
    CHECK(Has(page, "<span lang=\"en\">likely causes</span><span lang=\"zh\">可能原因</span>"));
  }
  const auto count = [&](const char* part) {
    std::size_t number = 0;
    for (std::size_t at = en.find(part); at != std::string::npos; at = en.find(part, at + 1)) ++number;
    return number;
  };
  CHECK(count("<span lang=\"en\">") == count("<span lang=\"zh\">"));
  CHECK(count("<span lang=\"en\">") > 40);
}

TEST_CASE("nothing is loaded and only what we wrote may run") {
  const std::string page = StuckPage();
  std::size_t at = 0;
  const std::string policy = Between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"", at);
  CHECK(policy.starts_with("default-src 'none'; script-src 'sha256-"));
  CHECK_FALSE(Has(policy, "unsafe"));
  const Pattern loads(R"((^|\s)(src|srcset|style|data|action|on[a-z]+)\s*=)"), outside(R"(href="[^#])");
  for (const std::string& tag : TagsOf(page)) {
    CHECK_MESSAGE(!loads.Matches(tag), tag);
    CHECK_MESSAGE(!outside.Matches(tag), tag);
  }
}

/// Sums by another program; an empty list where there is none.
std::vector<std::string> SumsByPython(const std::string& page) {
  std::vector<std::string> sums;
  for (const char* tag : {"script", "style"}) {
    const std::string open = std::string("<") + tag + ">", close = std::string("</") + tag + ">";
    std::size_t at = 0;
    for (std::string text = Between(page, open, close, at); !text.empty(); text = Between(page, open, close, at)) {
      const std::filesystem::path file = std::filesystem::temp_directory_path() / "sftdoctor-html-test";
      std::ofstream(file, std::ios::binary) << text;
      const Printed printed =
          RunShell("python3 -c \"import hashlib,base64; print(base64.b64encode(hashlib.sha256(open('" + file.string() +
                       "','rb').read()).digest()).decode())\"",
                   "/", "C.UTF-8");
      std::filesystem::remove(file);
      if (printed.status != 0) return {};
      sums.push_back(std::string(Trim(printed.text)));
    }
  }
  return sums;
}

TEST_CASE("the policy's sums are those of the scripts and styles in the page") {
  const std::string page = StuckPage();
  const std::vector<std::string> sums = SumsByPython(page);
  if (sums.empty()) {
    MESSAGE("skipped: no python3 to compare with");
    return;
  }
  CHECK(sums.size() == 6);
  for (const std::string& sum : sums) CHECK_MESSAGE(Has(page, "'sha256-" + sum + "'"), sum);
}

TEST_CASE("a sum is written in base64") {
  CHECK(PolicyHash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") ==
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  CHECK(PolicyHash("666f6f626172") == "Zm9vYmFy");
  CHECK(PolicyHash("666f6f62") == "Zm9vYg==");
  CHECK(PolicyHash("ff") == "/w==");
}

TEST_CASE("hostile names and texts stay text") {
  const std::string evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{data}}<!--.log";
  FakeWorld world;
  world.files[evil] = StuckLog();
  world.files["two" + evil] = StuckLog(4.9);
  const auto scripts = [] {
    const std::vector<std::string> tags = TagsOf(StuckPage());
    return std::count_if(tags.begin(), tags.end(), [](const std::string& tag) { return tag.starts_with("script"); });
  }();
  for (const std::vector<std::string>& inputs :
       {std::vector<std::string>{evil}, {evil, "two" + evil}, {evil, "gone" + evil}}) {
    const std::string page = HtmlOf(world, inputs);
    CheckNesting(page);
    std::size_t found = 0;
    for (const std::string& tag : TagsOf(page)) {
      CHECK_FALSE(tag.starts_with("img"));
      found += tag.starts_with("script");
    }
    CHECK(found == scripts);
    CHECK(Has(page, "&lt;img src=x onerror=alert(2)&gt;&quot;&#39;&amp;{{data}}"));
    CHECK(Has(DataOf(page)["runs"][0]["name"], "<img src=x onerror"));
  }
}

TEST_CASE("text becomes markup safely") {
  CHECK(Escaped("<a href=\"x\">'&\x1b\xff") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(Prose("run `a<b` now ` alone") == "run <code>a&lt;b</code> now ` alone");
  CHECK(Both({"a", "b"}) == "<span lang=\"en\">a</span><span lang=\"zh\">b</span>");
  CHECK(Both({"same", "same"}) == "same");
  CHECK(Both({"<", ""}) == "&lt;");
  CHECK(ScriptSafe("\"</script><!--\"") == "\"\\u003c/script>\\u003c!--\"");
}

TEST_CASE("many runs: a table, worst first, and the page stays small") {
  FakeWorld world;
  std::vector<std::string> inputs;
  for (int i = 0; i < 180; ++i) {
    inputs.push_back("logs/" + std::string(120, 'x') + std::to_string(i) + ".log");
    world.files[inputs.back()] = StuckLog(i % 3 == 0 ? 1.2 : 4.8, 2);
  }
  const std::string page = HtmlOf(world, inputs);
  CHECK(page.size() < kLimit);
  CheckNesting(page);
  CHECK(Has(page, "The worst 150 of 180 runs are listed"));
  CHECK(DataOf(page)["runs"].size() == 150);
  CHECK(DataOf(page)["runs"][0]["loss"]["x"].size() >= 16);
  CHECK(DataOf(page)["runs"][0].contains("marks"));
  CHECK_FALSE(DataOf(page)["runs"][149].contains("marks"));
  CHECK(Has(page, "<a href=\"#run-1\">"));
  CHECK(page.find("<tr class=\"critical\">") < page.find("<tr class=\"unhealthy\">"));
}

TEST_CASE("a long log is thinned to what the page can hold") {
  FakeWorld world;
  std::string& text = world.files["long.log"] = StartLine(false);
  for (int step = 0; step < 60'000; ++step) text += LossLine(0, step, 3.0 + 0.3 * std::sin(step * 0.7));
  const std::string page = HtmlOf(world, {"long.log"});
  CHECK(page.size() < kLimit);
  const Json run = DataOf(page)["runs"][0];
  CHECK(run["loss"]["x"].size() > 500);
  CHECK(run["loss"]["x"].size() <= 2000);
  CHECK(run["loss"]["low"].size() == run["loss"]["x"].size());
  CHECK(run["loss"]["low"][100] < run["loss"]["y"][100]);
}

TEST_CASE("thinning keeps extremes, ends and order") {
  Curve curve;
  for (int i = 0; i < 100; ++i) {
    const double y = i == 41 ? 50 : i;
    curve.bins.push_back({.x = 1.0 * i, .y = y, .low = y - 1, .high = y + 1, .line = static_cast<std::uint64_t>(i)});
  }
  const Curve thin = Thinned(curve, 10);
  CHECK(thin.bins.size() == 10);
  CHECK(thin.bin_size == 10);
  CHECK(thin.bins[4].high == 51);
  CHECK(thin.bins[4].line == 41);
  CHECK(thin.bins[0].low == -1);
  CHECK(thin.bins[0].y == doctest::Approx(4.5));
  CHECK(thin.bins.back().x == 99);
  CHECK(Thinned(curve, 100).bins.size() == 100);
  CHECK(Thinned(curve, 0).bins.size() == 2);
}

TEST_CASE("the data of a run: units, marks, forecast, and where NaN begins") {
  FakeWorld world;
  std::string text = StuckLog();
  for (int step = 0; step < 800; step += 50) text += LossLine(3, step, "nan");
  world.files["nan.log"] = text;
  const Json run = DataOf(HtmlOf(world, {"nan.log"}))["runs"][0];
  CHECK(run["unit"] == "steps");
  CHECK(run["target"] == 1.5);
  CHECK(run["bleu"]["y"].size() == 3);
  CHECK_FALSE(run["marks"].empty());
  CHECK(run["marks"][0]["severity"] == "error");
  CHECK(run["lost"].get<double>() == run["loss"]["x"].back().get<double>());
  CHECK(run["last"].get<double>() > run["lost"].get<double>());
  CHECK(run["fit"]["y"].size() == run["fit"]["high"].size());
}

TEST_CASE("a page without a curve, and one without a run that could be judged") {
  FakeWorld world;
  world.files["one.log"] = StartLine(false) + LossLine(0, 0, 3.0);
  world.files["empty.log"] = "";
  const std::string one = HtmlOf(world, {"one.log", "empty.log"});
  CheckNesting(one);
  CHECK(Has(one, "empty.log"));
  CHECK(Has(one, "Could not be read"));
  CHECK_FALSE(Has(one, "<svg class=\"static\""));
}

const std::string kConfig =
    "class TrainConfigSFT:\n    epochs: int = 5\n    batch_size_per_gpu: int = 24\n    learn_rate: float = 1e-5\n"
    "    div_factor: int = 50\n    gradient_accumulation_steps: int = 4\n    warmup_steps: int = 100\n";

TEST_CASE("with a configuration the page says what to change, in both languages, with the diff") {
  for (const std::string path : {"config.py", "/elsewhere/config.py"}) {
    FakeWorld world;
    world.files["stuck.log"] = StuckLog();
    world.files[path] = kConfig;
    for (const std::string lang : {"en", "zh"}) {
      const std::string page = HtmlOf(world, {"stuck.log"}, lang, path);
      CheckNesting(page);
      std::size_t at = page.find("<div class=\"prescription\">");
      REQUIRE(at != std::string::npos);
      CHECK(at > page.find("<ol class=\"findings\">"));
      const std::string section = Between(page, "<div class=\"prescription\">", "<p class=\"next\">", at);
      CHECK(Has(section, "<span lang=\"en\">What to change</span><span lang=\"zh\">如何修改</span>"));
      CHECK(Has(section, "<code>learn_rate</code></th><td><code>1e-5</code></td><td><code>5e-5</code>"));
      CHECK(Has(section, "<span class=\"file\">--- a/config.py\n</span>"));
      CHECK(Has(section, "<span class=\"removed\">-    learn_rate: float = 1e-5\n</span>"));
      CHECK(Has(section, "<span class=\"added\">+    learn_rate: float = 5e-5\n</span>"));
    }
  }
}

TEST_CASE("what is expected of changes is said where there are some") {
  Plan plan;
  Prescription prescription;
  prescription.plan = &plan;
  prescription.chosen = {"all is as the plan wants it", "已符合方案"};
  prescription.expected = {"loss near 2", "loss 接近 2"};
  CHECK_FALSE(Has(PrescriptionSection(prescription, ""), "loss near 2"));
}

TEST_CASE("a configuration with a line of any length and any number of faults leaves the page small") {
  const std::string key = "gradient_accumulation_steps";
  std::string config = kConfig.substr(0, kConfig.find("    " + key)) + "    ";
  for (int i = 0; i < 600; ++i) {  // each with one letter that is wrong
    std::string misspelt = key;
    misspelt[static_cast<std::size_t>(i) % key.size()] = static_cast<char>('A' + i / static_cast<int>(key.size()));
    config += misspelt + ": str = '<&\"'; ";
  }
  FakeWorld world;
  world.files["stuck.log"] = StuckLog();
  world.files["also.log"] = StuckLog(4.9);
  world.files["config.py"] = config + "\n";
  for (const std::vector<std::string>& inputs :
       {std::vector<std::string>{"stuck.log"}, std::vector<std::string>{"stuck.log", "also.log"}}) {
    const std::string page = HtmlOf(world, inputs, "en", "config.py");
    CHECK(page.size() < kLimit);
    CheckNesting(page);
    CHECK(Has(page, "<p class=\"note\"><span lang=\"en\">and "));
    CHECK(Has(page, "What to change"));
    CHECK(DataOf(page)["runs"].size() == inputs.size());
    std::size_t at = page.find("config/unknown-key");
    REQUIRE(at != std::string::npos);
    const std::string place = Between(page, "<p class=\"place\">", "</p>", at);
    CHECK(Has(place, "accumulation"));
    CHECK(Has(place, "…</code>"));
    CHECK(place.size() < 2500);
  }
  DiagnoseOptions options;
  options.inputs = {"stuck.log"};
  options.config = "config.py";
  for (const std::string format : {"text", "markdown"}) {
    options.format = format;
    world.out.clear();
    RunDiagnose(options, world);
    for (const std::string_view line : Split(world.out, '\n')) {
      CHECK(line.size() < 1200);
    }
  }
}

TEST_CASE("what to change: a table, a diff that is told apart by line, and hostile values stay text") {
  Plan plan;
  plan.title = {"careful", "稳妥"};
  Prescription prescription;
  prescription.plan = &plan;
  prescription.chosen = {"because of `loss/plateau`", "因为 `loss/plateau`"};
  prescription.advice = {{"look at the rows", "检查数据"}};
  prescription.expected = {"loss near 2", "loss 接近 2"};
  Change change;
  change.name = "learn_rate<";
  change.to_text = "5e-5 </code><img src=x onerror=alert(1)>";
  change.because = {"five times", "五倍"};
  prescription.changes = {change};
  const std::string diff = "--- a/config.py\n+++ b/config.py\n@@ -1,2 +1,2 @@\n same\n-lr = 1e-5 # <b>\n+lr = 5e-5\n";
  const std::string out = PrescriptionSection(prescription, diff);
  CheckNesting(out);
  CHECK_FALSE(Has(out, "<img"));
  CHECK(Has(out, "<code>learn_rate&lt;</code>"));
  CHECK(Has(out, "<em><span lang=\"en\">not given</span>"));
  CHECK(Has(out, "<span class=\"removed\">-lr = 1e-5 # &lt;b&gt;\n</span>"));
  CHECK(Has(out, "<span class=\"added\">+lr = 5e-5\n</span>"));
  CHECK(Has(out, "<span class=\"file\">+++ b/config.py"));
  CHECK(Has(out, "<code>loss/plateau</code>"));
  CHECK(Has(DiffMarkup("+a\n+b\n+c\n", 2), "left out"));
  CHECK(DiffMarkup("").empty());
  CHECK(DiffMarkup("+" + std::string(100'000, '<')).size() < 3000);
  std::string long_diff;
  for (int i = 0; i < 400; ++i) long_diff += "+" + std::string(400, '<') + "\n";
  CHECK(DiffMarkup(long_diff).size() < 50'000);
  CHECK(Has(DiffMarkup(long_diff), "left out"));
  prescription.changes[0].to_text = std::string(100'000, '"');
  CHECK(PrescriptionSection(prescription, diff).size() < 5000);
}

}  // namespace
}  // namespace sftdoctor::tests
