// The HTML report in a real browser: tests/browser/report.mjs opens it, uses its controls, turns script off, prints it.
// Skipped where there is no Chromium or no node; .ci/run installs both.
#include <doctest/doctest.h>

#include "commands/commands.h"
#include "tests/support/chat_log.h"
#include "tests/support/console.h"

namespace sftdoctor::tests {
namespace {

namespace fs = std::filesystem;

/// The first of these programs that can be run; empty when none can.
std::string Program(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const Printed found = RunShell(std::string("command -v ") + name, "/", "C.UTF-8");
    if (found.status == 0) return std::string(Trim(found.text));
  }
  return "";
}

/// Logs of runs that show everything the page can: evaluations, a loss that is lost to NaN, a forecast, a resume.
FakeWorld Logs(const std::string& prefix) {
  FakeWorld world;
  for (const double level : {4.8, 2.2}) {
    std::string text = StartLine(false);
    for (int epoch = 0; epoch < 3; ++epoch) {
      for (int step = 0; step < 1600; step += 25)
        text +=
            LossLine(epoch, step, level + 2.0 / (1 + (epoch * 1600 + step) / 100.0) + 0.05 * (step / 25 * 7 % 5 - 2));
      text += EpochLine(epoch, level, 0.031 + 0.004 * epoch);
    }
    for (int step = 0; step < 400; step += 25) {
      std::string late = LossLine(3, step, "nan");
      text += late.replace(late.find("10:00"), 5, "12:30");
    }
    world.files[prefix + (level > 3 ? "a.log" : "b.log")] = text;
  }
  return world;
}

void CheckPage(const std::string& kind, FakeWorld world, const std::string& lang) {
  const std::string node = Program({"node", "nodejs"}),
                    browser = Program({"chromium", "chromium-browser", "google-chrome"});
  if (node.empty() || browser.empty()) {
    MESSAGE("skipped: no " << (node.empty() ? "node" : "Chromium") << " here");
    return;
  }
  DiagnoseOptions options;
  for (const auto& [path, text] : world.files) options.inputs.push_back(path);
  if (kind == "one") options.inputs.resize(1);
  options.format = "html";
  options.output = "report.html";
  options.planned_epochs = 8;
  options.common.lang = lang;
  if (kind == "one") {
    options.config = "config.py";
    world.files[options.config] =
        "class TrainConfigSFT:\n    epochs: int = 5\n    batch_size_per_gpu: int = 24\n    learn_rate: float = 1e-5\n"
        "    gradient_accumulation_steps: int = 4\n    warmup_steps: int = 100\n";
  }
  RunDiagnose(options, world);
  const fs::path page = fs::temp_directory_path() / ("sftdoctor-" + kind + ".html");
  std::ofstream(page, std::ios::binary) << world.files["report.html"];
  const std::string script = (kSourceDirectory / "tests/browser/report.mjs").string();
  const Printed printed =
      RunShell(node + " '" + script + "' '" + browser + "' '" + page.string() + "' " + kind, "/", "C.UTF-8");
  fs::remove(page);
  CHECK_MESSAGE(printed.status == 0, kind << ": " << printed.text);
}

TEST_CASE("a report of one run in a browser") { CheckPage("one", Logs("logs/"), "en"); }

TEST_CASE("a report of many runs with hostile names in a browser, begun in Chinese") {
  CheckPage("many", Logs("</script><script>window.attacked=1</script><img src=x onerror=window.attacked=1>'\"/"), "zh");
}

}  // namespace
}  // namespace sftdoctor::tests
