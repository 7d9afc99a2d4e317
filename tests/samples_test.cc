// The bundled stories: their reports stay as they are checked in, and each says what the story is there to show.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "commands/commands.h"
#include "tests/support/fake_world.h"
#include "tests/support/source_tree.h"

namespace sftdoctor::tests {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::vector<std::string> Stories() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kSourceDirectory / "samples")) {
    const bool run = entry.is_directory() && entry.path().filename() != "datasets";  // tests/data_test.cc
    if (run) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The log of a story, from the repository's root.
std::string LogOf(const std::string& story) {
  for (const auto& entry : fs::recursive_directory_iterator(kSourceDirectory / "samples" / story)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".log" && path.filename() != "trainer_state.json") continue;
    return fs::relative(path, kSourceDirectory).generic_string();
  }
  throw std::runtime_error("no log in samples/" + story);
}

struct Report {
  std::string text;
  int status = 0;
};

/// The configuration of a story, from the repository's root; empty when it has none.
std::string ConfigOf(const std::string& story) {
  const std::string path = "samples/" + story + "/config.py";
  return fs::exists(kSourceDirectory / path) ? path : "";
}

/// What `sftdoctor diagnose LOG --format FORMAT --lang en --color never` prints in the repository's root, with `config`
/// as --config unless it is empty.
Report Diagnose(const std::string& story, const std::string& format, const std::string& config = "") {
  const std::string log = LogOf(story);
  FakeWorld world;
  world.files[log] = ReadText(kSourceDirectory / log);
  DiagnoseOptions options;
  options.inputs = {log};
  options.format = format;
  options.common.lang = "en";
  options.common.color = "never";
  options.config = config;
  if (!config.empty()) world.files[config] = ReadText(kSourceDirectory / config);
  const int status = RunDiagnose(options, world);
  CHECK(world.err.empty());
  return {world.out, status};
}

Json Diagnosis(const std::string& story) { return Json::parse(Diagnose(story, "json").text); }

/// Compilers and libraries of mathematics differ in the last digits, which sums and roots of small differences enlarge.
bool SameNumber(double a, double b) { return std::abs(a - b) <= 1e-6 * std::max(std::abs(a), std::abs(b)) + 1e-9; }

/// The path of the first difference between two documents, with both values; empty when they say the same.
std::string Difference(const Json& wanted, const Json& got, const std::string& path = "") {
  if (wanted.is_number() && got.is_number()) {
    if (SameNumber(wanted.get<double>(), got.get<double>())) return "";
  } else if (wanted.is_array() && got.is_array() && wanted.size() == got.size()) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      std::string inner = Difference(wanted[i], got[i], path + "/" + std::to_string(i));
      if (!inner.empty()) return inner;
    }
    return "";
  } else if (wanted.is_object() && got.is_object()) {
    for (const auto& [key, value] : wanted.items()) {
      if (!got.contains(key)) return path + "/" + key + " is missing";
      std::string inner = Difference(value, got[key], path + "/" + key);
      if (!inner.empty()) return inner;
    }
    for (const auto& [key, value] : got.items()) {
      if (!wanted.contains(key)) return path + "/" + key + " is new";
    }
    return "";
  } else if (wanted == got) {
    return "";
  }
  return path + ": " + wanted.dump() + " became " + got.dump();
}

bool Rewrites() { return std::getenv("SFTDOCTOR_REWRITE_SAMPLES") != nullptr; }

constexpr const char* kSeverities[] = {"info", "warning", "error"};

std::size_t Weight(const std::string& severity) {
  return static_cast<std::size_t>(std::find(kSeverities, std::end(kSeverities), severity) - kSeverities);
}

/// The finding of an id in a judged run; null when there is none.
Json FindingOf(const Json& run, const std::string& id) {
  for (const Json& finding : run["findings"]) {
    if (finding["id"] == id) return finding;
  }
  return nullptr;
}

/// The point of a story: its verdict (empty: any), and a finding of at least a severity (empty: none above info).
struct Point {
  const char* story;
  const char* verdict;
  const char* severity;
  const char* finding;
};

constexpr Point kPoints[] = {
    {"stuck-sft", "critical", "error", "loss/not-decreasing"},
    {"stuck-sft", "critical", "error", "bleu/near-zero"},
    {"healthy-sft", "healthy", "", ""},
    {"nan-fp16", "critical", "error", "loss/nonfinite"},
    {"explosion", "critical", "error", "loss/explosion"},
    {"oscillation", "", "warning", "loss/oscillation"},
    {"plateau", "unhealthy", "warning", "loss/plateau"},
    {"spike", "unhealthy", "warning", "loss/spike"},
    {"overfit-bleu", "", "warning", "bleu/regressing"},
    {"high-start", "critical", "error", "loss/high-start"},
    {"restarts", "healthy", "", ""},
    {"skipped-evaluation", "healthy", "", ""},
    {"two-ranks-drift", "", "warning", "run/rank-drift"},
    {"hf-trainer", "healthy", "", ""},
    {"trainer-state", "", "warning", "eval/overfit"},
};

}  // namespace

