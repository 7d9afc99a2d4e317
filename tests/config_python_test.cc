// Python configs: places, sections, and above all what must not be guessed.
#include <doctest/doctest.h>

#include "tests/support/read_config.h"

namespace sftdoctor::tests {
namespace {

/// The value of `x` in a class body that follows `before`.
std::string X(const std::string& body, const std::string& before = "") {
  std::string text = before + "class A:\n";
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    text += "    " + body.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return ValueOf(Python(text), "A", "x");
}

TEST_CASE("a value stands where its expression does") {
  const ConfigFile file = Python(
      "\xEF\xBB\xBF"
      "class A:\r\n"
      "    lr: float = 1e-5  # 学习率\r\n"
      "    名 = '中'; b = (1 +\r\n        2)\r\n"
      "    f: int = field(metadata={'a': 1}, default=7)\r\n"
      "    g: list = field(default_factory=lambda: [1])\r\n"
      "    h = j = 3\r\n"
      "    k, m = 1, 'x'\r\n"
      "run = TrainingArguments('out', learning_rate=2e-4, bf16=True)\r\n");
  CHECK(PlaceOf(file, "A", "lr") == "1e-5@2:17");
  CHECK(PlaceOf(file, "A", "名") == "'中'@3:9");
  CHECK(PlaceOf(file, "A", "b") == "(1 +\r\n        2)@3:18");
  CHECK(PlaceOf(file, "A", "f") == "field(metadata={'a': 1}, default=7)@5:14");  // of no module known
  CHECK(PlaceOf(file, "A", "h") == "@7:13");                                     // shared with j
  CHECK(PlaceOf(file, "A", "m") == "'x'@8:15");
  CHECK(PlaceOf(file, "TrainingArguments", "learning_rate") == "2e-4@9:46");
  CHECK(SectionsOf(file) == "<module> A TrainingArguments");
  REQUIRE(file.comments.size() == 1);
  CHECK(file.comments[0].text == "# 学习率");
  CHECK(file.comments[0].place.column == 23);
  CHECK_FALSE(file.comments[0].own_line);
  CHECK_FALSE(file.broken);
}

TEST_CASE("fields of dataclasses give their defaults") {
  const std::string head = "from dataclasses import dataclass, field\nfrom pydantic import Field\n@dataclass\n";
  const ConfigFile file = Python(head +
                                 "class A:\n"
                                 "    a: int = field(default=7, metadata={'help': 'x'})\n"
                                 "    b: list = field(default_factory=lambda: ['q', 'v'])\n"
                                 "    c: dict = field(default_factory=dict)\n"
                                 "    d: int = field(default_factory=make)\n"
                                 "    e: float = Field(1e-4, ge=0)\n"
                                 "    f: float = Field(...)\n"
                                 "    g: int\n"
                                 "    h: int = a\n"
                                 "class B:\n    x = field(default=1)\n");
  CHECK(ValueOf(file, "A", "a") == "7");
  CHECK(PlaceOf(file, "A", "a") == "7@5:28");
  CHECK(ValueOf(file, "A", "b") == R"(["q","v"])");
  CHECK(PlaceOf(file, "A", "b") == "['q', 'v']@6:45");
  CHECK(ValueOf(file, "A", "c") == "{}");
  CHECK(ValueOf(file, "A", "d") == "? calls make()");
  CHECK(ValueOf(file, "A", "e") == "0.0001");
  CHECK(ValueOf(file, "A", "f") == "? no value is given");
  CHECK(ValueOf(file, "A", "g") == "? no value is given");
  CHECK(ValueOf(file, "A", "h") == "? depends on a, which is a field() there");
  CHECK(ValueOf(file, "B", "x") == "? is a field() outside a dataclass");
}

TEST_CASE("what depends on anything but the file is unknown") {
  CHECK(X("x = make()") == "? calls make()");
  CHECK(X("x = ROOT + '/a'", "from os.path import abspath\nROOT = abspath(__file__)\n") ==
        "? depends on ROOT, which calls abspath()");
  CHECK(X("x = torch.float16", "import torch\n") == "? comes from torch.float16");
  CHECK(X("x = later\nlater = 1") == "? depends on later, which is not bound before");
  CHECK(X("x = 1\nif DEBUG:\n    x = 2", "from env import DEBUG\n") == "? is set under an if");
  CHECK(X("if 1 > 2:\n    x = 2\nelse:\n    x = 3") == "3");
  CHECK(X("for i in (1, 2):\n    x = i") == "? is set in a loop");
  CHECK(X("try:\n    x = 1\nexcept E:\n    x = 2") == "? is set under a try");
  CHECK(X("with open('a') as f:\n    x = 1") == "? is set under a with");
  CHECK(X("while True:\n    x = 1") == "? is set in a loop");
  CHECK(X("x = (y := 5)") == "? binds a name on the way");
  CHECK(X("x = 2 ** 64") == "? is beyond 64 bits");
  CHECK(X("x = 1 / 0") == "? divides by zero");
  CHECK(X("x = 1j") == "? is complex");
  CHECK(X("x = b'a'") == "? is bytes");
  CHECK(X("x = {1, 2}") == "? is a set");
  CHECK(X("x = [i for i in range(3)]") == "? is computed by a loop");
  CHECK(X("x = '%d' % 5") == "? formats a text");
  CHECK(X("x = '{}'.format(5)") == "? calls format()");
  CHECK(X("x = f'{1.5:.2f}'") == "? formats a text");
  CHECK(X("x = '\\N{BULLET}'") == "? has an escape that is not resolved");
  CHECK(X("x = 'a' * 10 ** 9") == "? is too long");
  CHECK(X("x = 0777") == "? is not a number of Python");
}

TEST_CASE("brackets around a target take nothing apart, a comma does") {
  const ConfigFile file = Python("(a) = [1]\n((b)) = 5\n[c] = [7]\n(d,) = (8,)\n(e), (f) = [2], 3\n(g) += 1\n");
  CHECK(ValueOf(file, "<module>", "a") == "[1]");
  CHECK(ValueOf(file, "<module>", "b") == "5");
  CHECK(ValueOf(file, "<module>", "c") == "7");
  CHECK(ValueOf(file, "<module>", "d") == "8");
  CHECK(ValueOf(file, "<module>", "e") == "[2]");
  CHECK(PlaceOf(file, "<module>", "b") == "5@2:9");
}

TEST_CASE("what may have been changed since is unknown") {
  CHECK(X("x = A0", "A0 = 1\nfrom base import *\n") ==
        "? depends on A0, which may be replaced by `from base import *`");
  CHECK(X("x = L", "L = [1]\nL.append(make())\n") == "? is changed by append()");
  CHECK(X("x = L\n", "L = [1]\nshuffle(L)\n") == "? is handed to shuffle()");
  CHECK(X("x = L", "L = [1]\nif C:\n    L.append(2)\n") == "? is changed by append()");
  CHECK(X("x = N", "N = 1\ndef f():\n    global N\n    N = 2\nf()\n") ==
        "? depends on N, which may be changed by a function");
  CHECK(X("x = N", "N = 1\ndef f():\n    global N\n    N = 2\n") == "1");
  CHECK(X("x = N", "N = 1\nglobals().update(a)\n") == "? depends on N, which may be changed through globals()");
  CHECK(ValueOf(Python("class A:\n    x = 1\nsetattr(A, name, 5)\n"), "A", "x") == "? may be changed by setattr()");
  CHECK(ValueOf(Python("class A:\n    x = 1\nsetattr(A, 'x', 5)\n"), "A", "x") == "5");
  CHECK(ValueOf(Python("L = [1]\nclass A:\n    x = L\nL.append(2)\n"), "A", "x") == "[1,2]");
}

TEST_CASE("bases of this file are inherited, others may bring anything") {
  const ConfigFile file = Python(
      "from elsewhere import External\n"
      "class Base(External):\n    lr = 1\n    epochs = 2\n"
      "class Behind(External, Base):\n    own = 3\n"
      "class Before(Base, External):\n    epochs = 4\n");
  CHECK(ValueOf(file, "Behind", "own") == "3");
  CHECK(ValueOf(file, "Behind", "lr").starts_with("? may be set by elsewhere.External"));
  CHECK(ValueOf(file, "Before", "lr") == "1");
  CHECK(ValueOf(file, "Before", "epochs") == "4");
  CHECK(file.Find("Before")->Find("lr")->inherited);
  CHECK_FALSE(file.Find("Before")->Find("epochs")->inherited);
}

TEST_CASE("a class of the same name again is the one that counts") {
  const ConfigFile twice = Python("class A:\n    x = 1\nclass A:\n    x = 2\n");
  CHECK(ValueOf(twice, "A", "x") == "2");
  CHECK(ValueOf(twice, "A#2", "x") == "1");
  const ConfigFile either = Python("if C:\n    class A:\n        x = 1\nelse:\n    class A:\n        x = 2\n");
  CHECK(ValueOf(either, "A", "x") == "? is defined in several places, under conditions");
  CHECK(ValueOf(Python("if __name__ == '__main__':\n    class A:\n        x = 1\n"), "A", "x") == "1");
}

TEST_CASE("calls with keywords, parsers and dicts are sections") {
  const ConfigFile file = Python(
      "LR = 2e-4\nTWICE = 1\nTWICE = 2\n"
      "def main(batch):\n"
      "    lr = 1\n"
      "    args = transformers.TrainingArguments(learning_rate=LR, a=lr, b=batch, c=TWICE, **more)\n"
      "    other = [TrainingArguments(x=i) for i in range(3)]\n"
      "    model = Model(x=1)\n"
      "def parse():\n"
      "    p = argparse.ArgumentParser()\n"
      "    p.add_argument('-l', '--learning-rate', type=float, default='1e-4')\n"
      "    p.add_argument('--fp16', action='store_true')\n"
      "    p.add_argument('--data', required=True)\n"
      "    p.add_argument('positional')\n"
      "    p.add_argument('--n', dest='count', default=3)\n"
      "optim = dict(type='AdamW', inner=dict(lr=LR, betas=(0.9, 0.95)))\n"
      "ds = {'a': {'b': 1, 'c': []}, **extra, 'd': 2}\n"
      "ds['d'] = 5\n"
      "id2label = {0: 'a'}\n");
  CHECK(SectionsOf(file) == "<module> TrainingArguments TrainingArguments#2 argparse optim ds");
  CHECK(ValueOf(file, "TrainingArguments", "learning_rate") == "0.0002");
  CHECK(ValueOf(file, "TrainingArguments", "a") == "? depends on lr, a name of a function");
  CHECK(ValueOf(file, "TrainingArguments", "b") == "? depends on batch, a name of a function");
  CHECK(ValueOf(file, "TrainingArguments", "c") == "? depends on TWICE, which is bound more than once");
  CHECK(ValueOf(file, "TrainingArguments#2", "x") == "? depends on i, a name of a function");
  CHECK(ValueOf(file, "argparse", "learning_rate") == "0.0001");
  CHECK(ValueOf(file, "argparse", "fp16") == "false");
  CHECK(ValueOf(file, "argparse", "data") == "? must be given on the command line");
  CHECK(ValueOf(file, "argparse", "count") == "3");
  CHECK(ValueOf(file, "optim", "inner.lr") == "0.0002");
  CHECK(ValueOf(file, "ds", "a.b") == "? may be replaced by **extra");
  CHECK(ValueOf(file, "<module>", "id2label") == R"({"0":"a"})");
}

TEST_CASE("a file with faults is read around them") {
  const ConfigFile file = Python("class A:\n    lr = 1e-4\n    x = = 3\n    y = 2\n\nclass B:\n    z = 1\n");
  REQUIRE(file.broken);
  CHECK(file.broken->line == 3);
  CHECK(ValueOf(file, "A", "lr") == "0.0001");
  CHECK(ValueOf(file, "B", "z") == "1");
  CHECK(ValueOf(Python("class A:\n    x = '\xC4\xE3'\n    y = 1 # \xC4\xE3\n"), "A", "x") == "? is not UTF-8");
  CHECK(ValueOf(Python("class A:\n    x = '\xC4\xE3'\n    y = 1 # \xC4\xE3\n"), "A", "y") == "1");
  CHECK(Python("").sections.empty());
  CHECK_FALSE(Python("").broken);
  CHECK(Python(std::string("x = 1\0\ny = 2\n", 12)).broken);
}

TEST_CASE("a class in a faulty statement is read once") {
  const ConfigFile file = Python("try:\n class d:\n  x = 1\ni\n \xFF\nexcept:");
  for (const Section& section : file.sections) CHECK(file.Find(section.name) == &section);
  CHECK(SectionsOf(Python("try:\n class d:\ni\n \xFF\nexcept:")) == "d");
}

TEST_CASE("no depth and no length is too much") {
  const std::string deep(20000, '('), closed(20000, ')');
  CHECK(ValueOf(Python("x = " + deep + "1" + closed + "\n"), "<module>", "x") == "? is nested too deeply");
  std::string chain = "x = 1", blocks;
  for (int i = 0; i < 5000; ++i) chain += " + 1";
  CHECK(ValueOf(Python(chain + "\n"), "<module>", "x") == "? is nested too deeply");
  for (int i = 0; i < 150; ++i) blocks += std::string(static_cast<std::size_t>(i), ' ') + "if True:\n";
  CHECK(ValueOf(Python(blocks + std::string(150, ' ') + "x = 1\n"), "<module>", "x") != "1");
  std::string grown = "x = [1]\n";
  for (int i = 0; i < 40; ++i) grown += "x = [x, x]\n";
  CHECK(ValueOf(Python(grown), "<module>", "x") == "? is too large");
}

}  // namespace
}  // namespace sftdoctor::tests
