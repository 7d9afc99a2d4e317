// The pages tell the truth: their examples run, the generated ones are fresh, and what ARCHITECTURE.md says about
// adding a unit of knowledge works as written. SFTDOCTOR_REWRITE_DOCS=1 writes the generated pages anew.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "base/pattern.h"
#include "base/world.h"
#include "catalog/catalog.h"
#include "tests/support/catalog_pages.h"
#include "tests/support/console.h"

namespace sftdoctor::tests {
namespace {

namespace fs = std::filesystem;

/// A directory that looks like the repository and may be written to; gone at the end of its life.
class Desk {
 public:
  Desk() {
    std::string name = (fs::temp_directory_path() / "sftdoctor-docs-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
    for (const char* shown : {"samples", "rules"})
      fs::create_directory_symlink(kSourceDirectory / shown, path_ / shown);
  }
  ~Desk() { fs::remove_all(path_); }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  void Put(const std::string& name, const std::vector<std::string>& lines) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream out(path_ / name);
    for (const std::string& line : lines) out << line << "\n";
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// The path in the info string of a fence ("json my-rules/checks/run/x.json"): the page shows this file.
std::string ShownFile(const Fence& fence) {
  const std::size_t blank = fence.info.find(' ');
  return blank == std::string::npos ? "" : fence.info.substr(blank + 1);
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "  | " + line + "\n";
  return text;
}

std::string PageNamed(const std::string& name) {
  const std::string page = ReadText(kSourceDirectory / name);
  REQUIRE_MESSAGE(!page.empty(), name << " is missing or empty");
  return page;
}

void CheckExamples(const std::string& name, const std::string& lang, std::size_t at_least) {
  const std::string page = PageNamed(name);
  const Desk desk;
  for (const Fence& fence : FencesOf(page)) {
    if (const std::string file = ShownFile(fence); !file.empty()) desk.Put(file, fence.lines);
  }
  const std::vector<ConsoleExample> examples = ConsoleExamplesOf(page);
  CHECK(examples.size() >= at_least);
  for (const ConsoleExample& example : examples) {
    const std::vector<std::string> got = LinesOf(RunShell(example.command, desk.path(), lang).text);
    const bool same = SameWithGaps(example.output, got);
    CHECK_MESSAGE(same, name << ":" << example.line << ": `" << example.command << "` now prints\n" << Joined(got));
  }
}

TEST_CASE("examples of the pages print what stands there") {
  CheckExamples("README.md", "C.UTF-8", 8);
  CheckExamples("README.zh.md", "zh_CN.UTF-8", 8);
  CheckExamples("ARCHITECTURE.md", "C.UTF-8", 3);
  CheckExamples("CONTRIBUTING.md", "C.UTF-8", 0);
}

TEST_CASE("gaps in examples") {
  CHECK(SameWithGaps({"a", "...", "c"}, {"a", "b", "b", "c "}));
  CHECK(SameWithGaps({"a", "  ...", "c"}, {"a", "c"}));
  CHECK(SameWithGaps({"..."}, {}));
  CHECK_FALSE(SameWithGaps({"a", "...", "c"}, {"a", "c", "d"}));
  CHECK_FALSE(SameWithGaps({"a"}, {"a", "b"}));
  CHECK_FALSE(SameWithGaps({"a", ""}, {"a"}));
}

TEST_CASE("generated pages are fresh") {
  const auto world = MakeRealWorld();
  const Catalog catalog = LoadCatalog(*world, {});
  const bool rewrite = std::getenv("SFTDOCTOR_REWRITE_DOCS") != nullptr;
  std::set<std::string> expected;
  for (const bool chinese : {false, true}) {
    for (const auto& page : CatalogPages(catalog, chinese).All()) {
      const std::string &path = page.first, &text = page.second;
      const fs::path file = kSourceDirectory / "docs" / path;
      expected.insert(file.string());
      if (rewrite) fs::create_directories(file.parent_path());
      if (rewrite && ReadText(file) != text) std::ofstream(file) << text;
      const bool fresh = ReadText(file) == text;
      CHECK_MESSAGE(fresh, "docs/" << path << " is not what rules/ says; `make docs` writes it");
    }
  }
  for (const auto& entry : fs::recursive_directory_iterator(kSourceDirectory / "docs" / "checks")) {
    CHECK_MESSAGE(expected.contains(entry.path().string()), entry.path() << " belongs to no area of rules/checks/");
  }
}

TEST_CASE("each unit of ARCHITECTURE.md stands alone") {
  std::set<std::string> kinds;
  for (const Fence& fence : FencesOf(PageNamed("ARCHITECTURE.md"))) {
    const std::string file = ShownFile(fence);
    const std::size_t slash = file.find('/');
    if (!file.ends_with(".json") || slash == std::string::npos) continue;
    kinds.insert(file.substr(slash + 1, file.find('/', slash + 1) - slash - 1));
    const Desk desk;
    desk.Put(file, fence.lines);
    const Printed printed = RunShell("sftdoctor rules --test " + file.substr(0, slash), desk.path(), "C.UTF-8");
    CHECK(printed.text == "1 file loaded, 0 failures\n");
    CHECK(printed.status == 0);
  }
  CHECK(kinds == std::set<std::string>{"checks", "formats", "metrics", "plans", "treatments"});
}

/// The names in the section "## Features" of ARCHITECTURE.md, `P.` written out for the three curves.
std::set<std::string> ListedFeatures() {
  const std::string page = PageNamed("ARCHITECTURE.md");
  const std::size_t start = page.find("\n## Features\n");
  REQUIRE(start != std::string::npos);
  const std::string section = page.substr(start, page.find("\n## ", start + 1) - start);
  const Pattern name("^[a-zP]+\\.[a-z_0-9]+$");
  std::set<std::string> names;
  const std::vector<std::string_view> pieces = Split(section, '`');
  for (std::size_t i = 1; i < pieces.size(); i += 2) {
    const std::string piece(pieces[i]);
    if (!name.Matches(piece)) continue;
    if (!piece.starts_with("P.")) names.insert(piece);
    for (const char* curve : {"loss", "eval", "bleu"}) {
      if (piece.starts_with("P.")) names.insert(curve + piece.substr(1));
    }
  }
  return names;
}

void AddFeatures(const Clause& clause, std::set<std::string>& names) {
  if (!clause.feature.empty()) names.insert(clause.feature);
  for (const Clause& part : clause.parts) AddFeatures(part, names);
}

void AddFeatures(const Text& say, std::set<std::string>& names) {
  for (const std::string* text : {&say.en, &say.zh}) {
    for (std::size_t at = text->find('{'); at != std::string::npos; at = text->find('{', at + 1)) {
      std::string name = text->substr(at + 1, text->find('}', at) - at - 1);
      if (name.ends_with('%')) name.pop_back();
      names.insert(name);
    }
  }
}

std::set<std::string> FeaturesOf(const Check& check) {
  std::set<std::string> names;
  for (const auto& [name, least] : check.needs) names.insert(name);
  if (!check.place.empty()) names.insert(check.place);
  AddFeatures(check.when, names);
  AddFeatures(check.say, names);
  for (const NoteWords& words : check.each) AddFeatures(words.say, names);
  for (const char* word : {"key", "value", "expected", "nearest", "size", "why"}) names.erase(word);
  for (const auto& [severity, when] : check.escalate) AddFeatures(when, names);
  for (const Variant& variant : check.variants) {
    AddFeatures(variant.when, names);
    AddFeatures(variant.say, names);
  }
  for (const Cause& cause : check.causes) {
    for (const auto* clauses : {&cause.raised_by, &cause.lowered_by}) {
      for (const Clause& clause : *clauses) AddFeatures(clause, names);
    }
  }
  return names;
}

TEST_CASE("ARCHITECTURE.md lists the features that there are") {
  const std::set<std::string> listed = ListedFeatures();
  const auto world = MakeRealWorld();
  const Catalog catalog = LoadCatalog(*world, {});
  for (const Check& check : catalog.checks) {
    for (const std::string& name : FeaturesOf(check)) {
      if (!listed.contains(name)) FAIL_CHECK(check.id << " uses " << name << ", which ARCHITECTURE.md does not list");
    }
  }
  const Desk desk;
  const Printed printed = RunShell("sftdoctor diagnose --json --all-runs samples", desk.path(), "C.UTF-8");
  const auto document = nlohmann::json::parse(printed.text);
  for (const auto& run : document.at("runs")) {
    for (const auto& [name, value] : run.at("features").items()) {
      if (!listed.contains(name)) FAIL_CHECK("a run has " << name << ", which ARCHITECTURE.md does not list");
    }
  }
}

TEST_CASE("every listed feature is computed somewhere") {
  std::string code;
  for (const char* directory : {"src/trends", "src/findings", "src/dataset"}) {
    for (const std::string& path : SourcesBelow(directory)) code += ReadText(kSourceDirectory / path);
  }
  for (const std::string& name : ListedFeatures()) {
    const std::string own = name.substr(name.find('.') + 1);
    const bool reserved = name.starts_with("config.") || name == "run.silence_share";  // not told by a log alone
    const auto quoted = [&](const std::string& word) { return code.find('"' + word + '"') != std::string::npos; };
    const bool named = quoted(name) || quoted(own);
    CHECK_MESSAGE((named || reserved), name << " is listed in ARCHITECTURE.md, but nothing computes it");
  }
}

}  // namespace
}  // namespace sftdoctor::tests
