// Objects on one line: JSON against nlohmann, Python's dicts, and what is no object at all.
#include "records/object_scanner.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "records/dict_reader.h"
#include "tests/support/mutate.h"
#include "tests/support/random.h"
#include "tests/support/records.h"
#include "tests/support/small_catalog.h"

namespace sftdoctor {
namespace {

using nlohmann::json;

const Catalog& Mine() {
  static const Catalog kCatalog = CatalogWithFormat(R"("reader": "dict", "when": ["loss"], "fields": {
    "loss": "train/loss", "eval/loss": "eval/loss", "train/lr": "train/lr", "a/b/c": "train/grad-norm"})");
  return kCatalog;
}

/// What the object at the first brace says; "malformed" when it is none.
std::string Scan(const std::string& line) {
  const Block block = BlockOfText(line);
  const Keys keys(Mine().formats[0], Mine().metrics);
  ObjectScanner scanner(keys);
  Batch batch;
  RecordBuilder builder(batch, 0);
  const std::size_t end = scanner.Read(block.text, line.find('{'), builder);
  if (end == std::string_view::npos) return "malformed";
  CHECK(end <= line.size());
  CHECK(line[end - 1] == '}');
  builder.Commit();
  return Describe(batch.records[0], batch, 0, Mine().metrics).substr(2);
}

TEST_CASE("JSON and Python") {
  CHECK(Scan(R"({"loss": 2.5, "step": 7})") == " step=7 train/loss=2.5");
  CHECK(Scan(R"({'loss': 2.5, 'epoch': 0.01,})") == " epoch=0.01 train/loss=2.5");
  CHECK(Scan(R"({ "loss" : "2.5" , "lr":1e-05 })") == " train/loss=2.5 train/lr=1e-05");
  CHECK(Scan(R"({'loss': nan, 'grad_norm': inf})") == " train/loss=nan train/grad-norm=inf");
  CHECK(Scan(R"({"loss": -Infinity, "x": NaN})") == " train/loss=-inf");
  CHECK(Scan(R"({'loss': tensor(0.5, device='cuda:0', grad_fn=<NllLossBackward0>), 'step': 1})") ==
        " step=1 train/loss=0.5");
  CHECK(Scan(R"({'loss': np.float64(0.5), 'step': 1})") == " step=1 train/loss=0.5");
  CHECK(Scan(R"({'ok': True, 'no': None, "t": true, 'loss': 1})") == " train/loss=1");
  CHECK(Scan(R"({'say': 'it\'s {\'loss\': 2}', 'loss': 1})") == " train/loss=1");
  CHECK(Scan("{}") == "");
  CHECK(Scan(R"({'loss': 1, 'loss': 2})") == " train/loss=1");
}

TEST_CASE("nesting joins names; lists are passed over, whatever is in them") {
  CHECK(Scan(R"({"eval": {"loss": 1}, "train": {"lr": 2, "x": {}}, "loss": 3})") ==
        " eval/loss=1 train/lr=2 train/loss=3");
  CHECK(Scan(R"({"a": {"b": {"c": 5}, "loss": 9}})") == " train/grad-norm=5");
  CHECK(Scan(R"({"x": [1, [2, 3], {"loss": 4}, (5,), 'six'], "loss": 7})") == " train/loss=7");
  CHECK(Scan(R"({"x": [{"y": [{"loss": 4}]}, {"loss": 5}], "loss": 7})") == " train/loss=7");
}

TEST_CASE("what is no object") {
  for (const char* line :
       {"{", "{\"loss\"", "{\"loss\":", "{\"loss\": ", "{\"loss\": 1", "{\"loss\": 1,", "{loss: 1}", "{\"loss\" 1}",
        "{\"loss\": 1 2}", "{\"loss\": [1}", "{\"loss\": tensor(1}", "{\"loss\": \"1}", "{\"loss\": 1]", "{\"a\": }",
        "{,}", "{\"loss\": 1\\", "{\"loss\\", "{\"x\": <object at 0x7f>}"}) {
    INFO(line);
    CHECK(Scan(line) == "malformed");
  }
  CHECK(Scan(std::string(200, '{')) == "malformed");
  std::string deep = "{\"a\":";
  for (int i = 0; i < 100'000; ++i) deep += '[';
  CHECK(Scan(deep) == "malformed");
}

/// The known numbers of a JSON object by nlohmann, in order.
void Collect(const json& object, const std::string& prefix, std::map<std::string, double>& out) {
  for (const auto& [key, value] : object.items()) {
    const std::string name = prefix + key;
    if (value.is_object()) Collect(value, name + "/", out);
    if (value.is_number()) out[name] = value.get<double>();
  }
}

json RandomValue(Random& random, int depth) {
  switch (random.Bits() % (depth > 3 ? 6 : 9)) {
    case 0:
      return nullptr;
    case 1:
      return random.Bits() % 2 == 0;
    case 2:
      return "text \"with\" {brackets}, [commas]: and \\ such";
    case 3:
      return static_cast<int>(random.Bits() % 2000) - 1000;
    case 6: {
      json list = json::array();
      for (std::size_t n = random.Bits() % 4; n > 0; --n) list.push_back(RandomValue(random, depth + 1));
      return list;
    }
    case 7:
    case 8: {
      static constexpr const char* kKeys[] = {"loss", "eval", "train", "lr", "a", "b", "c", "x y", "quote\"d"};
      json object = json::object();
      for (std::size_t n = random.Bits() % 5; n > 0; --n)
        object[kKeys[random.Bits() % std::size(kKeys)]] = RandomValue(random, depth + 1);
      return object;
    }
    default:
      return random.Normal() * std::pow(10, 20 * random.Uniform() - 10);
  }
}

TEST_CASE("random JSON objects say what nlohmann says") {
  Random random(10);
  const Keys keys(Mine().formats[0], Mine().metrics);
  int seen = 0;
  for (int i = 0; i < 3000; ++i) {
    json object = json::object();
    for (const char* key : {"loss", "eval", "train", "a"}) {
      if (random.Bits() % 2 == 0) object[key] = RandomValue(random, 0);
    }
    std::map<std::string, double> numbers;
    Collect(object, "", numbers);
    std::map<std::string, std::string> wanted;  // the first of two names for one metric stays
    for (const auto& [name, value] : numbers) {
      const MetricId metric = keys.Find(name).metric;
      if (metric != kNoMetric) wanted.emplace(Mine().metrics[metric].id, fmt::format("{}", value));
    }
    const std::string line = object.dump();
    INFO(line);
    std::map<std::string, std::string> got;
    const std::string said = Scan(line);
    for (const std::string_view part : Split(said, ' ')) {
      if (!part.empty()) got.emplace(part.substr(0, part.find('=')), part.substr(part.find('=') + 1));
    }
    CHECK(got == wanted);
    seen += !wanted.empty();
  }
  CHECK(seen > 500);
}

TEST_CASE("damaged objects are refused or read, never more") {
  Random random(11);
  const std::string line = R"({'loss': 2.5, 'eval': {'loss': [1, {'x': tensor(0.5, device='cuda')}]}, "lr": 1e-05})";
  for (int i = 0; i < 20000; ++i) {
    const std::string damaged = Mutated(random, line);
    if (damaged.find('{') != std::string::npos && damaged.find('\n') == std::string::npos) Scan(damaged);
  }
}

TEST_CASE("a key that is longer than any name is none, and is not kept") {
  const std::string key(300, 'x');
  CHECK(Scan("{\"" + key + "\": 1, \"loss\": 2}") == " train/loss=2");
}

TEST_CASE("a line that holds a record and an event is one line") {
  const Reading reading =
      ReadAs("jsonl", "{\"loss\": 1, \"note\": \"DefaultCPUAllocator: not enough memory: you tried to allocate 5\"}\n");
  CHECK(reading.records == std::vector<std::string>{"1: train/loss=1", "1: event=out-of-memory"});
  CHECK(reading.counts.recognized == 1);
  CHECK(reading.counts.lines == 1);
}

TEST_CASE("objects behind other text, and lines that only look so") {
  const auto reader = MakeReader(Mine().formats[0], {}, Mine().metrics, "", Engine::kProgram);
  const auto read = [&](const std::string& log) { return ReadWith(*reader, Mine().metrics, log); };
  CHECK(read(" 5%|#| {x} {'loss': 1}\r 6%|#| {\"loss\": 2, \"step\": 3}\n").records ==
        std::vector<std::string>{"1: train/loss=1", "1: step=3 train/loss=2"});
  CHECK(read("{'loss': 1}\n{'loss': 2").counts.cut == 1);
  CHECK(read("{'loss': 1}\n{'loss': 2}").records.size() == 2);
  const Reading odd = read("{'loss': }\n'loss': 1\n{\"x\": 1}\n");
  CHECK(odd.records.empty());
  CHECK(odd.counts.misfit == 2);
  CHECK(odd.counts.lines == 3);
}

}  // namespace
}  // namespace sftdoctor
