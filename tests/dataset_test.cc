// Rows -> examples -> facts: layouts, lengths, repeats, leaks, against slow and obvious counts.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "catalog/catalog.h"
#include "dataset/characters.h"
#include "dataset/survey.h"
#include "tests/support/fake_world.h"
#include "tests/support/random.h"

namespace sftdoctor::tests {
namespace {

const Catalog& BuiltIn() {
  static const Catalog catalog = ReadCatalog(EmbeddedFiles());
  return catalog;
}

struct Pair {
  std::string prompt, response, context;
  bool operator==(const Pair&) const = default;
};

/// The examples of a text; what is missing is "?".
std::vector<Pair> ExamplesOf(const std::string& text, const NamedColumns& named = {}) {
  FakeWorld world;
  world.files["data"] = text;
  auto rows = OpenRows(world, "data");
  const Layout layout = ChooseLayout(rows->columns(), BuiltIn().layouts, named, "data");
  ExampleReader reader(std::move(rows), layout);
  std::vector<Pair> pairs;
  for (Example example; reader.Next(example);)
    pairs.push_back({std::string(example.prompt.value_or("?")), std::string(example.response.value_or("?")),
                     std::string(example.context)});
  return pairs;
}

Survey Surveyed(const std::map<std::string, std::string>& files, std::optional<std::uint64_t> max_seq_len = {}) {
  FakeWorld world;
  world.files = files;
  Survey survey({BuiltIn().layouts, {}, max_seq_len});
  for (const Part part : {Part::kTrain, Part::kValidation, Part::kTest}) {
    for (const auto& [path, text] : files) {
      if (PartOf(path) == part) survey.Read(world, path, part, {});
    }
  }
  return survey;
}

std::string Row(const std::string& prompt, const std::string& response) {
  return "{\"prompt\": \"" + prompt + "\", \"response\": \"" + response + "\"}\n";
}

double Feature(const Survey& survey, const std::string& name) { return survey.ToFeatures().Value(name).value_or(-1); }

}  // namespace

TEST_CASE("layouts: the usual columns, in any case of letters") {
  CHECK(ExamplesOf(R"({"Prompt": "p", "Response": "r"})") == std::vector<Pair>{{"p", "r", ""}});
  CHECK(ExamplesOf(R"({"instruction": "i", "input": "", "output": "o"})") == std::vector<Pair>{{"i", "o", ""}});
  CHECK(ExamplesOf(R"({"instruction": "i", "input": "x", "output": "o"})") == std::vector<Pair>{{"i\nx", "o", ""}});
  CHECK(ExamplesOf(R"({"question": "q", "answer": 42})") == std::vector<Pair>{{"q", "42", ""}});
  CHECK(ExamplesOf(R"({"src": "s", "tgt": null})") == std::vector<Pair>{{"s", "?", ""}});
  CHECK(ExamplesOf(R"({"text": "all of it"})") == std::vector<Pair>{{"?", "all of it", ""}});
  CHECK(ExamplesOf("问题,回答\n一,二\n") == std::vector<Pair>{{"一", "二", ""}});
}

TEST_CASE("layouts: the last exchange of a conversation, and what stood before it") {
  const std::string chat = R"({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "a"}, )"
                           R"({"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}, )"
                           R"({"role": "assistant", "content": "d"}, {"role": "user", "content": "left over"}]})";
  const std::vector<Pair> pairs = ExamplesOf(chat);
  REQUIRE(pairs.size() == 1);
  CHECK(pairs[0].prompt == "c");
  CHECK(pairs[0].response == "d");
  CHECK(pairs[0].context.find("\"b\"") != std::string::npos);
  CHECK(pairs[0].context.find("\"c\"") == std::string::npos);
  CHECK(ExamplesOf(R"({"conversations": [{"from": "human", "value": "h"}, {"from": "gpt", "value": "g"}]})") ==
        std::vector<Pair>{{"h", "g", ""}});
  CHECK(ExamplesOf(R"({"messages": [{"role": "user", "content": "only asked"}]})") ==
        std::vector<Pair>{{"?", "?", ""}});
  CHECK(ExamplesOf(R"({"messages": [{"role": "assistant", "content": "only said"}]})") ==
        std::vector<Pair>{{"?", "only said", ""}});
}

