// The catalog: what is shipped holds what it promises, and mistakes in files are pointed at.
#include "catalog/catalog.h"

#include <doctest/doctest.h>

#include <string>

#include "findings/self_test.h"
#include "tests/support/chat_log.h"
#include "tests/support/program.h"
#include "tests/support/records.h"
#include "tests/support/small_catalog.h"

namespace sftdoctor {
namespace {

std::string Shown(const Place& place) {
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

TEST_CASE("every shipped check and format passes its own tests") {
  const Catalog& catalog = ShippedCatalog();
  for (const Check& check : catalog.checks) {
    for (const SelfTestFailure& failure : TestCheck(check, catalog)) {
      FAIL_CHECK(Shown(failure.place), ": ", failure.message);
    }
  }
  for (const Format& format : catalog.formats) {
    CHECK(!format.samples.empty());
    for (const SelfTestFailure& failure : TestFormat(format, catalog)) {
      FAIL_CHECK(Shown(failure.place), ": ", failure.message);
    }
  }
}

/// What loading a file beside the shipped metrics complains about: "file:line:column: message (hint)".
std::string Complaint(const std::string& path, const std::string& text) {
  try {
    CatalogWith({{path, text}});
    return "";
  } catch (const Error& error) {
    return Shown(error.place()) + ": " + error.what() + " (" + error.hint() + ")";
  }
}

std::string FormatComplaint(const std::string& rest) {
  return Complaint("formats/x.json", "{\"title\": {\"en\": \"x\", \"zh\": \"x\"},\n\"samples\": [],\n" + rest + "}");
}

std::string PatternComplaint(const std::string& rest) {
  return FormatComplaint("\"reader\": \"text\", \"patterns\": [{\"id\": \"p\", \"pattern\": \"loss <num:x>\", " + rest +
                         "}]");
}

std::string CheckComplaint(const std::string& condition, const std::string& rest = "") {
  const std::string text = R"({"en": "x", "zh": "x"})";
  return Complaint("checks/x.json",
                   "{\"title\": " + text + ", \"severity\": \"info\", \"say\": " + text + ", \"why\": " + text +
                       ",\n\"tests\": [{\"name\": \"a\", \"fires\": null}, {\"name\": \"b\", \"fires\": \"info\"}],\n" +
                       rest + "\"when\": " + condition + "}");
}

#define CHECK_SAYS(complaint, words)                                         \
  do {                                                                       \
    const std::string said = (complaint);                                    \
    INFO(said);                                                              \
    CHECK_MESSAGE(said.find(words) != std::string::npos, "wanted: ", words); \
  } while (false)

TEST_CASE("syntax: place and kind") {
  CHECK_SAYS(Complaint("formats/x.json", "{\n  \"title\" 1}"), "mine/formats/x.json:2:11: is not valid JSON");
  CHECK_SAYS(Complaint("formats/x.json", ""), "is not valid JSON");
  CHECK_SAYS(Complaint("formats/x.json", "{\"a\": 1} x"), "is not valid JSON");
  CHECK_SAYS(Complaint("formats/x.json", "{\"a\": NaN}"), "is not valid JSON");
  CHECK_SAYS(Complaint("formats/x.json", "{\"a\": \"\xFF\"}"), "is not valid JSON");
  CHECK_SAYS(Complaint("formats/x.json", std::string("{\0}", 3)), "holds a NUL byte");
  CHECK_SAYS(Complaint("formats/x.json", "{\"a\": 1,\n \"a\": 2}"), "mine/formats/x.json:2:2: key \"a\" stands twice");
  CHECK_SAYS(Complaint("formats/x.json", "{\"\": 1, \"\": 2}"), "key \"\" stands twice");
  CHECK_SAYS(Complaint("formats/x.json", std::string(100'000, '[')), "is nested deeper than 64 levels");
  CHECK_SAYS(Complaint("formats/x.json", "[]"), "must be an object");
  CHECK_SAYS(Complaint("format/x.json", "{}"), "did you mean formats/?");
}

TEST_CASE("formats: keys, values, metrics") {
  CHECK(FormatComplaint("\"reader\": \"dict\"") == "");
  CHECK_SAYS(FormatComplaint("\"reader\": \"dict\", \"prioritty\": 1"),
             "mine/formats/x.json:3:19: unknown key \"prioritty\" (did you mean \"priority\"?)");
  CHECK_SAYS(FormatComplaint("\"reader\": \"txet\""), "did you mean \"text\"?");
  CHECK_SAYS(FormatComplaint("\"reader\": \"text\""), "no patterns");
  CHECK_SAYS(FormatComplaint("\"reader\": \"csv\", \"always\": true"), "\"always\"");
  CHECK_SAYS(FormatComplaint(""), "not valid JSON");
  CHECK_SAYS(FormatComplaint("\"reader\": 5"), "\"reader\" must be a string");
  CHECK_SAYS(FormatComplaint("\"reader\": \"csv\", \"priority\": 1e300"), "between 0 and 100");
  CHECK_SAYS(FormatComplaint("\"reader\": \"csv\", \"fields\": {\"a\": \"train/los\"}"),
             "did you mean \"train/loss\"?");
  CHECK_SAYS(FormatComplaint("\"reader\": \"csv\", \"fields\": {\"a b\": \"train/loss\", \"A-b\": \"train/lr\"}"),
             "another spelling");
  CHECK_SAYS(PatternComplaint("\"fields\": {\"x\": \"train/nothing\"}"), "names the metric");
  CHECK_SAYS(PatternComplaint("\"transform\": {\"x\": \"log\"}"), "transforms a name");
  CHECK_SAYS(PatternComplaint("\"event\": \"crashh\""), "did you mean \"crash\"?");
  CHECK_SAYS(PatternComplaint("\"set\": {\"train/losss\": 1}"), "names the metric");
  CHECK_SAYS(FormatComplaint("\"reader\": \"text\", \"patterns\": [{\"id\": \"p\", \"pattern\": \"a\"}, {\"id\": "
                             "\"p\", \"pattern\": \"b\"}]"),
             "has the id \"p\" of an earlier one");
  const std::string head =
      R"({"title": {"en": "x", "zh": "x"}, "reader": "text", "patterns": [{"id": "train", "pattern": "a"}], "samples": )";
  CHECK_SAYS(Complaint("formats/x.json", head + R"([{"line": "a", "pattern": "trian"}]})"), "did you mean \"train\"?");
  CHECK_SAYS(
      Complaint("formats/x.json", head + R"([{"line": "a", "pattern": null, "values": {"train/loss": "abc"}}]})"),
      "cannot be \"abc\"");
}

TEST_CASE("metrics: an alias has one owner, positions must be there") {
  const std::string metric = R"({"title": {"en": "x", "zh": "x"}, "role": "other", "aliases": ["new", "Train Loss"]})";
  CHECK_SAYS(Complaint("metrics/zzz.json", metric), "is an alias of train/loss already");
  CHECK_SAYS(Complaint("metrics/zzz.json", metric), "mine/metrics/zzz.json:1:");
  CHECK_THROWS_AS(ReadCatalog({}), Error);
}

TEST_CASE("places of values in lists") {
  const std::string head = "{\"title\": {\"en\": \"x\", \"zh\": \"x\"},\n\"reader\": \"csv\",\n\"samples\": ";
  CHECK_SAYS(Complaint("formats/x.json", head + "[null, true]}"), "x.json:3:13: ");
  CHECK_SAYS(Complaint("formats/x.json", head + "[  {\"line\": \"a\"}]}"), "x.json:3:15: ");
  CHECK_SAYS(Complaint("formats/x.json", head + "[], \"when\": [\"a\", 123]}"), "x.json:3:30: ");
  CHECK_SAYS(Complaint("formats/x.json", head + "[\"text\"]}"), "x.json:3:13: ");
}

TEST_CASE("checks: conditions and their reasons") {
  const std::string because = R"("because": {"en": "x", "zh": "x"})";
  CHECK(CheckComplaint("{\"feature\": \"loss.level\", \"above\": 1, " + because + "}") == "");
  CHECK(CheckComplaint("{\"feature\": \"loss.level\", \"missing\": true}") == "");
  CHECK_SAYS(CheckComplaint("{\"feature\": \"loss.level\", \"above\": 1}"),
             "mine/checks/x.json:3:1: key \"because\" is missing");
  CHECK_SAYS(CheckComplaint("{\"feature\": \"loss.level\", \"above\": 1, \"because\": {\"en\": \"x\"}}"),
             "key \"zh\" is missing");
  CHECK_SAYS(CheckComplaint("{\"feature\": \"loss.level\", " + because + "}"), "exactly one of above");
  CHECK_SAYS(CheckComplaint("{\"feature\": \"a\", \"above\": 1, \"below\": 2, " + because + "}"),
             "exactly one of above");
  CHECK_SAYS(CheckComplaint("{\"feature\": \"a\", \"between\": [2, 1], " + because + "}"), "a lower and an upper end");
  CHECK_SAYS(CheckComplaint("{\"feature\": \"a\", \"missing\": false}"), "must be true");
  CHECK_SAYS(CheckComplaint("{\"all\": []}"), "at least one condition");
  CHECK_SAYS(CheckComplaint("{\"anny\": []}"), "must hold \"feature\", \"all\", \"any\" or \"not\"");
  std::string nots = "{\"feature\": \"a\", \"missing\": true}";
  for (int i = 0; i < 1000; ++i) nots = "{\"not\": " + nots + "}";
  CHECK_SAYS(CheckComplaint(nots), "is nested deeper");
  const std::string text = R"({"en": "x", "zh": "x"})", when = R"({"feature": "a", "missing": true})";
  CHECK_SAYS(CheckComplaint(when, "\"causes\": [{\"id\": \"low-rate\", \"title\": " + text + ", \"because\": " + text +
                                      ", \"next\": " + text + "}], \"variants\": [{\"when\": " + when +
                                      ", \"say\": " + text + ", \"causes_first\": [\"low-rat\"]}],"),
             "did you mean \"low-rate\"?");
  CHECK_SAYS(Complaint("checks/x.json", "{\"severity\": \"info\"}"), "key \"title\" is missing");
}

TEST_CASE("directories of users are laid over what is shipped") {
  FakeWorld world;
  CHECK_THROWS_AS(LoadCatalog(world, {"none"}), Error);
  world.files["mine/README.md"] = "x";
  CHECK_THROWS_AS(LoadCatalog(world, {"mine"}), Error);
  world.files["mine/formats/csv.json"] = R"({"title": {"en": "my own", "zh": "x"}, "reader": "csv", "samples": []})";
  world.files["mine/formats/sub/new.json"] = R"({"title": {"en": "new", "zh": "x"}, "reader": "csv", "samples": []})";
  for (const char* directory : {"mine", "mine/"}) {
    const Catalog catalog = LoadCatalog(world, {directory});
    CHECK(catalog.FindFormat("csv")->title.en == "my own");
    CHECK(catalog.FindFormat("sub/new") != nullptr);
    CHECK(catalog.formats.size() == ShippedCatalog().formats.size() + 1);
    CHECK(catalog.checks.size() == ShippedCatalog().checks.size());
  }
}

TEST_CASE("parts that are not read may be named all the same") {
  const Catalog catalog = ReadCatalog(EmbeddedFiles(), {"metrics/", "checks/loss/"});
  CHECK(catalog.treatments.empty());
  CHECK(catalog.formats.empty());
  CHECK_FALSE(catalog.FindCheck("loss/not-decreasing")->treat.empty());
  CHECK(catalog.check_ids() == ShippedCatalog().check_ids());
  std::vector<CatalogFile> files = EmbeddedFiles();
  std::erase_if(files, [](const CatalogFile& file) { return file.path == "treatments/longer-warmup.json"; });
  CHECK_THROWS_WITH_AS(ReadCatalog(files, {"metrics/", "checks/"}),
                       doctest::Contains("\"treat\" names the treatment \"longer-warmup\""), Error);
}

TEST_CASE("a command reads the parts of the catalog that it has a use for") {
  FakeWorld world;
  world.files["mine/keys/epochs.json"] = world.files["mine/plans/x.json"] = "not JSON";
  world.files["run.log"] = StartLine(false) + LossLine(0, 50, 4.0) + LossLine(0, 100, 3.9);
  world.files["rows.jsonl"] = "{\"prompt\": \"a\", \"response\": \"b\"}\n";
  world.files["config.py"] = "class TrainConfigSFT:\n    epochs = 5\n    batch_size_per_gpu = 2\n";
  const auto fails = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--rules", "mine"});
    return Has(RunIn(world, words).err, "epochs.json");
  };
  CHECK_FALSE(fails({"diagnose", "run.log"}));
  CHECK_FALSE(fails({"compare", "run.log", "run.log"}));
  CHECK_FALSE(fails({"data", "rows.jsonl"}));
  CHECK_FALSE(fails({"formats"}));
  CHECK(fails({"diagnose", "run.log", "--config", "config.py"}));
  CHECK(fails({"data", "rows.jsonl", "--config", "config.py"}));
  CHECK(fails({"show", "config.py", "--rows", "100"}));
  CHECK(fails({"rules"}));
  world.files.erase("mine/keys/epochs.json");
  world.files["mine/formats/x.json"] = "not JSON";
  CHECK(RunIn(world, {"show", "config.py", "--rows", "100", "--rules", "mine"}).status == 0);
  CHECK(RunIn(world, {"data", "rows.jsonl", "--rules", "mine", "--fail-on", "never"}).status == 0);
  CHECK(RunIn(world, {"show", "config.py", "--log", "run.log", "--rules", "mine"}).status == 2);
}

TEST_CASE("a key that does not exist is named alike by frameworks and treatments") {
  const auto complaint = [](const std::string& kind, const std::string& text) {
    std::vector<CatalogFile> files = EmbeddedFiles();
    files.push_back({kind + "/x.json", text, "mine/" + kind + "/x.json"});
    try {
      ReadCatalog(files, {"keys/", kind + "/x"});
      return std::string();
    } catch (const Error& error) {
      return std::string(error.what()) + " | " + error.hint();
    }
  };
  const std::string title = R"("title": {"en": "x", "zh": "x"}, )";
  const std::string near = R"( names the config key "epoch", which the catalog does not have | did you mean "epochs"?)";
  CHECK_SAYS(complaint("frameworks", "{" + title + R"("marks": ["a"], "keys": {"epoch": "a"}})"), near);
  CHECK_SAYS(complaint("treatments", "{" + title + R"("safety": "ask", "edits": [{"key": "epoch"}]})"), near);
  CHECK_SAYS(complaint("treatments", "{" + title + R"("safety": "ask", "edits": [{"key": "qqqqqqqq"}]})"),
             "which the catalog does not have | `sftdoctor rules` lists the config keys");
}

}  // namespace
}  // namespace sftdoctor