/// Compares the reports of a story with those that are checked in as NAME.json and NAME.txt.
void CheckReports(const std::string& story, const std::string& config, const std::string& name) {
  CAPTURE(story);
  const fs::path path = kSourceDirectory / "samples" / story / name;
  const Report json = Diagnose(story, "json", config), text = Diagnose(story, "text", config);
  CHECK(json.status == text.status);
  if (Rewrites()) {
    std::ofstream(path.string() + ".json", std::ios::binary) << json.text;
    std::ofstream(path.string() + ".txt", std::ios::binary) << text.text;
  }
  const std::string expected = ReadText(path.string() + ".json");
  REQUIRE_MESSAGE(!expected.empty(), name << ".json is missing; `make samples` writes it");
  Json wanted = Json::parse(expected), got = Json::parse(json.text);
  wanted["tool"].erase("version");
  got["tool"].erase("version");
  CHECK_MESSAGE(Difference(wanted, got).empty(), Difference(wanted, got));
  CHECK(ReadText(path.string() + ".txt") == text.text);
}

TEST_CASE("samples: every report is the one that is checked in") {
  for (const std::string& story : Stories()) {
    CheckReports(story, "", "expected");
    if (const std::string config = ConfigOf(story); !config.empty())
      CheckReports(story, config, "expected-with-config");
  }
}

TEST_CASE("samples: the stuck finetune with its configuration has the seed's four root causes") {
  const Json diagnosis = Json::parse(Diagnose("stuck-sft", "json", ConfigOf("stuck-sft")).text);
  const Json& run = diagnosis["runs"].at(0);
  CHECK(run["config"]["class"] == "TrainConfigSFT");
  CHECK(run["config"]["file"] == "samples/stuck-sft/config.py");
  CHECK(run["schedule"]["effective_batch"] == 192);
  CHECK(run["schedule"]["effective_batch"].is_number_integer());
  CHECK(run["schedule"]["steps_per_epoch"] == 417);
  CHECK(run["schedule"]["total_steps"] == 2085);
  CHECK(run["schedule"]["warmup_ratio"].get<double>() == doctest::Approx(0.048).epsilon(0.01));
  CHECK(run["schedule"]["peak_lr"] == 1e-5);
  CHECK(run["findings"][0]["id"] == "loss/high-start");
  const std::pair<const char*, const char*> wanted[] = {{"config/learn-rate-too-low", "learn_rate"},
                                                        {"config/warmup-too-short", "warmup_steps"},
                                                        {"config/effective-batch-too-large", "batch_size_per_gpu"},
                                                        {"config/too-few-epochs", "epochs"}};
  for (const auto& cause : wanted) {
    CAPTURE(cause.first);
    const Json finding = FindingOf(run, cause.first);
    REQUIRE(!finding.is_null());
    CHECK(finding["key"] == cause.second);
    CHECK(finding["place"]["file"] == "samples/stuck-sft/config.py");
    CHECK(finding["place"]["line"].get<int>() > 20);
    CHECK(finding["place"]["column"].get<int>() > 10);
  }
  CHECK(FindingOf(run, "loss/not-decreasing")["causes"].at(0)["id"] == "learn-rate-too-low");
}

TEST_CASE("samples: every story has its page, and one of the program's points") {
  for (const std::string& story : Stories()) {
    CAPTURE(story);
    CHECK(fs::exists(kSourceDirectory / "samples" / story / "README.md"));
    CHECK(fs::file_size(kSourceDirectory / LogOf(story)) < 64 * 1024);
    CHECK(std::any_of(std::begin(kPoints), std::end(kPoints), [&](const Point& p) { return p.story == story; }));
  }
}