TEST_CASE("layouts: named columns, and an Error that lists what there is") {
  CHECK(ExamplesOf(R"({"ask": "a", "say": "s"})", {"ask", "say"}) == std::vector<Pair>{{"a", "s", ""}});
  CHECK(ExamplesOf(R"({"ask": "a", "say": "s"})", {"", "say"}) == std::vector<Pair>{{"?", "s", ""}});
  try {
    ExamplesOf(R"({"ask": "a", "say": "s"})");
    FAIL("no Error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("ask, say") != std::string::npos);
    CHECK(error.hint().find("--prompt") != std::string::npos);
  }
  CHECK_THROWS_AS(ExamplesOf(R"({"ask": "a", "say": "s"})", {"ask", "sai"}), Error);
}

TEST_CASE("parts by name") {
  CHECK(PartOf("data/sft_train_dataset.parquet") == Part::kTrain);
  CHECK(PartOf("data/sft_valid_dataset.parquet") == Part::kValidation);
  CHECK(PartOf("dev.jsonl") == Part::kValidation);
  CHECK(PartOf("my_test_dataset_2k.parquet") == Part::kTest);
  CHECK(PartOf("test/train.jsonl") == Part::kTrain);
  CHECK(PartOf("latest-devices.jsonl") == Part::kTrain);
}

TEST_CASE("lengths: exact below 4096, near above, as sorting gives them") {
  Random random(5);
  for (const std::uint64_t most : {20u, 4000u, 100000u}) {
    LengthHistogram histogram, half;
    std::vector<std::uint64_t> all;
    for (int i = 0; i < 2001; ++i) {
      const std::uint64_t length = random.Bits() % most;
      all.push_back(length);
      (i % 2 ? histogram : half).Add(length);
    }
    histogram.Add(half);
    std::sort(all.begin(), all.end());
    CHECK(histogram.count() == all.size());
    CHECK(histogram.least() == all.front());
    CHECK(histogram.most() == all.back());
    CHECK(histogram.most_count() == static_cast<std::uint64_t>(std::count(all.begin(), all.end(), all.back())));
    for (const double share : {0.0, 0.1, 0.5, 0.9, 0.99, 1.0}) {
      const auto rank = static_cast<std::size_t>(std::max(1.0, std::ceil(share * 2001)));
      const auto exact = static_cast<double>(all[rank - 1]), got = static_cast<double>(histogram.Quantile(share));
      CHECK(std::abs(got - exact) <= (exact < 4096 ? 0 : exact / 2048));
    }
    for (const std::uint64_t limit : {1u, 10u, 4095u}) {
      const auto below = std::count_if(all.begin(), all.end(), [&](std::uint64_t length) { return length < limit; });
      CHECK(histogram.Below(limit) == static_cast<std::uint64_t>(below));
    }
  }
  CHECK(LengthHistogram().Quantile(0.5) == 0);
}

TEST_CASE("first rows: as a map says") {
  Random random(6);
  FirstRows rows;
  std::map<std::uint64_t, std::size_t> seen;
  for (std::uint32_t i = 0; i < 20000; ++i) {
    const std::uint64_t hash = random.Bits() % 15000 * 0x100000001;  // many equal ones, and equal low halves
    const auto before = rows.Add(hash, i);
    const auto [at, fresh] = seen.emplace(hash, seen.size());
    REQUIRE(before.has_value() == !fresh);
    if (before) REQUIRE(*before == at->second);
  }
  CHECK(rows.size() == seen.size());
  for (const auto& [hash, index] : seen) REQUIRE(rows.Find(hash) == index);
  CHECK(!rows.Find(15000 * 0x100000001ull));
  CHECK(!FirstRows().Find(1));
}

TEST_CASE("characters and the fewest tokens") {
  CHECK(CountCharacters("你好, 😀") == 5);
  CHECK(CountCharacters("") == 0);
  CHECK(IsBlankText(" \t\r\n　\xC2\xA0\xEF\xBB\xBF"));
  CHECK(!IsBlankText(" 。"));
  CHECK(!IsBlankText("\xE3"));
  CHECK(LeastTokens("the quick brown fox, 1984") == 5);
  CHECK(LeastTokens("你好世界") == 2);
  CHECK(LeastTokens("привет") == 1);
  CHECK(LeastTokens("") == 0);
}

TEST_CASE("survey: missing, blank and odd rows are counted and shown") {
  const Survey survey =
      Surveyed({{"train.jsonl", Row("这是一个正常的问题吗？", "是的，这是一个完全正常而且足够长的回答，没有问题。") +
                                    Row("", "这个回答前面没有任何问题，所以它不该在这里出现。") + Row("　 ", "\\n") +
                                    "{\"prompt\": \"x\", \"response\": null}\n" +
                                    "{\"prompt\": \"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\"}\n"}});
  const DatasetFile& file = survey.files().at(0);
  CHECK(file.rows == 5);
  CHECK(file.prompt.missing == 0);
  CHECK(file.prompt.blank == 2);
  CHECK(file.response.missing == 2);
  CHECK(file.response.blank == 1);
  CHECK(file.empty == 4);
  CHECK(file.not_utf8 == 1);
  CHECK(Feature(survey, "data.empty_share") == 0.8);
  const std::vector<RowSample>& shown = survey.samples().at("data/null-field");
  REQUIRE(shown.size() == 3);
  CHECK(shown[0].place == 2);
  CHECK(shown[0].is_prompt);
}

TEST_CASE("survey: repeats, other answers and leaks, with the earlier row") {
  const Survey survey = Surveyed({{"train.jsonl", Row("a", "1") + Row("b", "2") + "\n" + Row("a", "1") + Row("b", "3")},
                                  {"train2.jsonl", Row("b", "3")},
                                  {"valid.jsonl", Row("b", "2") + Row("c", "1") + Row("c", "1")}});
  CHECK(survey.files()[0].duplicates == 1);
  CHECK(survey.files()[0].conflicts == 1);
  CHECK(survey.files()[1].duplicates == 1);
  CHECK(survey.files()[2].leaked == 1);
  CHECK(survey.files()[2].duplicates == 1);
  CHECK(Feature(survey, "data.leak_share") == doctest::Approx(1.0 / 3));
  CHECK(Feature(survey, "data.duplicates") == 3);
  const std::vector<RowSample>& twice = survey.samples().at("data/duplicate");
  CHECK(twice[0].place == 4);
  CHECK(twice[0].same_as == std::pair<std::size_t, std::uint64_t>{0, 1});
  CHECK(twice[1].same_as == std::pair<std::size_t, std::uint64_t>{0, 5});
  const std::vector<RowSample>& leak = survey.samples().at("data/split-leak");
  CHECK(leak[0].same_as == std::pair<std::size_t, std::uint64_t>{0, 2});
  CHECK(!survey.ToFeatures().Find("data.cut_share"));
}

TEST_CASE("survey: a repeated exchange after another conversation is another row") {
  const auto chat = [](const std::string& start) {
    return R"({"messages": [{"role": "user", "content": ")" + start +
           R"("}, {"role": "assistant", "content": "x"}, {"role": "user", "content": "谢谢"}, {"role": "assistant", "content": "不客气"}]})"
           "\n";
  };
  const Survey survey = Surveyed({{"train.jsonl", chat("a") + chat("b") + chat("a")}});
  CHECK(survey.files()[0].duplicates == 1);
  CHECK(survey.files()[0].conflicts == 0);
}

