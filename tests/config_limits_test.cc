// Configs of a few lines that stand for a great deal of work or memory: what it would take to tell is not told.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <ctime>

#include "tests/support/read_config.h"

namespace sftdoctor::tests {
namespace {

/// Processor time, so that a busy machine fails nobody. What it is compared with is some hundred times what is needed,
/// also with sanitizers, and as much below what it took once.
class Stopwatch {
 public:
  double Seconds() const { return static_cast<double>(std::clock() - start_) / CLOCKS_PER_SEC; }

 private:
  std::clock_t start_ = std::clock();
};

/// The most memory that the tests have taken so far.
double PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::string Lines(int count, const std::string& before, const std::string& after) {
  std::string text;
  for (int i = 0; i < count; ++i) text += before + std::to_string(i) + after;
  return text;
}

std::string Times(std::size_t count, const std::string& part) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

std::string X(const std::string& text) { return ValueOf(Python(text), "<module>", "x"); }

TEST_CASE("a chain of method calls is folded once") {
  const Stopwatch watch;
  CHECK(X("x = s" + Lines(60, ".a", "(1)") + "\n") == "? calls a59()");
  CHECK(X("import s\nx = s" + Lines(60, ".a", "(1)") + "\n") == "? calls a59()");
  CHECK(X("x = s" + Lines(5000, ".a", "(1)") + "\n").starts_with("? "));
  CHECK(watch.Seconds() < 20);
}

TEST_CASE("targets in targets have an end") {
  const auto nested = [](std::size_t depth, const std::string& value) {
    const std::string open(depth, '['), close(depth, ']');
    return open + "x" + close + " = " + value + "\n";
  };
  CHECK(X(nested(15000, "1")) == "? is nested too deeply");
  CHECK(X("x = 1\n" + nested(15000, "y")) == "? is nested too deeply");
  CHECK(X(nested(3, "[[[5]]]")) == "5");
  CHECK(X("x = [1]\n" + std::string(15000, '[') + "x[0]" + std::string(15000, ']') + " = y\n") == "? is changed by []");
}

TEST_CASE("long texts do not grow with the lists that they stand in") {
  CHECK(X("t = 'a' * 60000\nx = [t] * 8000\n") == "? is too large");
  CHECK(X("t = 'a' * 60000\nx = [t] * 2\n").size() > 120000);
  // A list may hold as many short texts as numbers.
  CHECK(X("x = ['" + std::string(50, 'a') + "'] * 60000\n").size() > 3000000);
  const std::string t = "t = 'a' * 60000\n";
  const double before = PeakMegabytes();
  CHECK(X(t + "x = f'" + Times(20000, "{t}") + "'\n") == "? is too long");
  CHECK(X(t + "x = f'{t}'" + Times(20000, " f'{t}'") + "\n") == "? is too long");
  CHECK(X("import os\n" + t + "x = os.path.join(t" + Times(5000, ", t") + ")\n") == "? is too long");
  CHECK(PeakMegabytes() - before < 800);
}

TEST_CASE("what all values take together is limited, but numbers stay known") {
  const ConfigFile many = Python(Lines(100, "a", " = [1] * 60000\n") + "lr = 1e-5\nb = [1, 2]\nc = 2 * lr\n");
  CHECK(ValueOf(many, "<module>", "a0").size() > 120000);
  CHECK(ValueOf(many, "<module>", "a99").starts_with("? is too large"));
  CHECK(ValueOf(many, "<module>", "lr") == "1e-05");
  CHECK(ValueOf(many, "<module>", "c") == "2e-05");
  const std::string t = "t = (1,) * 60000\n";
  const ConfigFile work = Python(t + Lines(400, "n", " = len(t + t[:1])\n") + "lr = 1e-5\n");
  CHECK(ValueOf(work, "<module>", "n0") == "60001");
  CHECK(ValueOf(work, "<module>", "n399") == "? is too large, with what the file has besides");
  CHECK(ValueOf(work, "<module>", "lr") == "1e-05");
  // A list that there is no room to extend is not known, under any of its names.
  std::string extended = t + "x = []\ny = x\n";
  for (int i = 0; i < 300; ++i) extended += "z" + std::to_string(i) + " = []\nz" + std::to_string(i) + " += t\n";
  CHECK(X(extended + "y += t\n") == "? is changed by +=");
  CHECK(X(extended + "y.extend(t)\n") == "? is changed by extend()");
}

TEST_CASE("one large value under many names is not written down for each") {
  const ConfigFile file = Python("t = 'a' * 60000\n" + Lines(5000, "a", " = t\n") + "lr = 1e-5\n");
  CHECK(ValueOf(file, "<module>", "a9").size() > 60000);
  CHECK(ValueOf(file, "<module>", "a4999") == "? is too large");
  CHECK(ValueOf(file, "<module>", "lr") == "1e-05");
}

TEST_CASE("tuples that share their parts are not looked through part by part") {
  const std::string grown = "t = (1, 1)\nu = (1, 1)\n" + Times(40, "t = (t, t)\nu = (u, u)\n");
  const Stopwatch watch;
  CHECK(X(grown + "x = {t: 1}\n") == "? has a key that cannot be told");
  CHECK(X(grown + "x = {1: 2}[t]\n") == "? has a key that the dict lacks");
  CHECK(X(grown + "x = t == u\n") == "? compares values that cannot be told");
  CHECK(X(grown + "x = {(1, 2): 3}[(1, 2)]\n") == "3");
  CHECK(X("t = (1,) * 60000\nu = t + (1,)\nx = t + (1,) == u\n") == "true");
  CHECK(watch.Seconds() < 20);
}

TEST_CASE("lists in lists have an end, and so have dicts") {
  const Stopwatch watch;
  CHECK(X("x = 1\n" + Times(60000, "x = [x]\n")) == "? depends on x, which is nested too deeply");
  CHECK(X("x = 1\n" + Times(60000, "x = {'a': x}\n")) == "? depends on x, which is nested too deeply");
  CHECK(X("x = ()\n" + Times(60000, "x = {x: 1}\n")).starts_with("? "));
  CHECK(X("x = 1\n" + Times(50, "x = [x]\n")) == std::string(50, '[') + "1" + std::string(50, ']'));
  CHECK(watch.Seconds() < 20);
}

TEST_CASE("doubled quotes and braces are read in one pass") {
  const Stopwatch watch;
  CHECK(X("x = len(f'" + Times(30000, "{{") + Times(30000, "}}") + "')\n") == "60000");
  CHECK(X("x = f'" + Times(1000000, "{{") + "'\n") == "? is too long");
  CHECK(X("x = f'{{{1}}}{{}}'\n") == R"("{1}{}")");
  const ConfigFile yaml = Yaml("x: '" + Times(1000000, "''") + "'\ny: 'it''''s'\n");
  CHECK(ValueOf(yaml, "<document>", "x").size() == 1000002);
  CHECK(ValueOf(yaml, "<document>", "y") == R"("it''s")");
  CHECK(watch.Seconds() < 20);
}

TEST_CASE("a block of YAML is read up to its end and no further") {
  const std::string blocks = Lines(16000, "k", ": |\n  a\n");  // more than 32,767 lines are too many for the grammar
  const Stopwatch watch;
  const ConfigFile yaml = Yaml(blocks);
  CHECK(watch.Seconds() < 2);
  CHECK(ValueOf(yaml, "<document>", "k15999") == R"("a\n")");
  const ConfigFile spaced = Yaml("k: |\n  a\n\n  b\n\nm: >-\n\n  c\n  d\n\n\nn: |+\n  e\n\n");
  CHECK(ValueOf(spaced, "<document>", "k") == R"("a\n\nb\n")");
  CHECK(ValueOf(spaced, "<document>", "m") == R"("\nc d")");
  CHECK(ValueOf(spaced, "<document>", "n") == R"("e\n\n")");
}

TEST_CASE("a long text of YAML is not read again for any number of aliases") {
  const std::string text = "a: &a " + std::string(200000, 'x') + "\n";
  CHECK(ValueOf(Yaml(text + "b: [*a, *a]\n"), "<document>", "b").size() > 400000);
  CHECK(ValueOf(Yaml(text + "b: [*a" + Times(5000, ", *a") + "]\n"), "<document>", "b").starts_with("? "));
  CHECK(ValueOf(Yaml(text + Lines(5000, "b", ": *a\n")), "<document>", "b4999").starts_with("? "));
  const ConfigFile merged = Yaml("m: &m\n  t: " + std::string(200000, 'x') + "\n" + Lines(5000, "b", ":\n  <<: *m\n"));
  CHECK(ValueOf(merged, "<document>", "b1.t").size() > 200000);
  CHECK(ValueOf(merged, "<document>", "b4999.t") == "none");
}

}  // namespace
}  // namespace sftdoctor::tests
