// Settings files: which one counts, what it may say, and where the values that count come from.
#include "settings/settings.h"

#include <doctest/doctest.h>

#include "base/path.h"
#include "tests/support/chat_log.h"
#include "tests/support/program.h"

namespace sftdoctor {
namespace {

TEST_CASE("paths as text") {
  CHECK(Absolute("a/../b//./c", "/x/y") == "/x/y/b/c");
  CHECK(Absolute("../../../..", "/x/y") == "/");
  CHECK(Absolute("/p/q", "/x") == "/p/q");
  CHECK(DirectoriesAbove("/a/b/c") == std::vector<std::string>{"/a/b", "/a", "/"});
  CHECK(DirectoriesAbove("/a") == std::vector<std::string>{"/"});
  CHECK(Shortened("/a/b/c", "/a") == "b/c");
  CHECK(Shortened("/ab/c", "/a") == "/ab/c");
  CHECK(Shortened("/a/b", "/") == "a/b");
  CHECK(DirectoryOf("a/b.py") == "a/");
  CHECK(DirectoryOf("b.py").empty());
  CHECK(DirectoryOf("/b.py") == "/");
  CHECK(BaseName("a/b.py") == "b.py");
  CHECK(BaseName("b.py") == "b.py");
  CHECK(PlacesOf("x", "a/b.py") == std::vector<std::string>{"x", "a/x"});
  CHECK(PlacesOf("x", "b.py") == std::vector<std::string>{"x"});
  CHECK(PlacesOf("/x", "a/b.py") == std::vector<std::string>{"/x"});
  CHECK(PathGlobMatch("legacy", "src/legacy/a.py"));
  CHECK(PathGlobMatch("legacy/", "legacy/a.py"));
  CHECK(PathGlobMatch("*.yaml", "a/b.yaml"));
  CHECK(PathGlobMatch("conf/*.py", "x/conf/a.py"));
  CHECK_FALSE(PathGlobMatch("legacy", "src/legacy2/a.py"));
  CHECK_FALSE(PathGlobMatch("b.yaml", "a/ab.yaml"));
}

/// The file that counts in a directory of a world with these files, from the current directory.
std::string Found(std::vector<std::pair<std::string, std::string>> files, const std::string& directory) {
  FakeWorld world;
  for (auto& [path, text] : files) world.files[path] = text;
  return Shortened(FindSettings(world, Absolute(directory, world.CurrentDirectory())), world.CurrentDirectory());
}

TEST_CASE("the nearest settings file counts, and of several in one directory the hidden one") {
  const std::string ours = "[tool.sftdoctor]\nrows = 1\n", foreign = "[tool.other]\nrows = 1\n";
  CHECK(Found({{"a/.sftdoctor.toml", ""}, {"sftdoctor.toml", ""}}, "a/b") == "a/.sftdoctor.toml");
  CHECK(Found({{"a/.sftdoctor.toml", ""}, {"sftdoctor.toml", ""}}, "c") == "sftdoctor.toml");
  CHECK(Found({{".sftdoctor.toml", ""}, {"sftdoctor.toml", ""}, {"pyproject.toml", ours}}, ".") == ".sftdoctor.toml");
  CHECK(Found({{"a/pyproject.toml", foreign}, {"pyproject.toml", ours}}, "a") == "pyproject.toml");
  CHECK(Found({{"a/pyproject.toml", "not = [toml"}, {"/sftdoctor.toml", ""}}, "a") == "/sftdoctor.toml");
  CHECK(Found({{"a/config.py", ""}}, "a").empty());
}

/// A pyproject.toml somewhere above that belongs to somebody else.
class LockedWorld final : public FakeWorld {
 public:
  std::string ReadFile(const std::string& path) override {
    if (path.ends_with("pyproject.toml")) throw Error("cannot open for reading: Permission denied", {path});
    return FakeWorld::ReadFile(path);
  }
};

TEST_CASE("a pyproject.toml that cannot be read holds no settings of ours") {
  LockedWorld world;
  world.files["/pyproject.toml"] = "[tool.sftdoctor]\nrows = 1\n";
  CHECK(FindSettings(world, "/made-up/a").empty());
  CHECK(RunIn(world, {"formats"}).status == 0);
  world.files["/sftdoctor.toml"] = "";
  CHECK(FindSettings(world, "/made-up/a") == "/sftdoctor.toml");
}

TEST_CASE("every setting is read, with its place") {
  FakeWorld world;
  world.files["conf/.sftdoctor.toml"] = R"(target-loss = 1.2
target-bleu = 0.2
planned-epochs = 10
rows = 80000
ranks = 2
pretrain-lr = 2e-4
select = ["loss", "config"]
ignore = ["loss/spike"]
fail-on = "error"
exclude = ["legacy"]
rules = ["my-rules", "/opt/rules"]
[severity]
"loss/plateau" = "info"
[per-file-ignores]
"old/*" = ["config/cadence"]
[envelope]
steps = [[50, 4], [100, 3.5]]
epochs = [[1, 2.5]]
)";
  const Settings settings = ReadSettings(world, "conf/.sftdoctor.toml");
  CHECK(settings.target_loss.value == 1.2);
  CHECK(settings.goals().planned_epochs == 10);
  CHECK(settings.facts().rows == 80000);
  CHECK(settings.facts().pretrain_learn_rate == 2e-4);
  CHECK(settings.fail_on.value == "error");
  CHECK(settings.rules.value == std::vector<std::string>{"conf/my-rules", "/opt/rules"});
  CHECK(settings.severity.value.at("loss/plateau") == Severity::kInfo);
  CHECK(settings.selection("old/config.py").ignore == std::vector<std::string>{"loss/spike", "config/cadence"});
  CHECK(settings.selection("config.py").ignore == std::vector<std::string>{"loss/spike"});
  CHECK(settings.goals().envelope.own);
  CHECK(settings.goals().envelope.steps.size() == 2);
  CHECK(settings.directory == "/made-up/conf");
  EachSetting(settings, [](const char* name, const auto& settled) {
    CHECK_MESSAGE(settled.place.file == "conf/.sftdoctor.toml", name);
    CHECK_MESSAGE(settled.place.line > 0, name);
  });
  CHECK(settings.ranks.place.line == 5);
}

TEST_CASE("a file that extends another takes what it does not say itself") {
  FakeWorld world;
  world.files["base.toml"] = "rows = 100\nranks = 4\nrules = [\"r\"]\n";
  world.files["a/pyproject.toml"] = "[tool.sftdoctor]\nextend = \"../base.toml\"\nrows = 200\n";
  const Settings settings = ReadSettings(world, "a/pyproject.toml");
  CHECK(settings.rows.value == 200);
  CHECK(settings.rows.place.file == "a/pyproject.toml");
  CHECK(settings.ranks.value == 4);
  CHECK(settings.rules.value == std::vector<std::string>{"r"});
  world.files["base.toml"] = "extend = \"base.toml\"\n";
  CHECK_THROWS_WITH_AS(ReadSettings(world, "a/pyproject.toml"), doctest::Contains("circles"), Error);
}

TEST_CASE("wrong settings are named with their place and the nearest spelling") {
  struct Case {
    std::string text;
    std::size_t line, column;
    std::string message, hint;
  };
  for (const Case& wrong : std::vector<Case>{
           {"rows = 1\ntarget_loss = 2\n", 2, 1, "unknown setting \"target_loss\"", "did you mean \"target-loss\"?"},
           {"rows = \"many\"\n", 1, 8, "\"rows\" must be a number", ""},
           {"rows = 0\n", 1, 8, "above 0", ""},
           {"rows = nan\n", 1, 8, "above 0", ""},
           {"target-bleu = 25\n", 1, 15, "at most 1", "0.25"},
           {"select = \"loss\"\n", 1, 10, "array of strings", "select = [\"...\"]"},
           {"select = [1]\n", 1, 11, "must be a string", ""},
           {"fail-on = \"eror\"\n", 1, 11, "cannot be \"eror\"", "error, warning"},
           {"[severity]\n\"loss/spike\" = \"off\"\n", 2, 16, "cannot be \"off\"", "`ignore`"},
           {"[envelope]\nstep = []\n", 2, 1, "unknown setting \"step\"", "did you mean \"steps\"?"},
           {"[envelope]\nsteps = [[100, 2], [50, 3]]\n", 2, 20, "ascending", ""},
           {"[envelope]\n", 1, 1, "no limit", "steps, epochs"},
           {"rows = 1\nranks = \n", 2, 9, "not valid TOML", ""}}) {
    FakeWorld world;
    world.files["s.toml"] = wrong.text;
    try {
      ReadSettings(world, "s.toml");
      FAIL_CHECK("taken: " << wrong.text);
    } catch (const Error& error) {
      CHECK_MESSAGE(std::string(error.what()).find(wrong.message) != std::string::npos, error.what());
      CHECK_MESSAGE(error.hint().find(wrong.hint) != std::string::npos, error.hint());
      CHECK_MESSAGE(error.place().file == "s.toml", wrong.text);
      CHECK_MESSAGE(error.place().line == wrong.line, wrong.text);
      CHECK_MESSAGE(error.place().column == wrong.column, wrong.text);
    }
  }
}

TEST_CASE("globs and ids that match no check are errors where they stand") {
  const std::vector<std::string> ids = {"loss/spike", "config/cadence"};
  Settings settings;
  settings.select.value = {"loss", "config/*"};
  CHECK_NOTHROW(RequireKnownChecks(settings, ids));
  settings.severity = {{{"loss/spik", Severity::kError}}, {"s.toml", 3, 1}};
  CHECK_THROWS_WITH_AS(RequireKnownChecks(settings, ids), "no check matches \"loss/spik\"", Error);
  settings.severity = {};
  settings.ignore.Give({"los"}, "--ignore");
  CHECK_THROWS_WITH_AS(RequireKnownChecks(settings, ids), "--ignore: no check matches \"los\"", Error);
}

TEST_CASE("what is shown reads as TOML and names each origin") {
  FakeWorld world;
  world.files[".sftdoctor.toml"] = "rows = 80000\n[severity]\n\"loss/spike\" = \"info\"\n";
  const Outcome shown = RunIn(world, {"diagnose", "--show-settings", "--target-loss", "1.2", "--select", "loss"});
  CHECK(shown.status == 0);
  CHECK(shown.out.starts_with("# .sftdoctor.toml\n"));
  CHECK(Has(shown.out, "target-loss = 1.2                       # --target-loss\n"));
  CHECK(Has(shown.out, "rows = 80000                            # .sftdoctor.toml:1\n"));
  CHECK(Has(shown.out, "# ranks is not given                    # default\n"));
  CHECK(Has(shown.out, "[severity]\n\"loss/spike\" = \"info\"                   # .sftdoctor.toml:2\n"));
  world.files["again.toml"] = shown.out;
  const std::string again = RunIn(world, {"diagnose", "--show-settings", "--settings", "again.toml"}).out;
  CHECK(Has(again, "target-loss = 1.2                       # again.toml:2\n"));
  CHECK(Has(RunIn(world, {"diagnose", "--show-settings", "--isolated"}).out, "# no settings file\n"));
  CHECK(RunIn(world, {"diagnose", "--isolated", "--settings", "x.toml"}).status == 2);
}

TEST_CASE("diagnose judges by the settings: targets, severity, the healthy curve of the project") {
  FakeWorld world;
  std::string& log = world.files["fine.log"];
  log = StartLine(false);
  for (int epoch = 0; epoch < 4; ++epoch) {
    for (int step = 0; step < 1600; step += 50)
      log += LossLine(epoch, step, 1.0 + 2.0 / (1 + (epoch * 1600 + step) / 100.0) + 0.01 * (step / 50 * 7 % 5 - 2));
    log += EpochLine(epoch, 1.2, 0.12 + 0.02 * epoch);
  }
  const auto diagnose = [&](const std::string& settings) {
    world.files[".sftdoctor.toml"] = settings;
    return RunIn(world, {"diagnose", "fine.log", "--json"});
  };
  const Outcome plain = diagnose("");
  CHECK(plain.status == 0);
  CHECK_FALSE(Has(plain.out, "\"id\": \"loss/behind-expected\",\n          \"severity\""));
  const Outcome behind = diagnose("[envelope]\nepochs = [[2, 0.5]]\n");
  CHECK(behind.status == 1);
  CHECK(Has(behind.out, "\"id\": \"loss/behind-expected\",\n          \"severity\": \"warning\""));
  const Outcome info = diagnose("[severity]\n\"loss/behind-expected\" = \"info\"\n[envelope]\nepochs = [[2, 0.5]]\n");
  CHECK(info.status == 0);
  CHECK(Has(info.out, "\"id\": \"loss/behind-expected\",\n          \"severity\": \"info\""));
  CHECK(diagnose("ignore = [\"loss/behind-expected\"]\n[envelope]\nepochs = [[2, 0.5]]\n").status == 0);
  CHECK(diagnose("ignore = [\"loss/behind\"]\n").status == 2);
}

}  // namespace
}  // namespace sftdoctor
