#include "catalog/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace sftdoctor {
namespace {

MetricId MetricNamed(const Node& node, const Metrics& metrics) {
  const std::string id = node.String();
  if (const auto found = metrics.Find(id)) return *found;
  const std::string nearest = NearestSpelling(id, metrics.ids());
  node.Fail(fmt::format("names the metric \"{}\", which the catalog does not have", id),
            nearest.empty() ? "add rules/metrics/" + id + ".json" : fmt::format("did you mean \"{}\"?", nearest));
}

/// "fields": {"name": "metric"} with null for "ignore it", and "transform": {"name": "log"} beside it.
void ReadFields(Node& node, const Metrics& metrics, bool fold, std::map<std::string, Field>& fields) {
  const auto key = [&](const std::string& name) { return fold ? FoldName(name) : name; };
  node.Maybe("fields", [&](const Node& map) {
    map.EachMember([&](const std::string& name, const Node& metric) {
      if (fields.contains(key(name))) metric.Fail("names a key that stands here in another spelling already");
      fields[key(name)].metric = metric.IsNull() ? kNoMetric : MetricNamed(metric, metrics);
    });
  });
  node.Maybe("transform", [&](const Node& map) {
    map.EachMember([&](const std::string& name, const Node& transform) {
      const auto found = fields.find(key(name));
      if (found == fields.end()) transform.Fail("transforms a name that \"fields\" does not have");
      transform.OneOf({"log"});
      found->second.log = true;
    });
  });
}

LinePattern ReadPattern(Node node, const Metrics& metrics) {
  LinePattern pattern;
  pattern.id = node.Member("id").String();
  pattern.place = node.Member("pattern").place();
  pattern.expression = node.Member("pattern").String();
  ReadFields(node, metrics, false, pattern.fields);
  node.Maybe("set", [&](const Node& map) {
    map.EachMember([&](const std::string& id, const Node& value) {
      const auto metric = metrics.Find(id);
      if (!metric) value.Fail(fmt::format("names the metric \"{}\", which the catalog does not have", id));
      pattern.constants.emplace_back(*metric, value.Number());
    });
  });
  node.Maybe("event", [&](const Node& event) { pattern.event = static_cast<Event>(event.OneOf(EventNames())); });
  node.Close();
  return pattern;
}

/// JSON has no number for these.
double NonFinite(const Node& node) {
  static const std::vector<std::string> kNames = {"nan", "inf", "-inf"};
  static constexpr double kValues[] = {std::numeric_limits<double>::quiet_NaN(), HUGE_VAL, -HUGE_VAL};
  return kValues[node.OneOf(kNames)];
}

FormatSample ReadSample(Node node, const Metrics& metrics) {
  FormatSample sample;
  sample.place = node.place();
  sample.line = node.Member("line").String();
  const Node pattern = node.Member("pattern");
  if (!pattern.IsNull()) sample.pattern = pattern.String();
  node.Maybe("values", [&](const Node& map) {
    map.EachMember([&](const std::string& id, const Node& value) {
      if (id == "rank") {
        sample.rank = value.String();
      } else if (!metrics.Find(id)) {
        value.Fail(fmt::format("names the metric \"{}\", which the catalog does not have", id));
      } else {
        sample.values[id] = value.IsString() ? NonFinite(value) : value.Number();
      }
    });
  });
  node.Close();
  return sample;
}

const LinePattern* FindPattern(const Format& format, const std::string& id) {
  const auto found =
      std::find_if(format.patterns.begin(), format.patterns.end(), [&](const LinePattern& p) { return p.id == id; });
  return found == format.patterns.end() ? nullptr : &*found;
}

/// The pattern that a sample of a text format names must be one of the format's.
void CheckSample(Node item, const Format& format) {
  const auto& wanted = format.samples.back().pattern;
  if (format.reader != ReaderKind::kText || !wanted || FindPattern(format, *wanted)) return;
  std::vector<std::string> ids;
  for (const LinePattern& pattern : format.patterns) ids.push_back(pattern.id);
  item.Member("pattern").OneOf(ids);
}

}  // namespace

const std::vector<std::string>& EventNames() {
  static const std::vector<std::string> kNames = {
      "none",          "run-start",    "run-end",   "resume",     "evaluation-skipped", "crash",   "traceback",
      "out-of-memory", "nccl-timeout", "disk-full", "early-stop", "finetune",           "pretrain"};
  return kNames;
}

const std::vector<std::string>& ReaderNames() {
  static const std::vector<std::string> kNames = {"text", "dict", "json", "csv", "keyvalue"};
  return kNames;
}

const std::vector<std::string>& UnitNames() {
  static const std::vector<std::string> kNames = {"nats", "bits", "sum", "unknown"};
  return kNames;
}

Format ReadFormat(const std::string& id, const Document& document, const Metrics& metrics) {
  Node node(document);
  Format format;
  format.id = id;
  format.place = node.place();
  format.title = node.Member("title").Bilingual();
  format.reader = static_cast<ReaderKind>(node.Member("reader").OneOf(ReaderNames()));
  node.Maybe("priority", [&](const Node& priority) {
    if (!(priority.Number() >= 0 && priority.Number() <= 100)) priority.Fail("must be between 0 and 100");
    format.priority = static_cast<int>(priority.Number());
  });
  node.Maybe("unit", [&](const Node& unit) { format.unit = static_cast<LossUnit>(unit.OneOf(UnitNames())); });
  node.Maybe("bleu", [&](const Node& bleu) {
    format.bleu = static_cast<BleuScale>(bleu.OneOf({"fraction", "percent", "auto"}));
  });
  node.Maybe("step", [&](const Node& step) { format.step = static_cast<StepScope>(step.OneOf({"run", "epoch"})); });
  format.always = node.Bool("always", false);
  format.guess = node.Bool("guess", false);
  node.Maybe("patterns", [&](const Node& patterns) {
    patterns.Each([&](const Node& item) {
      LinePattern pattern = ReadPattern(item, metrics);
      if (FindPattern(format, pattern.id)) item.Fail(fmt::format("has the id \"{}\" of an earlier one", pattern.id));
      format.patterns.push_back(std::move(pattern));
    });
  });
  ReadFields(node, metrics, true, format.fields);
  node.Maybe("ignore", [&](const Node& ignore) { format.ignore = ignore.Strings(); });
  node.Maybe("when", [&](const Node& when) { format.when = when.Strings(); });
  node.Maybe("fallback", [&](const Node& map) {
    map.EachMember([&](const std::string& from, const Node& to) {
      const auto source = metrics.Find(from);
      if (!source) to.Fail(fmt::format("names the metric \"{}\", which the catalog does not have", from));
      format.fallback.emplace_back(*source, MetricNamed(to, metrics));
    });
  });
  node.Member("samples").Each([&](const Node& item) {
    format.samples.push_back(ReadSample(item, metrics));
    CheckSample(item, format);
  });
  node.Close();
  const bool text = format.reader == ReaderKind::kText;
  if (text && format.patterns.empty()) node.Fail("has a text reader but no patterns");
  if (!text && !format.patterns.empty()) node.Fail("has patterns, which only a text reader uses");
  if (!text && format.always) node.Fail("cannot be \"always\" without a text reader");
  return format;
}

}  // namespace sftdoctor
