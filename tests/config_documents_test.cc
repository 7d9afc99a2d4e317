// YAML and JSON configs, by PyYAML's and Python's own reading of them.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/python_oracle.h"
#include "tests/support/read_config.h"

namespace sftdoctor::tests {
namespace {

using Json = nlohmann::ordered_json;

const std::string kScalars = R"(lr: 1.0e-4  # 学习率 # twice
a: 1e-4
b: [.5, 1., 1.5e3, 1.5e+3, +1.5, -.inf, .NaN, 1_0.5, +.5, 1:30.5, 1e5, 1.e+5]
c: [010, 1_000, 0x1F, 0b11, 1:30, 08, -5, +7, 190:20:30, 0, -0, 0o17, 12e03]
d: [yes, No, on, OFF, n, y, True, TRUE, tRUE, "yes", 'no']
e: [~, null, Null, NULL, nULL, "", '~']
f:
g: it's fine
h: 'it''s'
i: "tab\t\u4e2d \x41 \\ \" \/ \e \N"
j: http://x.y/#frag
k: "multi
  line

  text"
l: plain
  continues
  here
m: 'single
  folded'
n: "joined \
  up"
p: a:b
q: [a b, c]
r: "空  白"
s: !!str 5
t: !!float 1e-4
u: !!int "7"
v: =5
w: <5
x: 1.2.3
y: 5 %
z: '# no comment'
)";

const std::string kBlocks = R"(lit: |
  line 1
   line 2

  line 3
strip: |-
  stripped

keep: |+
  kept

fold: >
  folded
  text

  para
    more
  end

  last
folded: >-
  a
  b
indented: |2
    two more
  end
empty: |
nested:
  inner: |
    text
  after: 1
list:
  - |
    item
  - >-
    a
    b
last: |
  end)";

const std::string kNesting = R"(---
base: &base
  lr: 1.0e-3
  deep: {x: 1, y: [1, {z: 2}]}
merged:
  <<: *base
  lr: 2.0e-3
several:
  <<: [*base, {q: 1, lr: 9}]
  own: 1
alias: *base
v: &v 5
w: *v
"quoted key": 1
datasets:
  - path: a/b  # comment
    type: alpaca
  - path: c
    split: train[:10%]
)";

const std::string kAxolotl = R"(base_model: NousResearch/Llama-3.2-1B
load_in_8bit: false
datasets:
  - path: teknium/GPT4-LLM-Cleaned
    type: alpaca
val_set_size: 0.1
optimizer: adamw_8bit
learning_rate: 2e-5
bf16: auto
special_tokens:
  pad_token: "<|end_of_text|>"
fsdp:
deepspeed: {zero: {stage: 2}, empty: {}, none: }
---
second: 1
--- # third
- 1
...
---
fourth: {a: 1,
  b: 2}
)";

/// Members of nested mappings by keys with dots, as sections have them.
void Flatten(const Json& value, const std::string& prefix, std::map<std::string, std::string>& out) {
  for (const auto& [key, item] : value.items()) {
    if (item.is_object() && !item.empty() && !item.contains("?")) {
      Flatten(item, prefix + key + ".", out);
    } else {
      out[prefix + key] = item.dump();
    }
  }
}

Json Portable(const Json& value) {
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& item : value) out.push_back(Portable(item));
    return out;
  }
  if (!value.is_number_float() || std::isfinite(value.get<double>())) return value;
  return std::isnan(value.get<double>()) ? "nan" : value.get<double>() > 0 ? "inf" : "-inf";
}

std::map<std::string, std::string> Known(const Section& section) {
  std::map<std::string, std::string> out;
  for (const Setting& setting : section.settings) {
    out[setting.key] = setting.literal.known() ? Portable(setting.literal.value).dump() : setting.literal.unknown;
  }
  return out;
}

