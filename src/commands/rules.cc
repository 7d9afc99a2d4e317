#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "commands/commands.h"
#include "findings/self_test.h"
#include "patches/self_test.h"

namespace sftdoctor {
namespace {

int TestDirectory(const RulesOptions& options, World& world) {
  std::vector<std::string> paths;
  for (const CatalogFile& file : FilesIn(world, options.test)) paths.push_back(file.path);
  CommonOptions common = options.common;
  common.rules.push_back(options.test);
  const Catalog catalog = LoadCatalogFor(common, world);
  std::vector<SelfTestFailure> failures = TestCatalog(catalog, paths);
  for (SelfTestFailure& failure : TestPatches(catalog, paths)) failures.push_back(std::move(failure));
  std::string out;
  for (const SelfTestFailure& failure : failures) {
    out += fmt::format("{}:{}:{}: {}\n", failure.place.file, failure.place.line, failure.place.column,
                       ValidUtf8(failure.message));
  }
  out += fmt::format("{} file{} loaded, {} failure{}\n", paths.size(), paths.size() == 1 ? "" : "s", failures.size(),
                     failures.size() == 1 ? "" : "s");
  world.Write(Stream::kOut, out);
  return failures.empty() ? 0 : 1;
}

std::string ListJson(const Catalog& catalog) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Check& check : catalog.checks) {
    list.push_back({{"kind", "check"},
                    {"id", check.id},
                    {"severity", SeverityNames()[static_cast<std::size_t>(check.severity)]},
                    {"title", {{"en", check.title.en}, {"zh", check.title.zh}}}});
  }
  const auto add = [&](const char* kind, const auto& units) {
    for (const auto& unit : units) {
      list.push_back({{"kind", kind}, {"id", unit.id}, {"title", {{"en", unit.title.en}, {"zh", unit.title.zh}}}});
    }
  };
  add("framework", catalog.frameworks);
  add("key", catalog.keys);
  add("plan", catalog.plans);
  add("treatment", catalog.treatments);
  return list.dump(2) + "\n";
}

template <typename Unit>
void ListUnits(const char* heading, const std::vector<Unit>& units, bool chinese, std::string& out) {
  out += fmt::format("\n{}\n", heading);
  for (const Unit& unit : units) out += fmt::format("{:<33} {}\n", unit.id, unit.title.In(chinese));
}

}  // namespace

int RunRules(const RulesOptions& options, World& world) {
  if (!options.test.empty()) return TestDirectory(options, world);
  const Catalog catalog = LoadCatalogFor(options.common, world);
  if (options.format == "json") {
    world.Write(Stream::kOut, ListJson(catalog));
    return 0;
  }
  const bool chinese = StyleFor(options.common, world, Stream::kOut).chinese;
  std::string out;
  for (const Check& check : catalog.checks) {
    out += fmt::format("{:<24} {:<8} {}\n", check.id, SeverityNames()[static_cast<std::size_t>(check.severity)],
                       check.title.In(chinese));
  }
  out += chinese ? fmt::format("\n{} 项检查；`sftdoctor explain ID` 解释其中一项\n", catalog.checks.size())
                 : fmt::format("\n{} checks; `sftdoctor explain ID` explains one\n", catalog.checks.size());
  ListUnits(chinese ? "训练框架（识别其配置文件）" : "frameworks whose configurations are understood",
            catalog.frameworks, chinese, out);
  ListUnits(
      chinese ? "配置项（各框架的不同写法归为同一名称）" : "settings, under the name that stands for every framework's",
      catalog.keys, chinese, out);
  ListUnits(chinese ? "处置方案（`sftdoctor patch --plan ID`）" : "plans (`sftdoctor patch --plan ID`)", catalog.plans,
            chinese, out);
  ListUnits(chinese ? "处置手段，方案由它们组成" : "treatments, which plans are made of", catalog.treatments, chinese,
            out);
  world.Write(Stream::kOut, out);
  return 0;
}

}  // namespace sftdoctor
