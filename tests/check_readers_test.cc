// Reports of `check` through readers that are not ours: the SARIF schema, GitHub's own writer of workflow commands, and
// junitparser. scripts/install-packages.sh fetches them; where one is missing, the test says so.
#include <doctest/doctest.h>

#include "tests/support/folder.h"

namespace sftdoctor::tests {
namespace {

/// Configs whose names and texts hold what the forms must escape.
class Project {
 public:
  Project() {
    folder_.Put("配置 a,b:c%20&<\"'>.py",
                "class TrainConfigSFT:\n"
                "    epochs: int = 5  # sftdoctor: ignore[config/too-few-epochs] <because> & \"so\"\n"
                "    batch_size_per_gpu: int = '中\\n文'\n    learn_rate: float = 1e-5\n    warmup_stesp: int = 100\n");
    folder_.Put("train.yaml",
                "model_name_or_path: q\nstage: sft\nfinetuning_type: lora\nper_device_train_batch_size: 1\n"
                "learning_rate: 1e-4\nnum_train_epochs: 5.0\nweigth_decay: 0.1\nbf16: true\nfp16: true\n");
    folder_.Put("broken.json",
                "{\"train_batch_size\": 8, \"gradient_accumulation_steps\": 2, \"fp16\": {\"enabled\": tru}, }\n");
    folder_.Put("sound.py", "class TrainConfigSFT:\n    epochs: int = 10\n    batch_size_per_gpu: int = 16\n");
  }

  Printed Run(const std::string& command) const { return RunShell(command, folder_.path(), "C.UTF-8"); }

 private:
  Folder folder_;
};

const std::string kReaders = (kSourceDirectory / "tests" / "readers").string();

/// Why a reader cannot be asked; empty when it can.
std::string Missing(const std::string& package) {
  if (!HasProgram("node")) return "node is not installed";
  if (!std::filesystem::exists(kReaders + "/node_modules/" + package)) return package + " was not fetched";
  return {};
}

/// Lines that hold a text.
long Count(const std::string& text, const std::string& part) {
  long count = 0;
  for (const std::string& line : LinesOf(text)) count += line.find(part) != std::string::npos;
  return count;
}

TEST_CASE("SARIF is valid by the schema of 2.1.0") {
  const Project project;
  const std::string missing = Missing("@microsoft/jest-sarif");
  if (!missing.empty()) {
    MESSAGE("skipped: " << missing);
    return;
  }
  const std::string read = "node " + kReaders + "/sarif.mjs out.sarif";
  const Printed valid = project.Run("sftdoctor check -f sarif -o out.sarif --rows 80000 --ranks 2; " + read);
  CHECK_MESSAGE(valid.status == 0, valid.text);
  const Printed unsafe =
      project.Run("sftdoctor check -f sarif -o out.sarif --unsafe-fixes --lang zh gone.py .; " + read);
  CHECK_MESSAGE(unsafe.status == 0, unsafe.text);
  const Printed broken = project.Run("sed -i 's/\"startLine\": /\"startLine\": -/' out.sarif; " + read);
  CHECK(broken.status == 1);
}

TEST_CASE("GitHub's own program writes the annotations that we write") {
  const Project project;
  const std::string missing = Missing("@actions/core");
  if (!missing.empty()) {
    MESSAGE("skipped: " << missing);
    return;
  }
  const std::string read = "node " + kReaders + "/github.mjs out.txt";
  const Printed same = project.Run("sftdoctor check -f github > out.txt; " + read);
  CHECK_MESSAGE(same.status == 0, same.text);
  const long annotations = Count(project.Run("cat out.txt").text, "::");
  CHECK(annotations >= 5);
  CHECK(same.text == std::to_string(annotations) + " annotations\n");
  CHECK(project.Run("sed -i 's/%3A/:/' out.txt; " + read).status == 1);
}

TEST_CASE("junitparser counts what the report states") {
  const Project project;
  // Debian's Python, for which junitparser is installed; another one may come first on the PATH.
  const std::string python = HasProgram("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
  if (!HasProgram(python)) {
    MESSAGE("skipped: python3 is not installed");
    return;
  }
  const std::string read = python + " " + kReaders + "/junit.py out.xml";
  const Printed same = project.Run("sftdoctor check -f junit -o out.xml; " + read);
  if (same.status == 3) {
    MESSAGE("skipped: " << same.text);
    return;
  }
  CHECK_MESSAGE(same.status == 0, same.text);
  CHECK(same.text.find(" cases, ") != std::string::npos);
  CHECK(project
            .Run("sed -i '0,/<failure/s/<failure/<skipped/; 0,/<.failure>/s/<.failure>/<\\/skipped>/' out.xml; " + read)
            .status == 1);
}

}  // namespace
}  // namespace sftdoctor::tests
