// Comments that ignore findings: what they excuse, and when they are of no use.
#include "findings/ignore.h"

#include <doctest/doctest.h>

#include "commands/check_config.h"
#include "tests/support/source_tree.h"

namespace sftdoctor {
namespace {

const Catalog& Knowledge() {
  static const Catalog catalog = ReadCatalog(EmbeddedFiles());
  return catalog;
}

/// The findings that are left ("line id") and those that were excused ("line id (reason)").
struct Left {
  std::vector<std::string> findings, excused;
  std::string text;      ///< after the safe fixes
  std::string messages;  ///< of config/unused-ignore
};

Left Check(const std::string& text, const std::string& path = "config.py", const std::string& section = "") {
  const CheckContext context{Knowledge(), {}, {}, nullptr};
  Left left;
  auto file = CheckConfig(path, text, section, context);
  REQUIRE(file);
  for (const Finding& finding : file->findings) {
    left.findings.push_back(std::to_string(finding.place.line) + " " + finding.check->id.substr(7));
    if (finding.check->id == "config/unused-ignore") left.messages += finding.message.en + "\n";
  }
  for (const Excused& excused : file->excused) {
    left.excused.push_back(std::to_string(excused.finding.place.line) + " " + excused.finding.check->id.substr(7) +
                           " (" + excused.reason + ")");
  }
  FixConfig(*file, section, false, context);
  left.text = file->config->text;
  return left;
}

using List = std::vector<std::string>;

std::string Config(const std::string& epochs, const std::string& top = "") {
  return top + "class TrainConfigSFT:\n    batch_size_per_gpu: int = 16\n    learn_rate: float = 5e-5\n" + epochs +
         "    div_factor: int = 25\n";
}

TEST_CASE("a comment excuses its own line, or the next when it stands alone") {
  const std::string line = "    epochs: int = 5";
  CHECK(Check(Config(line + "\n")).findings == List{"4 too-few-epochs"});
  const Left same = Check(Config(line + "  # sftdoctor: ignore[config/too-few-epochs] stops early\n"));
  CHECK(same.findings.empty());
  CHECK(same.excused == List{"4 too-few-epochs (stops early)"});
  const Left above = Check(Config("    # sftdoctor: ignore[config/too-few-epochs]\n    # 中文\n\n" + line + "\n"));
  CHECK(above.findings.empty());
  CHECK(above.excused == List{"7 too-few-epochs ()"});
  const Left behind = Check(Config(line + "  # as in the paper # sftdoctor:ignore[ config/too-few-epochs ]\n"));
  CHECK(behind.findings.empty());
  const Left before = Check(Config(line + "\n    # sftdoctor: ignore[config/too-few-epochs]\n"));
  CHECK(before.findings == List{"4 too-few-epochs", "5 unused-ignore"});
}

TEST_CASE("areas, several ids, whole files, CRLF") {
  const std::string line = "    epochs: int = 5";
  CHECK(Check(Config(line + "  # sftdoctor: ignore[config]\n")).findings.empty());
  CHECK(Check(Config(line + "\n", "# sftdoctor: ignore-file[config/too-few-epochs] a demo\n")).excused ==
        List{"5 too-few-epochs (a demo)"});
  std::string crlf = Config(line + "  # sftdoctor: ignore[config/too-few-epochs] 理由\n");
  for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2) crlf.insert(at, "\r");
  CHECK(Check(crlf).excused == List{"4 too-few-epochs (理由)"});
}

TEST_CASE("what excuses nothing is reported, and goes with a safe fix") {
  const std::string fine = "    epochs: int = 10";
  const Left unused = Check(Config(fine + "  # sftdoctor: ignore[config/too-few-epochs]\n"));
  CHECK(unused.findings == List{"4 unused-ignore"});
  CHECK(unused.messages.find("config/too-few-epochs finds nothing here") != std::string::npos);
  CHECK(unused.text == Config(fine + "\n"));
  const Left alone = Check(Config("    # sftdoctor: ignore[config/bad-value, config/unknown-key]\n" + fine + "\n"));
  CHECK(alone.findings == List{"4 unused-ignore", "4 unused-ignore"});
  CHECK(alone.text == Config(fine + "\n"));
  const Left one =
      Check(Config("    epochs: int = 5  # sftdoctor: ignore[config/bad-value, config/too-few-epochs] x\n"));
  CHECK(one.findings == List{"4 unused-ignore"});
  CHECK(one.text == Config("    epochs: int = 5  # sftdoctor: ignore[config/too-few-epochs] x\n"));
  const Left last =
      Check(Config("    epochs: int = 5  # sftdoctor: ignore[config/too-few-epochs, config/bad-value]\n"));
  CHECK(last.text == Config("    epochs: int = 5  # sftdoctor: ignore[config/too-few-epochs]\n"));
}

TEST_CASE("what the comment says before stays, also when it speaks of us") {
  const std::string rate = "    epochs: int = 10  # tuned with sftdoctor in May";
  const Left left = Check(Config(rate + " # sftdoctor: ignore[config/syntax]\n"));
  CHECK(left.findings == List{"4 unused-ignore"});
  CHECK(left.text == Config(rate + "\n"));
}

TEST_CASE("misspelt, empty and foreign ids are reported with the next step, and nobody removes them") {
  const auto message = [](const std::string& comment) {
    const std::string text = Config("    epochs: int = 10  # " + comment + "\n");
    const Left left = Check(text);
    CHECK(left.text == text);
    return left.messages;
  };
  CHECK(message("sftdoctor: ignore[config/too-few-epoch]").find("did you mean \"config/too-few-epochs\"?") !=
        std::string::npos);
  CHECK(message("sftdoctor: ignore").find("it names no check") != std::string::npos);
  CHECK(message("sftdoctor: ignore[]").find("it names no check") != std::string::npos);
  CHECK(message("sftdoctor: ignore[config/bad-value").find("it names no check") != std::string::npos);
  CHECK(message("sftdoctor: ignore everything").find("it names no check") != std::string::npos);
  CHECK(message("about sftdoctor, which may ignore[config]").empty());
}

TEST_CASE("what did not run, or was not looked at, is not called unused") {
  // Nobody said how many ranks there are.
  CHECK(Check(Config("    epochs: int = 10  # sftdoctor: ignore[config/warmup-too-short]\n")).findings.empty());
  // The other class may need it.
  const std::string two =
      Config("    epochs: int = 10\n") + "class TrainConfig:\n    batch_size_per_gpu: int = 16\n" +
      "    learn_rate: float = 5e-5\n    epochs: int = 5  # sftdoctor: ignore[config/too-few-epochs]\n";
  CHECK(Check(two, "config.py", "TrainConfigSFT").findings.empty());
}

TEST_CASE("a check about logs cannot be ignored in a config") {
  const Left left = Check(Config("    epochs: int = 10  # sftdoctor: ignore[loss/spike]\n"));
  CHECK(left.messages.find("loss/spike does not look at configurations") != std::string::npos);
}

TEST_CASE("YAML comments") {
  const std::string text =
      "model_name_or_path: q\nfinetuning_type: lora\nstage: sft\nper_device_train_batch_size: 1\n"
      "# sftdoctor: ignore[config/yaml-float] LLaMA-Factory converts it\nlearning_rate: 1e-4\nnum_train_epochs: 10.0\n";
  CHECK(Check(text, "a.yaml").excused == List{"6 yaml-float (LLaMA-Factory converts it)"});
}

}  // namespace
}  // namespace sftdoctor