TEST_CASE("survey: what the longest sequence cuts, between bounds") {
  std::string chinese, english;
  for (int i = 0; i < 300; ++i) chinese += "字";
  for (int i = 0; i < 60; ++i) english += "word ";
  const Survey survey = Surveyed({{"train.jsonl", Row(chinese, "r") + Row(english, "r") + Row("p", "short")}}, 100);
  CHECK(survey.files()[0].cut == 1);          // 150 tokens at least
  CHECK(survey.files()[0].cut_at_most == 2);  // 300 characters, but perhaps 60 tokens
  CHECK(Feature(survey, "data.cut_share_at_most") == doctest::Approx(2.0 / 3));
}

TEST_CASE("survey: texts without prompts have no conflicts and no prompt features") {
  const Survey survey =
      Surveyed({{"train.jsonl", "{\"text\": \"一段文字\"}\n{\"text\": \"一段文字\"}\n{\"text\": \"\"}\n"}});
  const Features features = survey.ToFeatures();
  CHECK(features.Value("data.one_text") == 1);
  CHECK(features.Value("data.text_median") == 4);
  CHECK(!features.Find("data.prompt_median"));
  CHECK(!features.Find("data.conflict_share"));
  CHECK(features.Value("data.duplicates") == 1);
  CHECK(features.Value("data.empty") == 1);
}

}  // namespace sftdoctor::tests
