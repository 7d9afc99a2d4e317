// Field programs against RE2, which is the definition: same match, same values, same end.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "records/line_matcher.h"
#include "tests/support/mutate.h"
#include "tests/support/random.h"
#include "tests/support/records.h"

namespace sftdoctor {
namespace {

bool Same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// What the two engines disagree about on a line; empty when they agree.
std::string Difference(const LineMatcher& program, const LineMatcher& re2, const std::string& line) {
  const Block block = BlockOfText(line);
  TimeCache cache;
  Captures a, b;
  const bool matched = program.Match(block.text, cache, a);
  if (matched != re2.Match(block.text, cache, b)) return matched ? "only the program matches" : "only RE2 matches";
  if (!matched) return "";
  if (a.end != b.end) return "the match ends elsewhere";
  if (a.ends_in_capture != b.ends_in_capture) return "the end is in a capture for one of them";
  std::size_t i = 0;
  for (const MacroCapture& capture : MacroCaptures(program.pattern().expression)) {
    if (capture.macro == Macro::kWord ? a.words[i] != b.words[i] : !Same(a.numbers[i], b.numbers[i]))
      return "capture " + capture.name + " differs";
    ++i;
  }
  return "";
}

LinePattern PatternOf(const std::string& expression) {
  LinePattern pattern;
  pattern.id = "test";
  pattern.expression = expression;
  for (const MacroCapture& capture : MacroCaptures(expression)) {
    if (capture.name != "rank") pattern.fields[capture.name].metric = kFirstSeriesId;
  }
  return pattern;
}

std::string Differs(const std::string& expression, const std::string& line) {
  const LinePattern pattern = PatternOf(expression);
  const LineMatcher program(pattern, Engine::kProgram), re2(pattern, Engine::kRe2);
  CHECK(program.fast());
  return Difference(program, re2, line);
}

TEST_CASE("places where a program could go astray") {
  CHECK(Differs("loss <num:x>", "loss 1 loss 2") == "");
  CHECK(Differs("loss <num:x>", "loss loss loss 2") == "");
  CHECK(Differs("lololoss<num:x>", "lolololoss7") == "");
  CHECK(Differs("^loss <num:x>$", "loss 1 ") == "");
  CHECK(Differs("^loss <num:x>$", "loss 1") == "");
  CHECK(Differs("^loss[ \t]*<num:x>%?[ \t]*$", "loss 1%  ") == "");
  CHECK(Differs("^loss (?:was )?<num:x>", "loss was nan") == "");
  CHECK(Differs("^loss (?:was )?<num:x>", "loss was was 1") == "");
  CHECK(Differs("^step: .<int:x>", "step: 5") == "");
  CHECK(Differs("^step: .<int:x>", "step: 55") == "");
  CHECK(Differs("^step [^,]*, <time:t>", std::string("step ") + '\0' + "\xFF, 2026-01-01 00:00:00.5") == "");
  CHECK(Differs("^rank <word:rank>, <num:x>", "rank cuda:0, 1") == "");
  CHECK(Differs("^rank <word:rank>, <num:x>", "rank \v, 1") == "");
  CHECK(Differs("^a literal of more than thirty-two bytes in a row: <num:x>",
                "a literal of more than thirty-two bytes in a row: 5") == "");
  CHECK(Differs("^loss[^\\S]+<num:x>", "loss \t1") == "");
  CHECK(Differs("^loss\\W\\w\\D\\d<num:x>", "loss:ab1.5") == "");
  CHECK(Differs("^loss: <num:x>[ ]*", "loss: 1") == "");
  CHECK(Differs("^loss: <num:x>[ ]*", "loss: 1  ") == "");
  CHECK(Differs("^loss: <num:x> <num>", "loss: 1 2") == "");
}

TEST_CASE("nothing is read past the end of a line") {
  const LinePattern pattern = PatternOf("^loss <num:x>, step <int:s>");
  const LineMatcher matcher(pattern, Engine::kProgram);
  TimeCache cache;
  Captures captures;
  for (const char* text : {"loss 1\n, step 5", "loss \n1, step 5", "loss 1, step \n5", "loss 1, step \r5"}) {
    const Block block = BlockOfText(text);
    const std::string_view line = block.text.substr(0, block.text.find_first_of("\r\n"));
    CHECK_FALSE(matcher.Match(line, cache, captures));
  }
}

TEST_CASE("samples of every format, mutated") {
  Random random(7);
  std::size_t lines = 0, matches = 0;
  for (const Format& format : ShippedCatalog().formats) {
    for (const LinePattern& pattern : format.patterns) {
      const LineMatcher program(pattern, Engine::kProgram), re2(pattern, Engine::kRe2);
      if (!program.fast()) continue;
      for (const FormatSample& sample : format.samples) {
        const int rounds = sample.pattern == pattern.id ? 120 : 5;
        for (int i = 0; i < rounds; ++i) {
          const std::string line = i == 0 ? sample.line : Mutated(random, sample.line);
          if (line.find_first_of("\r\n") != std::string::npos) continue;
          const std::string difference = Difference(program, re2, line);
          INFO(format.id, " ", pattern.id, " \"", line, "\"");
          CHECK(difference == "");
          Captures captures;
          TimeCache cache;
          const Block block = BlockOfText(line);
          matches += program.Match(block.text, cache, captures);
          ++lines;
        }
      }
    }
  }
  CHECK(lines > 10000);
  CHECK(matches > lines / 10);
}

}  // namespace
}  // namespace sftdoctor