TEST_CASE("YAML says what PyYAML makes of it") {
  std::string crlf;
  for (const char c : kScalars + kBlocks) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const std::map<std::string, std::string> texts = {{"scalars", kScalars},
                                                    {"blocks", kBlocks},
                                                    {"nesting", kNesting},
                                                    {"axolotl", kAxolotl},
                                                    {"crlf", crlf},
                                                    {"bom",
                                                     "\xEF\xBB\xBF"
                                                     "a: 1\nb: 中\n"},
                                                    {"flow", "{a: 1, b: {c: 2}, \"d\": [1,2], e}\n"},
                                                    {"empty", ""},
                                                    {"comment", "# nothing\n"}};
  Json question;
  for (const auto& [name, text] : texts) question[name] = Latin1(text);
  const auto answer = AskPython("yaml_oracle.py", question);
  if (!answer) return;
  std::size_t compared = 0;
  for (const auto& entry : texts) {
    const std::string &name = entry.first, &text = entry.second;
    const Json& documents = (*answer)[name];
    if (!documents.is_array()) FAIL(name << ": " << documents.dump());
    const ConfigFile file = Yaml(text);
    CHECK_MESSAGE(!file.broken, name);
    for (std::size_t i = 0; i < documents.size(); ++i) {
      if (!documents[i].is_object()) continue;
      const Section* section = file.Find(i == 0 ? "<document>" : "<document>#" + std::to_string(i + 1));
      REQUIRE_MESSAGE(section, name << " " << i);
      std::map<std::string, std::string> wanted;
      Flatten(documents[i], "", wanted);
      const auto got = Known(*section);
      for (const auto& pair : wanted) {
        const std::string &key = pair.first, &value = pair.second;
        const auto found = got.find(key);
        CHECK_MESSAGE(
            (found != got.end() && found->second == value),
            name << " " << key << " is " << (found == got.end() ? "missing" : found->second) << ", not " << value);
        ++compared;
      }
      CHECK(got.size() == wanted.size());
    }
  }
  CHECK(compared > 80);
}

TEST_CASE("YAML values have places, and merged ones belong to others") {
  const ConfigFile file = Yaml(kNesting);
  CHECK(PlaceOf(file, "<document>", "base.lr") == "1.0e-3@3:7");
  CHECK(PlaceOf(file, "<document>", "base.deep.y") == "[1, {z: 2}]@4:19");
  CHECK(file.Find("<document>")->Find("merged.deep.x")->inherited);
  CHECK_FALSE(file.Find("<document>")->Find("merged.lr")->inherited);
  CHECK(file.Find("<document>")->Find("alias.lr")->inherited);
  CHECK(ValueOf(Yaml("when: 2024-01-01\nlr: 1\n"), "<document>", "when") == "? is a date");
  CHECK(ValueOf(Yaml("a: !custom 5\n"), "<document>", "a") == "? has the tag !custom");
  CHECK(Yaml("a: 1\n# c\nb: 2 # d\n").comments.size() == 2);
}

TEST_CASE("a few lines of YAML may stand for millions") {
  std::string bomb = "a0: &a0 {x: 1}\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1), name = "a" + std::to_string(i);
    bomb += name + ": &" + name + " {l: " + before + ", r: " + before + "}\n";
  }
  const ConfigFile file = Yaml(bomb);
  REQUIRE(file.Find("<document>"));
  CHECK(file.Find("<document>")->settings.size() < 100000);
  CHECK(ValueOf(Yaml("a: &a [*a]\n"), "<document>", "a").starts_with("? "));
  CHECK(Yaml("a: &a {b: *a}\n").Find("<document>"));
  CHECK(Yaml("a: &a\n  <<: *a\n  b: 1\n").Find("<document>"));
  CHECK(Yaml(std::string(20000, '[')).sections.empty());
}