TEST_CASE("samples: every story shows its point") {
  for (const Point& point : kPoints) {
    const std::string story = point.story, id = point.finding;
    CAPTURE(story);
    const Json diagnosis = Diagnosis(story);
    const Json& run = diagnosis["runs"].back();
    if (*point.verdict) CHECK(run["verdict"] == point.verdict);
    if (*point.severity) {
      CAPTURE(id);
      const Json finding = FindingOf(run, id);
      REQUIRE(!finding.is_null());
      CHECK(Weight(finding["severity"]) >= Weight(point.severity));
      CHECK(!finding["message"].get<std::string>().empty());
      CHECK(!finding["evidence"].empty());
      CHECK(diagnosis["exit_status"] == 1);
    } else {
      CHECK(diagnosis["summary"]["error"] == 0);
      CHECK(diagnosis["summary"]["warning"] == 0);
      CHECK(diagnosis["exit_status"] == 0);
    }
  }
}

TEST_CASE("samples: the stuck finetune is the case as it was reported") {
  const Json diagnosis = Diagnosis("stuck-sft");
  const Json& run = diagnosis["runs"].at(0);
  CHECK(diagnosis["inputs"][0]["format"] == "chat_trainer");
  CHECK(run["ranks"] == Json::array({"cuda:0", "cuda:1"}));
  CHECK(run["features"]["run.epochs"] == 5);
  CHECK(run["features"]["loss.level"].get<double>() == doctest::Approx(4.77).epsilon(0.01));
  for (const Json& series : run["series"]) {
    if (series["metric"] == "train/epoch-loss") CHECK(series["last"] == 4.771);
    if (series["metric"] == "eval/bleu") {
      CHECK(series["points"] == 3);  // two epochs of five were not evaluated
      CHECK(series["first"] == 0.0311);
      CHECK(series["last"] == 0.0494);
    }
  }
  for (const std::string id : {"loss/not-decreasing", "bleu/near-zero"}) {
    CAPTURE(id);
    const Json causes = FindingOf(run, id)["causes"];
    REQUIRE(causes.size() >= 3);
    CHECK(causes[0]["rank"] == 1);
    CHECK(!causes[0]["raised_by"].empty());
    CHECK(!causes[0]["next"].get<std::string>().empty());
  }
}

TEST_CASE("samples: a finetune that starts at ln V is blamed on its checkpoint first") {
  const Json diagnosis = Diagnosis("high-start");
  CHECK(FindingOf(diagnosis["runs"][0], "loss/high-start")["causes"].at(0)["id"] == "checkpoint-untrained");
}

TEST_CASE("samples: three runs share a file, and the last is judged across its resume") {
  const Json diagnosis = Diagnosis("restarts");
  const Json& runs = diagnosis["runs"];
  REQUIRE(runs.size() == 3);
  CHECK(runs[0]["verdict"] == "not-judged");
  CHECK(runs[1]["verdict"] == "not-judged");
  CHECK(runs[0]["lines"][1] < runs[1]["lines"][0]);
  CHECK(runs[1]["lines"][1] < runs[2]["lines"][0]);
  REQUIRE(runs[2]["resumes"].size() == 1);
  CHECK(runs[2]["resumes"][0]["step"] == 500);
  CHECK(runs[2]["features"]["run.epochs"] == 3);
  CHECK(runs[2]["features"]["event.oom"] == 0);
}

TEST_CASE("samples: a BLEU of 0.0 behind a skipped evaluation is no measurement") {
  const Json diagnosis = Diagnosis("skipped-evaluation");
  const Json& run = diagnosis["runs"][0];
  CHECK(run["features"]["run.skipped_evaluations"] == 2);
  CHECK(run["features"]["run.evaluations"] == 2);
  for (const Json& series : run["series"]) {
    if (series["metric"] != "eval/bleu") continue;
    CHECK(series["points"] == 2);
    CHECK(series["min"] == 0.1306);
    CHECK(series["last"] == 0.1694);
  }
}

TEST_CASE("samples: numbers may differ in the last digits, and in nothing else") {
  const Json wanted = Json::parse(R"({"a": [1.0, {"b": "x"}], "c": null})");
  CHECK(Difference(wanted, wanted).empty());
  CHECK(Difference(wanted, Json::parse(R"({"a": [1.0000000001, {"b": "x"}], "c": null})")).empty());
  CHECK(Difference(wanted, Json::parse(R"({"a": [1.0001, {"b": "x"}], "c": null})")) == "/a/0: 1.0 became 1.0001");
  CHECK(Difference(wanted, Json::parse(R"({"a": [1, {"b": "y"}], "c": null})")) == "/a/1/b: \"x\" became \"y\"");
  CHECK(Difference(wanted, Json::parse(R"({"a": [1, {"b": "x"}]})")) == "/c is missing");
  CHECK(Difference(wanted, Json::parse(R"({"a": [1, {"b": "x"}], "c": null, "d": 1})")) == "/d is new");
}

}  // namespace sftdoctor::tests
