// Edits of configs: only the bytes of values change, new keys go where they belong, and nothing else is another value.
#include <doctest/doctest.h>

#include <cmath>

#include "config/edit.h"
#include "tests/support/read_config.h"

namespace sftdoctor::tests {
namespace {

using Json = nlohmann::ordered_json;

std::string Edited(const ConfigFile& file, const std::string& section, const std::vector<NewValue>& values) {
  const Section* found = file.Find(section);
  REQUIRE(found);
  return EditConfig(file, *found, values).text;
}

std::string Complaint(const ConfigFile& file, const std::string& section, const std::vector<NewValue>& values) {
  try {
    Edited(file, section, values);
  } catch (const Error& error) {
    CHECK_FALSE(error.hint().empty());
    return error.what();
  }
  return "";
}

TEST_CASE("only the bytes of the values change") {
  const ConfigFile file = Python(
      "class A:\r\n\tlr: float = 1e-5     # 1e-5 太小\r\n\tname = 'a'\t\t# \"x\" = 3\r\n\tn = (1 +\r\n\t\t2)\r\n");
  CHECK(Edited(file, "A", {{"lr", 5e-5}, {"name", "it's"}, {"n", 7}}) ==
        "class A:\r\n\tlr: float = 5e-5     # 1e-5 太小\r\n\tname = 'it\\'s'\t\t# \"x\" = 3\r\n\tn = 7\r\n");
  CHECK(EditsFor(file, *file.Find("A"), {{"lr", 1e-5}, {"n", 3}}).empty());
  CHECK(EditsFor(file, *file.Find("A"), {{"n", 3.0}}).size() == 1);  // another type is another value
}

TEST_CASE("a key behind a block of YAML is written behind it") {
  const ConfigFile file = Yaml("a: 1\nb: |\n  x\n\n---\na: 1\n");
  CHECK(Edited(file, "<document>", {{"b", 2}, {"c", 3}}) == "a: 1\nb: 2\nc: 3\n\n---\na: 1\n");
  CHECK(Edited(file, "<document>", {{"c", 3}}) == "a: 1\nb: |\n  x\nc: 3\n\n---\na: 1\n");
}

TEST_CASE("keys that a class lacks or inherits are written into it") {
  const std::string base = "class B:\n    lr: float = 1e-5\n    steps: int = 5\n";
  CHECK(Edited(Python(base), "B", {{"warmup", 100}, {"div", 2.5}}) ==
        base + "    warmup: int = 100\n    div: float = 2.5\n");
  CHECK(Edited(Python(base + "class A(B):\n    pass\n"), "A", {{"lr", 3e-5}}) ==
        base + "class A(B):\n    pass\n    lr: float = 3e-5\n");
  CHECK(Edited(Python(base + "class A(B): pass"), "A", {{"lr", 3e-5}}) == base + "class A(B): pass; lr: float = 3e-5");
  CHECK(Edited(Python("class A: x = 1  # c"), "A", {{"y", true}}) == "class A: x = 1; y = True  # c");
  CHECK(Edited(Python("class A:\n    \"\"\"Doc\"\"\"\n\n    def f(self):\n        pass\n"), "A", {{"y", "z"}}) ==
        "class A:\n    \"\"\"Doc\"\"\"\n    y = \"z\"\n\n    def f(self):\n        pass\n");
  CHECK(Edited(Python("class A:\n  # c\n  def f(self): pass\n"), "A", {{"y", 1}}) ==
        "class A:\n  # c\n  y = 1\n  def f(self): pass\n");
  CHECK(Edited(Python("class A:\r\n    x = 1"), "A", {{"y", 1}}) == "class A:\r\n    x = 1\r\n    y = 1");
  CHECK(Edited(Python("class A:\n    x: int\n"), "A", {{"x", 1}}) == "class A:\n    x: int\n    x: int = 1\n");
}

TEST_CASE("keys that a call or a dict lacks are written into it") {
  CHECK(Edited(Python("a = TrainingArguments(x=1, y=2)"), "TrainingArguments", {{"z", 3}}) ==
        "a = TrainingArguments(x=1, y=2, z=3)");
  CHECK(Edited(Python("a = TrainingArguments(\n    x=1,  # one\n    y=2,  # two\n)\n"), "TrainingArguments",
               {{"z", 3}, {"w", 4}}) ==
        "a = TrainingArguments(\n    x=1,  # one\n    y=2,  # two\n    z=3,\n    w=4,\n)\n");
  CHECK(Edited(Python("a = TrainingArguments(\n    x=1,\n    y=2  # two\n)\n"), "TrainingArguments", {{"z", 3}}) ==
        "a = TrainingArguments(\n    x=1,\n    z=3,\n    y=2  # two\n)\n");
  CHECK(Edited(Python("d = {'a': 1}\n"), "d", {{"b", 2}, {"a", 3}}) == "d = {'a': 3, 'b': 2}\n");
  CHECK(Edited(Python("d = {\n    'a': {'b': 1},\n}\n"), "d", {{"a.c", 2}}) ==
        "d = {\n    'a': {'c': 2, 'b': 1},\n}\n");
}

TEST_CASE("YAML keeps its form, and floats stay floats to PyYAML") {
  CHECK(Edited(Yaml("lr: 1e-4 # s\nn: 3\n"), "<document>", {{"lr", 5e-5}, {"m", 2}}) == "lr: 5.0e-5 # s\nn: 3\nm: 2\n");
  CHECK(Edited(Yaml("a:\n  b: 1 # x\n  c: 2\nd: 3"), "<document>", {{"a.e", 1.5}, {"f", "yes"}, {"g.h", 1}}) ==
        "a:\n  b: 1 # x\n  c: 2\n  e: 1.5\nd: 3\nf: \"yes\"\ng: {h: 1}");
  CHECK(Edited(Yaml("{a: 1, b: {c: 2}}\n"), "<document>", {{"d", 3}, {"b.e", 4}}) == "{a: 1, b: {e: 4, c: 2}, d: 3}\n");
  CHECK(Edited(Yaml("a: 1\r\nkey:\r\n"), "<document>", {{"key", "v"}}) == "a: 1\r\nkey: v\r\n");
  CHECK(Edited(Yaml("b: &b\n  x: 1\nm:\n  <<: *b\n  y: 2\n"), "<document>", {{"m.x", 5}}) ==
        "b: &b\n  x: 1\nm:\n  <<: *b\n  y: 2\n  x: 5\n");
  CHECK(Edited(Yaml("t: 'a'\nu: \"b\"\nv: c\n"), "<document>", {{"t", "it's"}, {"u", "x\ny"}, {"v", "1e5: #"}}) ==
        "t: 'it''s'\nu: \"x\\ny\"\nv: \"1e5: #\"\n");
  CHECK_FALSE(Complaint(Yaml("a: &a 1\nb: *a\n"), "<document>", {{"a", 2}}).empty());
}

TEST_CASE("JSON keeps its form") {
  CHECK(Edited(JsonConfig("{\n  \"lr\": 1e-05,\n  \"n\": 3\n}\n"), "<document>", {{"lr", 2e-5}, {"m", 2}}) ==
        "{\n  \"lr\": 2e-5,\n  \"n\": 3,\n  \"m\": 2\n}\n");
  CHECK(Edited(JsonConfig("{\"a\": {\"b\": 1}}"), "<document>", {{"a.c", true}, {"d.e", "x"}}) ==
        "{\"a\": {\"c\": true, \"b\": 1}, \"d\": {\"e\": \"x\"}}");
  CHECK(Edited(JsonConfig("{}"), "<document>", {{"a", 1.0}}) == "{\"a\": 1.0}");
}

TEST_CASE("numbers and texts are written as people write them") {
  const auto python = [](const Json& value, const char* old) { return WriteLiteral(value, Language::kPython, old); };
  CHECK(python(5e-05, "1e-5") == "5e-5");
  CHECK(python(0.0005, "0.001") == "5e-4");
  CHECK(python(0.05, "0.1") == "0.05");
  CHECK(python(0.05, "1e-1") == "5e-2");
  CHECK(python(1.0 / 3, "0.1") == "0.3333333333333333");
  CHECK(python(10.0, "5.0") == "10.0");
  CHECK(python(-0.0, "") == "-0.0");
  CHECK(python(1e22, "") == "1e22");
  CHECK(python(HUGE_VAL, "") == "float(\"inf\")");
  CHECK(python(10, "5.0") == "10");
  CHECK(python(true, "False") == "True");
  CHECK(python(nullptr, "1") == "None");
  CHECK(python("a\\b\n", "'x'") == R"('a\\b\n')");
  CHECK(python(Json::array({1, 2.5}), "(0, 0)") == "(1, 2.5)");
  CHECK(python(Json::array({1}), "()") == "(1,)");
  CHECK(WriteLiteral(1e20, Language::kYaml, "") == "1.0e+20");
  CHECK(WriteLiteral(HUGE_VAL, Language::kYaml, "") == ".inf");
  CHECK(WriteLiteral(5e-5, Language::kJson, "1e-05") == "5e-5");
}

TEST_CASE("what would change something else is refused, with a next step") {
  CHECK(Complaint(Python("class A:\n    x = 1\n    y = x * 2\n"), "A", {{"x", 5}}) == "changing x would also change y");
  CHECK(Complaint(Python("class A:\n    if C:\n        x = 1\n"), "A", {{"x", 5}}) ==
        "cannot change x: its value is set under an if");
  CHECK(Complaint(Python("class A:\n    x = y = 1\n"), "A", {{"x", 5}}) ==
        "cannot change x: its value does not stand there as such");
  CHECK(Complaint(Python("class A:\n    x = 1\n"), "A", {{"a-b", 5}}) == "a-b is no name of Python");
  CHECK(Complaint(Yaml("a: 1\n"), "<document>", {{"a.b", 5}}) == "<document> has no room for a.b");
  // A child that inherits the value follows it.
  CHECK(Edited(Python("class A:\n    x = 1\nclass B(A):\n    y = 2\n"), "A", {{"x", 5}}) ==
        "class A:\n    x = 5\nclass B(A):\n    y = 2\n");
}

TEST_CASE("a second time changes nothing") {
  const std::vector<NewValue> values = {{"lr", 5e-5}, {"warmup", 10}, {"name", "x"}, {"flag", false}};
  for (const ConfigFile& file : {Python("class A:\n    lr = 1\n"), Python("a = TrainingArguments(lr=1)")}) {
    const Section& section = file.sections.back();
    const ConfigFile once = EditConfig(file, section, values);
    CHECK(once.text != file.text);
    CHECK(EditConfig(once, *once.Find(section.name), values).text == once.text);
  }
}

}  // namespace
}  // namespace sftdoctor::tests