TEST_CASE("JSON says what Python's json makes of it") {
  const ConfigFile file = JsonConfig(
      R"({"lr": 1e-4, "epochs": 3, "big": 1e+16, "x": {"y": {"z": [1, 2.0, {"a": null}]}}, "t": "\u4e2d\n\"",)"
      "\n"
      R"( "nan": NaN, "inf": [-Infinity, Infinity], "lr": 5e-5, "d": {"a": 1}, "d": {"b": 2}, "e": {}, "s": "NaN e+1",)"
      R"( "huge": 123456789012345678901})");
  CHECK_FALSE(file.broken);
  CHECK(ValueOf(file, "<document>", "lr") == "5e-05");
  CHECK(PlaceOf(file, "<document>", "lr") == "5e-5@2:50");
  CHECK(ValueOf(file, "<document>", "epochs") == "3");
  CHECK(ValueOf(file, "<document>", "big") == "1e+16");
  CHECK(ValueOf(file, "<document>", "x.y.z") == R"([1,2.0,{"a":null}])");
  CHECK(ValueOf(file, "<document>", "t") == R"("中\n\"")");
  CHECK(std::isnan(file.Find("<document>")->Find("nan")->literal.value.get<double>()));
  CHECK(std::isinf(file.Find("<document>")->Find("inf")->literal.value[0].get<double>()));
  CHECK(ValueOf(file, "<document>", "d.a") == "none");
  CHECK(ValueOf(file, "<document>", "d.b") == "2");
  CHECK(ValueOf(file, "<document>", "e") == "{}");
  CHECK(ValueOf(file, "<document>", "s") == R"("NaN e+1")");
  CHECK(ValueOf(file, "<document>", "huge") == "? is beyond 64 bits");
}

TEST_CASE("a key with a NUL is no setting") {
  CHECK(JsonConfig(R"({"a\u0000": 1, "b": {"\u0000": 1}, "c": 2})").Find("<document>")->settings.size() == 1);
  CHECK(Yaml(R"({"a\0": 1, "c": 2})").Find("<document>")->settings.size() == 1);
  CHECK(Python(R"(d = {'a\0': 1, 'c': 2})").Find("d")->settings.size() == 1);
}

TEST_CASE("JSON with comments is none, but read") {
  const ConfigFile file = JsonConfig("{\n  // note\n  \"a\": 1, /* b */ \"c\": 2\n}\n");
  REQUIRE(file.broken);
  CHECK(file.broken->line == 2);
  CHECK(ValueOf(file, "<document>", "c") == "2");
  CHECK_FALSE(ReadConfig("config.jsonc", file.text, Language::kJson).broken);
  CHECK(ReadConfig("config.jsonc", "{\"a\": 1,} // b", Language::kJson).broken);
  CHECK(JsonConfig("{\"a\": 1,}").broken);
  CHECK(JsonConfig("{\"a\": 1} {\"a\": 2}").broken);
  CHECK(JsonConfig("{\"a\": 01}").broken);
  CHECK_FALSE(JsonConfig("[1, 2]").broken);
  CHECK(JsonConfig("[1, 2]").sections.empty());
  CHECK(JsonConfig(std::string(20000, '[') + std::string(20000, ']')).sections.empty());
}

TEST_CASE("the language of a file is told by its ending, else by its first line") {
  CHECK(LanguageOf("a/config.py", "") == Language::kPython);
  CHECK(LanguageOf("a.YML", "x = 1") == Language::kYaml);
  CHECK(LanguageOf("ds.json", "") == Language::kJson);
  CHECK(LanguageOf("ds.JSONC", "") == Language::kJson);
  CHECK_FALSE(LanguageOfEnding("run 10.5"));
  CHECK(LanguageOf("-", "# c\n\nimport os\n") == Language::kPython);
  CHECK(LanguageOf("-", "lr: float = 1\n") == Language::kPython);
  CHECK(LanguageOf("-", "class A:\n") == Language::kPython);
  CHECK(LanguageOf("-", "# c\nlr: 1e-4\n") == Language::kYaml);
  CHECK(LanguageOf("-", "---\na: 1\n") == Language::kYaml);
  CHECK(LanguageOf("-", "  {\"a\": 1}") == Language::kJson);
  CHECK_FALSE(LanguageOf("notes.txt", "Dear all,"));
  CHECK_FALSE(LanguageOf("empty", ""));
}

}  // namespace
}  // namespace sftdoctor::tests
