#include "findings/self_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "findings/judge.h"
#include "findings/series_notation.h"
#include "lines/block.h"
#include "records/keys.h"
#include "records/reader.h"
#include "records/text_reader.h"

namespace sftdoctor {
namespace {

/// A run that printed the curves of a test case.
Run RunOf(const CheckTest& test, const Metrics& metrics) {
  Run run;
  run.id = 1;
  run.started = run.ended = kAbsent;
  run.first_epoch = run.last_epoch = run.first_step = run.last_step = kAbsent;
  run.counts_steps = true;
  for (const auto& [id, notation] : test.series) {
    const auto metric = metrics.Find(id);
    if (!metric) throw Error(fmt::format("names the metric \"{}\", which the catalog does not have", id), test.place);
    Series series(*metric);
    double x = 0;
    for (const auto& point : ReadSeriesNotation(notation)) {
      ++x;
      if (point) series.Append(x, *point, static_cast<std::uint64_t>(x));
    }
    run.records = std::max(run.records, series.points());
    run.last_x = std::max(run.last_x, x);
    run.series.push_back(std::move(series));
  }
  for (const auto& [name, value] : test.facts) {
    if (const auto metric = metrics.Find(name)) run.facts[*metric] = value;
  }
  return run;
}

std::string NameOf(std::optional<Severity> severity) {
  return severity ? SeverityNames()[static_cast<std::size_t>(*severity)] : "nothing";
}

std::string Judged(const Check& check, const CheckTest& test, const Features& features, const ConfigView* view) {
  Catalog alone;
  alone.checks.push_back(check);
  Diagnosis diagnosis;
  JudgeChecks(features, alone, {{}, {}, {SubjectOf(check.id)}}, view, diagnosis);
  const auto fired = diagnosis.findings.empty() ? std::nullopt : std::optional(diagnosis.findings.front().severity);
  if (fired == test.fires) return {};
  std::string why = diagnosis.not_checked.empty() ? "" : " (" + diagnosis.not_checked.front().reason.en + ")";
  return fmt::format("\"{}\" says {}, wanted {}{}", test.name, NameOf(fired), NameOf(test.fires), why);
}

/// What a test says of the run: features, and (by the names of metrics) what its log prints once.
void SetFacts(const CheckTest& test, Features& features) {
  for (const auto& [name, value] : test.facts) {
    if (name.find('/') == std::string::npos) features.Set(name, value);
  }
}

/// Whether a test has a log beside its config.
bool HasLog(const CheckTest& test) {
  const auto printed = [](const auto& fact) { return fact.first.find('/') != std::string::npos; };
  return !test.series.empty() || std::any_of(test.facts.begin(), test.facts.end(), printed);
}

/// Facts that a test gives are features of the same name.
Facts FactsIn(const CheckTest& test) {
  Facts facts;
  const auto given = [&](const char* name) {
    const auto found = test.facts.find(name);
    return found == test.facts.end() ? std::nullopt : std::optional(found->second);
  };
  facts.rows = given("config.rows");
  facts.ranks = given("config.ranks");
  facts.pretrain_learn_rate_given = given("config.pretrain_learn_rate").has_value();
  facts.pretrain_learn_rate = given("config.pretrain_learn_rate").value_or(facts.pretrain_learn_rate);
  return facts;
}

/// Judges the first training section of a test's config, with what its curves and facts tell.
std::string JudgedWithConfig(const Check& check, const CheckTest& test, Features features, const Run& run,
                             const Catalog& catalog) {
  const ConfigSnippet& snippet = *test.config;
  const auto language = LanguageOf(snippet.file, snippet.text);
  if (!language) throw Error(fmt::format("\"{}\" is no config file by its name", snippet.file), test.place);
  const ConfigFile file = ReadConfig(snippet.file, snippet.text, *language);
  const std::vector<TrainingConfig> configs = TrainingConfigs(file, catalog);
  if (configs.empty()) return test.fires ? fmt::format("\"{}\" holds no training configuration", test.name) : "";
  const Facts facts = FactsIn(test);
  SetConfigFeatures(configs.front(), facts, features);
  SetFacts(test, features);
  const Schedule schedule = MakeSchedule(configs.front(), facts);
  ConfigView view{configs.front(), facts, schedule, features, catalog, nullptr, HasLog(test) ? &run : nullptr, {}};
  view.look = [&](const std::string& path) -> std::optional<FileFacts> {
    const auto found = snippet.others.find(path);
    if (found == snippet.others.end()) return std::nullopt;
    return FileFacts{static_cast<std::uint64_t>(found->second), 0, 0644, path.ends_with('/')};
  };
  return Judged(check, test, features, &view);
}

std::string TestCase(const Check& check, const CheckTest& test, const Catalog& catalog) {
  const auto nats = test.facts.find("loss.unit_nats");
  Format format;
  format.unit = nats != test.facts.end() && nats->second == 1 ? LossUnit::kNats : LossUnit::kUnknown;
  format.bleu = BleuScale::kFraction;
  const Run run = RunOf(test, catalog.metrics);
  Observation observation = Observe(run, format, catalog.metrics, {});
  SetFacts(test, observation.features);
  if (test.config) return JudgedWithConfig(check, test, observation.features, run, catalog);
  return Judged(check, test, observation.features, nullptr);
}

/// One sample as a block of its own, read by the format's reader.
Batch ReadSample(const Reader& reader, const std::string& line) {
  Block block;
  block.buffer.assign(line.begin(), line.end());
  block.buffer.push_back('\n');
  block.buffer.insert(block.buffer.end(), kPadding, '\0');
  block.text = std::string_view(block.buffer.data(), line.size() + 1);
  Batch batch;
  reader.Read(block, batch);
  return batch;
}

std::string CompareValues(const FormatSample& sample, const Batch& batch, const Metrics& metrics) {
  const Record& record = batch.records.front();
  for (const auto& [id, want] : sample.values) {
    const MetricId metric = *metrics.Find(id);
    double got = metric == kTimeId    ? record.time
                 : metric == kEpochId ? record.epoch
                 : metric == kStepId  ? record.step
                                      : kAbsent;
    bool found = metric < kFirstSeriesId;
    for (std::size_t i = 0; i < record.value_count; ++i) {
      const Value& value = batch.values[record.first_value + i];
      if (value.metric == metric) got = value.value, found = true;
    }
    const bool same =
        got == want || (std::isnan(got) && std::isnan(want)) || std::abs(got - want) <= 1e-6 * std::abs(want);
    if (!found || !same)
      return fmt::format("{} is {}, wanted {}", id, found ? ShortNumber(got) : "absent", ShortNumber(want));
  }
  const std::string rank = record.rank == 0 ? "" : batch.ranks[record.rank - 1u];
  if (!sample.rank.empty() && rank != sample.rank)
    return fmt::format("rank is \"{}\", wanted \"{}\"", rank, sample.rank);
  return {};
}

/// Which patterns of a text format claim a line; a sample must be claimed by exactly one.
std::vector<std::string> Claimants(const Format& format, const std::string& line) {
  std::vector<std::string> ids;
  for (const LinePattern& pattern : format.patterns) {
    Format one = format;
    one.patterns = {pattern};
    Batch batch;
    if (TextReader({&one}, Engine::kProgram).Claim(line, batch)) ids.push_back(pattern.id);
  }
  return ids;
}

std::string TestSample(const Format& format, const FormatSample& sample, const Catalog& catalog) {
  if (format.reader == ReaderKind::kJson) return {};  // a document is more than a line; tests/json_document_test.cc
  if (format.reader == ReaderKind::kText) {
    const std::vector<std::string> ids = Claimants(format, sample.line);
    const bool right = sample.pattern ? ids == std::vector<std::string>{*sample.pattern} : ids.empty();
    if (!right)
      return fmt::format("is claimed by {}, wanted {}",
                         ids.empty() ? "no pattern" : fmt::format("{}", fmt::join(ids, ", ")),
                         sample.pattern.value_or("none"));
  }
  const bool csv = format.reader == ReaderKind::kCsv;
  Batch batch = ReadSample(*MakeReader(format, {}, catalog.metrics, sample.line, Engine::kProgram), sample.line);
  if (csv) std::erase_if(batch.records, [](const Record& record) { return record.event == Event::kRunStart; });
  if (!sample.pattern) {
    const bool quiet =
        std::all_of(batch.records.begin(), batch.records.end(), [](const Record& r) { return r.value_count == 0; });
    return quiet ? "" : "is read as a record, wanted none";
  }
  if (batch.records.empty()) return "is not read at all";
  return CompareValues(sample, batch, catalog.metrics);
}

bool Wanted(const std::vector<std::string>& paths, const std::string& path) {
  return paths.empty() || std::find(paths.begin(), paths.end(), path) != paths.end();
}

}  // namespace

std::vector<SelfTestFailure> TestCheck(const Check& check, const Catalog& catalog) {
  std::vector<SelfTestFailure> failures;
  for (const CheckTest& test : check.tests) {
    try {
      const std::string failure = TestCase(check, test, catalog);
      if (!failure.empty()) failures.push_back({test.place, failure});
    } catch (const Error& error) {
      failures.push_back({test.place, error.what()});
    }
  }
  return failures;
}

std::vector<SelfTestFailure> TestFormat(const Format& format, const Catalog& catalog) {
  std::vector<SelfTestFailure> failures;
  for (const FormatSample& sample : format.samples) {
    const std::string failure = TestSample(format, sample, catalog);
    if (!failure.empty())
      failures.push_back({sample.place, fmt::format("sample \"{}\" {}", sample.line.substr(0, 60), failure)});
  }
  return failures;
}

std::vector<SelfTestFailure> TestCatalog(const Catalog& catalog, const std::vector<std::string>& paths) {
  std::vector<SelfTestFailure> failures;
  const auto append = [&](std::vector<SelfTestFailure> more) {
    failures.insert(failures.end(), more.begin(), more.end());
  };
  for (const Format& format : catalog.formats) {
    if (Wanted(paths, "formats/" + format.id + ".json")) append(TestFormat(format, catalog));
  }
  for (const Check& check : catalog.checks) {
    if (Wanted(paths, "checks/" + check.id + ".json")) append(TestCheck(check, catalog));
  }
  return failures;
}

}  // namespace sftdoctor
