// Which format a log is in.
#include "records/detect.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/records.h"
#include "tests/support/small_catalog.h"

namespace sftdoctor {
namespace {

std::string Detected(const std::string& log) {
  const std::vector<Claim> claims = RankFormats(ShippedCatalog(), log, Engine::kProgram);
  return claims.empty() ? "" : claims.front().format->id;
}

std::string Repeated(const std::string& line, int times) {
  std::string log;
  for (int i = 0; i < times; ++i) log += line + "\n";
  return log;
}

TEST_CASE("chat_trainer, whatever stands around it") {
  const std::string line = "[2026-01-27 10:00:00] [INFO]: training loss: epoch:4, step:500, loss:4.83, device: cuda:0";
  CHECK(Detected(Repeated(line, 5)) == "chat_trainer");
  CHECK(Detected(Repeated("warning: something odd", 300) + Repeated(line, 3)) == "chat_trainer");
  CHECK(Detected("\xFF\xFE\x01 stray bytes\n" + Repeated(line, 5)) == "chat_trainer");
}

TEST_CASE("documents, objects, tables, guesses") {
  CHECK(Detected(R"({"log_history": [{"loss": 2.5, "step": 1}]})") == "trainer_state");
  CHECK(Detected("  \n{\n \"best\": 1,\n \"log_history\": [") == "trainer_state");
  CHECK(Detected(Repeated("{'loss': 2.5, 'grad_norm': 1.0, 'learning_rate': 1e-05, 'epoch': 0.1}", 5)) == "hf_trainer");
  CHECK(Detected("step,loss\n1,2.5\n2,2.4\n") == "csv");
  CHECK(Detected(Repeated("iteration 5 of it, loss: 2.5", 5)) == "generic");
  CHECK(Detected("nothing\nto see\n") == "");
  CHECK(Detected("\n") == "");
}

TEST_CASE("every sample of a specific format is claimed by its format, or by a better one") {
  const Catalog& catalog = ShippedCatalog();
  for (const Format& format : catalog.formats) {
    if (format.always || format.guess) continue;
    for (const FormatSample& sample : format.samples) {
      if (!sample.pattern || sample.values.empty()) continue;
      const std::vector<Claim> claims = RankFormats(catalog, sample.line + "\n", Engine::kProgram);
      bool own = false;
      for (const Claim& claim : claims) own = own || claim.format == &format;
      bool positions_only = true;
      for (const auto& [id, value] : sample.values)
        positions_only = positions_only && *catalog.metrics.Find(id) < kFirstSeriesId;
      INFO(format.id, " \"", sample.line, "\"");
      CHECK((own || positions_only));
    }
  }
}

TEST_CASE("priority decides between formats that claim the same lines; weight decides otherwise") {
  const auto format = [](const std::string& pattern, int priority) {
    return R"({"title": {"en": "f", "zh": "f"}, "samples": [], "reader": "text", "priority": )" +
           std::to_string(priority) + R"(, "patterns": [{"id": "p", "pattern": ")" + pattern +
           R"(", "fields": {"x": "train/loss"}}]})";
  };
  const auto best = [](const Catalog& catalog, const std::string& log) {
    return RankFormats(catalog, log, Engine::kProgram).front().format->id;
  };
  const Catalog catalog =
      CatalogWith({{"formats/a.json", format("loss <num:x>", 40)}, {"formats/b.json", format("^my loss <num:x>", 60)}});
  CHECK(best(catalog, Repeated("my loss 1", 9)) == "b");
  CHECK(best(catalog, Repeated("my loss 1", 5) + Repeated("loss 1", 4)) == "b");
  CHECK(best(catalog, Repeated("my loss 1", 1) + Repeated("loss 1", 9)) == "a");
}

TEST_CASE("both engines rank alike") {
  for (const Format& format : ShippedCatalog().formats) {
    std::string log;
    for (const FormatSample& sample : format.samples) log += sample.line + "\n";
    const auto fast = RankFormats(ShippedCatalog(), log, Engine::kProgram);
    const auto slow = RankFormats(ShippedCatalog(), log, Engine::kRe2);
    INFO(format.id);
    REQUIRE(fast.size() == slow.size());
    for (std::size_t i = 0; i < fast.size(); ++i) {
      CHECK(fast[i].format == slow[i].format);
      CHECK(fast[i].records == slow[i].records);
    }
  }
}

TEST_CASE("what is no text") {
  CHECK(NotText("loss: 1\n") == "");
  CHECK(NotText("\x1B[31mloss\x1B[0m\t1\r\n\b\f") == "");
  CHECK(NotText("") == "");
  CHECK(NotText("\x7F"
                "ELF\x02") == "an executable");
  CHECK(NotText(std::string("PK\x03\x04", 4)).starts_with("a zip archive"));
  CHECK(NotText("PAR1") == "a parquet table");
  CHECK(NotText("BZh91AY") == "bzip2-compressed data");
  CHECK(NotText(std::string(100, '\x01')) == "binary data");
  CHECK(NotText(std::string(20, '\0') + std::string(100, 'x')) == "binary data");
  CHECK(NotText("a" + std::string(5, '\0') + std::string(100, 'x')) == "");
}

}  // namespace
}  // namespace sftdoctor
