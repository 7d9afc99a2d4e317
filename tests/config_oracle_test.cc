// Python configs against CPython: what is said to be known must be so, in value and type, and every literal is known.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "reports/config_report.h"
#include "tests/support/python_oracle.h"
#include "tests/support/random.h"
#include "tests/support/read_config.h"

namespace sftdoctor::tests {
namespace {

using Json = nlohmann::ordered_json;

/// What depends on the machine, on modules that are not there or on a call: literals to CPython, unknown to us.
const std::set<std::string> kNotTold = {
    "calls.py Settings.device",
    "chat_trainer.py <module>.PROJECT_ROOT",
    "chat_trainer.py InferConfig.model_dir",
    "chat_trainer.py SFTconfig.tokenizer_dir",
    "chat_trainer.py SFTconfig.sft_train_file",
    "chat_trainer.py SFTconfig.output_dir",
    "chat_trainer.py TrainConfig.tokenizer_dir",
    "chat_trainer.py TrainConfig.train_state_dir",
    "conditions.py <module>.HAS_FLASH",
    "conditions.py <module>.LOOPED",
    "conditions.py <module>.i",
    "conditions.py <module>.TYPE_CHECKING",
    "conditions.py Config.lines",
    "conditions.py Config.double",
    "conditions.py Config.lowered",
    "conditions.py Config.walrus",
    "conditions.py Config.n",
    "low_mem.py BaseTrainConfig.train_file",
    "low_mem.py LowMemConfig.train_file",
    "low_mem.py <module>.HOME",
    "low_mem.py <module>.NUM_WORKERS",
    "nano.py <module>.wandb_run_name",
    "nano.py <module>.dtype",
};

struct Comparison {
  std::size_t literals = 0;
  std::vector<std::string> mistakes;

  void Compare(const std::string& where, const Json& wanted, const Json& got) {
    for (const auto& [key, value] : wanted.items()) {
      const std::string name = where + "." + key;
      const bool told = got.contains(key) && got[key].contains("value");
      ++literals;
      if (kNotTold.contains(name)) {
        if (told) mistakes.push_back(name + " is guessed");
      } else if (!told) {
        mistakes.push_back(name + (got.contains(key) ? " " + got[key]["unknown"].get<std::string>() : " is missing"));
      } else if (got[key]["value"].dump() != value.dump()) {
        mistakes.push_back(name + " is " + got[key]["value"].dump() + ", not " + value.dump());
      }
    }
    for (const auto& [key, setting] : got.items()) {
      if (setting.contains("value") && !wanted.contains(key)) mistakes.push_back(where + "." + key + " is guessed");
    }
  }
};

Json Shown(const std::string& text) {
  const ConfigFile file = Python(text);
  std::vector<ShownSection> sections;
  for (const Section& section : file.sections) sections.push_back({&section});
  return ConfigJson(sections);
}

Comparison CompareFile(const std::string& name, const std::string& text, const Json& answer) {
  Comparison comparison;
  if (answer.contains("error")) {
    comparison.mistakes.push_back(name + ": CPython says " + answer["error"].get<std::string>());
    return comparison;
  }
  const Json ours = Shown(text);
  for (const auto& [cls, wanted] : answer["classes"].items()) {
    comparison.Compare(name + " " + cls, wanted, ours["classes"].value(cls, Json::object()));
  }
  comparison.Compare(name + " <module>", answer["module"], ours.value("module", Json::object()));
  return comparison;
}

TEST_CASE("show says what CPython makes of config files") {
  std::map<std::string, std::string> texts;
  Json question;
  for (const auto& entry : std::filesystem::directory_iterator(kSourceDirectory / "tests/configs")) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".py")) texts[name] = ReadText(entry.path());
  }
  for (const auto& [name, text] : texts) question[name] = Latin1(text);
  const auto answer = AskPython("python_oracle.py", question);
  if (!answer) return;
  REQUIRE(texts.size() >= 10);
  std::size_t literals = 0;
  for (const auto& [name, text] : texts) {
    const Comparison comparison = CompareFile(name, text, (*answer)[name]);
    literals += comparison.literals;
    for (const std::string& mistake : comparison.mistakes) FAIL_CHECK(mistake);
  }
  CHECK(literals > 200);
}

