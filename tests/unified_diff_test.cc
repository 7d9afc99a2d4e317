// Unified diffs: as diff(1) would write them, and taken by `git apply` whatever the file looks like.
#include "patches/unified_diff.h"

#include <doctest/doctest.h>

#include <map>

#include "tests/support/folder.h"
#include "tests/support/random.h"

namespace sftdoctor::tests {
namespace {

std::string Numbered(int first, int last) {
  std::string text;
  for (int i = first; i <= last; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

std::string With(std::string text, const std::string& old, const std::string& now) {
  return text.replace(text.find(old), old.size(), now);
}

TEST_CASE("hunks: three lines of context, near changes together") {
  const std::string before = Numbered(1, 20);
  CHECK(UnifiedDiff("x", before, before).empty());
  CHECK(UnifiedDiff("x", before, With(before, "line 10\n", "ten\n")) ==
        "--- a/x\n+++ b/x\n@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line 10\n+ten\n line 11\n line 12\n line 13\n");
  const std::string apart = With(With(before, "line 3\n", "three\n"), "line 11\n", "eleven\n");
  CHECK(UnifiedDiff("x", before, apart).find("@@ -8,7 +8,7 @@") != std::string::npos);
  const std::string near = With(With(before, "line 3\n", "three\n"), "line 10\n", "ten\n");
  CHECK(UnifiedDiff("x", before, near).find("@@ -1,13 +1,13 @@") != std::string::npos);
  CHECK(UnifiedDiff("x", "a\n", "a\nb\n") == "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+b\n");
  CHECK(UnifiedDiff("x", "", "b\n") == "--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+b\n");
}

TEST_CASE("a missing final newline is said") {
  CHECK(UnifiedDiff("x", "a", "b") ==
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n");
}

TEST_CASE("names with blanks, quotes and control characters") {
  const auto head = [](const std::string& path) {
    const std::string diff = UnifiedDiff(path, "a\n", "b\n");
    return diff.substr(0, diff.find('\n'));
  };
  CHECK(head("my run/config.py") == "--- a/my run/config.py\t");
  CHECK(head("a\"b.py") == "--- \"a/a\\\"b.py\"");
  CHECK(head("a\tb.py") == "--- \"a/a\\011b.py\"");
  CHECK(head("配置.py") == "--- a/配置.py");
}

TEST_CASE("git applies it, byte for byte") {
  if (!HasProgram("git")) {
    MESSAGE("skipped: there is no git");
    return;
  }
  const std::string crlf = "a = 1\r\nb = 2  # 学习率\r\n\r\nc = 3\r\n";
  const std::pair<std::string, std::string> cases[] = {
      {Numbered(1, 30), With(Numbered(1, 30), "line 30\n", "last\n")},
      {"a = 1", "a = 2"},
      {"a = 1\nb = 2", "a = 5\nb = 2"},
      {"a = 1\nb = 2", "a = 1\nb = 2\nc = 3"},
      {"a = 1\nb = 2\n", "a = 1\nb = 2\nc = 3"},
      {crlf, With(crlf, "b = 2", "b = 20")},
      {"x = 1  \n\ty = 2\n", "x = 1  \n\ty = 3\n"},
      {"# 中文注释\nlr = 1e-5\n", "# 中文注释\nlr = 5e-5\n"},
      {"a\rb\r\nc\n", "a\rb\r\nd\n"},
  };
  for (const std::string path : {"config.py", "my runs/配 置.py", "quo\"te.py"}) {
    for (const auto& [before, after] : cases) {
      const Folder folder;
      folder.Put(path, before);
      folder.Put("change.diff", UnifiedDiff(path, before, after));
      const Printed printed = RunShell("git apply --check change.diff && git apply change.diff", folder.path(), "C");
      CHECK_MESSAGE(printed.status == 0, path << ": " << printed.text);
      CHECK(folder.Get(path) == after);
    }
  }
}

/// Two texts of few different lines, so that much of them is the same; line ends and final newlines as they come.
std::pair<std::string, std::string> RandomTexts(Random& random) {
  const auto below = [&](std::uint64_t end) { return random.Bits() % end; };
  std::string before, after;
  for (std::size_t i = 0, lines = 1 + below(40); i < lines; ++i) {
    const std::string line = std::to_string(below(6)) + (below(5) == 0 ? "\r\n" : "\n");
    const std::size_t what = below(12);
    before += line;
    if (what > 1) after += line;
    if (what == 1 || what == 2) after += "new\n";
  }
  if (below(3) == 0) before.pop_back();
  if (below(3) == 0 && !after.empty()) after.pop_back();
  return {before, after};
}

TEST_CASE("git applies diffs of random edits") {
  if (!HasProgram("git")) {
    MESSAGE("skipped: there is no git");
    return;
  }
  Random random(7);
  const Folder folder;
  std::string script;
  std::map<std::string, std::string> wanted;
  for (int round = 0; round < 80; ++round) {
    const auto [before, after] = RandomTexts(random);
    const std::string name = "f" + std::to_string(round);
    const std::string diff = UnifiedDiff(name, before, after);
    if (diff.empty() || after.empty()) continue;
    folder.Put(name, before);
    folder.Put(name + ".diff", diff);
    script += "git apply " + name + ".diff || exit 1\n";
    wanted[name] = after;
  }
  REQUIRE(wanted.size() > 50);
  const Printed printed = RunShell(script, folder.path(), "C");
  CHECK_MESSAGE(printed.status == 0, printed.text);
  for (const auto& file : wanted) CHECK_MESSAGE(folder.Get(file.first) == file.second, file.first);
}

}  // namespace
}  // namespace sftdoctor::tests
