#include "patches/self_test.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "patches/dose.h"

namespace sftdoctor {
namespace {

Facts FactsIn(const PatchTest& test) {
  Facts facts;
  const auto given = [&](const char* name) {
    const auto found = test.facts.find(name);
    return found == test.facts.end() ? std::nullopt : std::optional(found->second);
  };
  facts.rows = given("rows");
  facts.ranks = given("ranks");
  facts.pretrain_learn_rate = given("pretrain_learn_rate").value_or(facts.pretrain_learn_rate);
  return facts;
}

/// The first line that is not as wanted.
std::string Difference(const std::string& got, const std::string& wanted) {
  const std::vector<std::string_view> have = Split(got, '\n'), want = Split(wanted, '\n');
  for (std::size_t i = 0; i < std::max(have.size(), want.size()); ++i) {
    const std::string_view left = i < have.size() ? have[i] : "", right = i < want.size() ? want[i] : "";
    if (left != right) return fmt::format("line {} is \"{}\", wanted \"{}\"", i + 1, Trim(left), Trim(right));
  }
  return {};
}

std::string Run(const Plan::Step& step, const PatchTest& test, const Catalog& catalog) {
  const auto language = LanguageOf(test.file, test.before);
  if (!language) return fmt::format("\"{}\" is no config file by its name", test.file);
  const ConfigFile file = ReadConfig(test.file, test.before, *language);
  const std::vector<TrainingConfig> configs = TrainingConfigs(file, catalog);
  if (configs.size() != 1) return fmt::format("holds {} training configurations, not one", configs.size());
  Features features;
  for (const auto& [name, value] : test.facts) features.Set(name, value);
  return Difference(Dispense(step, configs.front(), FactsIn(test), features).after.file->text, test.after);
}

void RunAll(const std::vector<Plan::Step>& steps, const std::vector<PatchTest>& tests, const Catalog& catalog,
            std::vector<SelfTestFailure>& failures) {
  for (const PatchTest& test : tests) {
    try {
      const std::string failure = Run(steps[test.step], test, catalog);
      if (!failure.empty()) failures.push_back({test.place, fmt::format("\"{}\" {}", test.name, failure)});
    } catch (const Error& error) {
      failures.push_back({test.place, fmt::format("\"{}\" {}", test.name, error.what())});
    }
  }
}

}  // namespace

std::vector<SelfTestFailure> TestPatches(const Catalog& catalog, const std::vector<std::string>& paths) {
  std::vector<SelfTestFailure> failures;
  const auto wanted = [&](const std::string& path) {
    return paths.empty() || std::find(paths.begin(), paths.end(), path) != paths.end();
  };
  for (const Treatment& treatment : catalog.treatments) {
    if (!wanted("treatments/" + treatment.id + ".json")) continue;
    RunAll({{treatment.title, {{treatment.id, treatment.edits}}, {}}}, treatment.tests, catalog, failures);
  }
  for (const Plan& plan : catalog.plans) {
    if (wanted("plans/" + plan.id + ".json")) RunAll(plan.steps, plan.tests, catalog, failures);
  }
  return failures;
}

}  // namespace sftdoctor