TEST_CASE("line ends change nothing but places") {
  for (const char* name : {"chat_trainer.py", "low_mem.py", "folding.py"}) {
    const std::string text = ReadText(kSourceDirectory / "tests/configs" / name);
    std::string crlf;
    for (const char c : text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    CHECK(Shown(text) == Shown(crlf));
  }
}

/// Expressions of literals, many of which CPython takes.
class ExpressionWriter {
 public:
  explicit ExpressionWriter(std::uint64_t seed) : random_(seed) {}

  std::string Write(int depth) {
    if (depth <= 0) return Pick(kLiterals);
    const auto part = [&] { return Write(depth - 1 - static_cast<int>(random_.Bits() % 2)); };
    switch (random_.Bits() % 13) {
      case 0:
      case 1:
      case 2:
        return part() + " " + Pick(kBinary) + " " + part();
      case 3:
        return "(" + part() + ")" + Pick({" + ", " * ", "-", " // ", "%"}) + "(" + part() + ")";
      case 4:
        return Pick({"-", "+", "~", "not "}) + part();
      case 5:
        return part() + " " + Pick(kCompare) + " " + part();
      case 6:
        return part() + Pick({" and ", " or "}) + part();
      case 7:
        return "(" + part() + " if " + part() + " else " + part() + ")";
      case 8:
        return "[" + part() + ", " + part() + "]" + Pick({"", "[0]", "[-1]", "[1:]", "[2]"});
      case 9:
        return "(" + part() + ",)" + Pick({"", "*2", "[0]", " + (1,)"});
      case 10:
        return "{" + Pick({"'a'", "1", "True", "None", "2.5"}) + ": " + part() + ", 'b': " + part() + "}" +
               Pick({"", "['b']", "['a']"});
      case 11:
        return Pick(kCalls) + "(" + part() + ")";
      default:
        return Pick({"min", "max"}) + "(" + part() + ", " + part() + ")";
    }
  }

 private:
  using Texts = std::vector<std::string>;
  std::string Pick(const Texts& from) { return from[random_.Bits() % from.size()]; }

  const Texts kBinary = {"+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>"};
  const Texts kCompare = {"<", "<=", "==", "!=", ">=", ">", "in", "not in", "is", "is not"};
  const Texts kCalls = {"int", "float", "str", "bool", "len", "abs", "round", "list", "tuple"};
  const Texts kLiterals = {
      "0",     "1",        "2",    "3",        "-7",     "10",     "64",     "1_000",      "0x1F",
      "0b101", "0.5",      "1e-5", "2.5",      "-0.0",   "3.",     ".25",    "1e300",      "True",
      "False", "None",     "''",   "'a'",      "'中'",   "[]",     "[1, 2]", "'\\x41\\t'", "\"bc\"",
      "()",    "(1, 2.0)", "{}",   "{'a': 1}", "'1e-4'", "' 12 '", "r'\\n'", "'a' 'b'",    "9223372036854775807"};
  Random random_;
};

TEST_CASE("random expressions fold as CPython evaluates them") {
  ExpressionWriter writer(20240501);
  std::vector<std::string> expressions;
  std::string text;
  for (int i = 0; i < 4000; ++i) {
    expressions.push_back(writer.Write(1 + i % 4));
    text += "x" + std::to_string(i) + " = " + expressions.back() + "\n";
  }
  const auto answer = AskPython("python_oracle.py", {{"", expressions}});
  if (!answer) return;
  const Json ours = Shown(text)["module"];
  std::size_t known = 0, unknown = 0;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const Json &wanted = (*answer)[""][i], got = ours["x" + std::to_string(i)];
    if (!got.contains("value")) {
      unknown += !wanted.is_null();
      continue;
    }
    ++known;
    if (wanted.is_null()) {
      FAIL_CHECK(expressions[i] << " is no literal to CPython, " << got["value"] << " to us");
    } else if (wanted[0].dump() != got["value"].dump()) {
      FAIL_CHECK(expressions[i] << " is " << wanted[0] << ", not " << got["value"]);
    }
  }
  CHECK(known > 1200);
  CHECK(unknown < known / 15);  // identity, order of lists, texts of lists
}

}  // namespace
}  // namespace sftdoctor::tests
