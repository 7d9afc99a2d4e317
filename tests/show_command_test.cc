// sftdoctor show, as its users meet it.
#include <doctest/doctest.h>

#include "tests/support/program.h"

namespace sftdoctor::tests {
namespace {

const std::string kConfig =
    "from dataclasses import dataclass\n"
    "ROOT = find()\n"
    "@dataclass\n"
    "class TrainConfigSFT:\n"
    "    epochs: int = 5\n"
    "    batch_size_per_gpu: int = 24\n"
    "    gradient_accumulation_steps: int = 4\n"
    "    learn_rate: float = 1e-5  # 学习率\n"
    "    div_factor: int = 50\n"
    "    warmup_steps: int = 100\n"
    "    mixed_precision: str = 'bf16'\n"
    "    save_steps: int = 500\n"
    "    train_file: str = ROOT + '/train'\n";

FakeWorld World(const std::string& text, const std::string& path = "config.py") {
  FakeWorld world;
  world.files[path] = text;
  return world;
}

nlohmann::ordered_json Json(const Outcome& outcome) { return nlohmann::ordered_json::parse(outcome.out); }

TEST_CASE("show prints what the file says, and what cannot be told") {
  FakeWorld world = World(kConfig);
  const Outcome outcome = RunIn(world, {"show", "config.py:TrainConfigSFT"});
  CHECK(outcome.status == 0);
  CHECK(Has(outcome.out, "TrainConfigSFT  config.py:4\n"));
  CHECK(Has(outcome.out, "   5  epochs                       5\n"));
  CHECK(Has(outcome.out, "   8  learn_rate                   1e-5\n"));
  CHECK(Has(outcome.out, "train_file                   unknown: depends on ROOT, which calls find()\n"));
  CHECK_FALSE(Has(outcome.out, "ROOT  "));
  CHECK(Has(RunIn(world, {"show", "config.py", "--lang", "zh"}).out, "未知"));
}

TEST_CASE("show --json has values with places") {
  FakeWorld world = World(kConfig);
  const auto json = Json(RunIn(world, {"show", "config.py", "--json"}));
  const auto& cls = json["classes"]["TrainConfigSFT"];
  CHECK(cls["epochs"].dump() == R"({"value":5,"place":{"file":"config.py","line":5,"column":19}})");
  CHECK(cls["learn_rate"]["value"].is_number_float());
  CHECK(cls["train_file"]["unknown"] == "depends on ROOT, which calls find()");
  CHECK(json["module"]["ROOT"]["unknown"] == "calls find()");
  CHECK_FALSE(json.contains("document"));
  CHECK_FALSE(json.contains("schedule"));
}

TEST_CASE("rows and ranks bring the schedule") {
  FakeWorld world = World(kConfig);
  const auto json = Json(RunIn(world, {"show", "config.py", "--json", "--rows", "80000", "--ranks", "2"}));
  const auto& plan = json["schedule"]["TrainConfigSFT"];
  CHECK(plan["effective_batch"] == 192);
  CHECK(plan["effective_batch"].is_number_integer());
  CHECK(plan["steps_per_epoch"] == 417);
  CHECK(plan["total_steps"] == 2085);
  CHECK(plan["warmup_ratio"].get<double>() == doctest::Approx(100.0 / 2085));
  CHECK(plan["peak_lr"] == 1e-5);
  CHECK(plan.contains("final_lr"));
  CHECK(Has(RunIn(world, {"show", "config.py", "--rows", "80000", "--ranks", "2"}).out, "4.8 %"));
}

TEST_CASE("documents and standard input") {
  FakeWorld yaml = World("a: 1\nb:\n  c: .inf\n---\nd: 2\n", "x.yaml");
  const auto json = Json(RunIn(yaml, {"show", "x.yaml", "--json"}));
  CHECK(json["document"]["b.c"]["value"] == "inf");
  CHECK(json["document#2"]["d"]["value"] == 2);
  FakeWorld in;
  in.in = "{\"lr\": 1}\n";
  CHECK(Json(RunIn(in, {"show", "-", "--json"}))["document"]["lr"]["value"] == 1);
  in.in = "lr = 1\n";
  CHECK(Json(RunIn(in, {"show", "-", "--json"}))["module"]["lr"]["place"]["file"] == "<stdin>");
}

TEST_CASE("what cannot be shown is an error with a next step") {
  FakeWorld world = World(kConfig);
  world.files["notes.txt"] = "Dear all,\n";
  world.files["broken.py"] = "class A:\n    x = = 1\n    y = 2\n";
  world.files["worse.py"] = ")))((\n";
  const Outcome unknown = RunIn(world, {"show", "config.py:TrainConfigSTF"});
  CHECK(unknown.status == 2);
  CHECK(Has(unknown.err, "did you mean \"TrainConfigSFT\"?"));
  CHECK(RunIn(world, {"show", "missing.py"}).status == 2);
  CHECK(Has(RunIn(world, {"show", "notes.txt"}).err, "configs are Python (.py)"));
  const Outcome broken = RunIn(world, {"show", "broken.py"});
  CHECK(broken.status == 0);
  CHECK(Has(broken.err, "warning: broken.py:2:"));
  CHECK(Has(broken.out, "y  2"));
  const Outcome worse = RunIn(world, {"show", "worse.py"});
  CHECK(worse.status == 2);
  CHECK(Has(worse.err, "is not Python"));
}

}  // namespace
}  // namespace sftdoctor::tests
