#include "catalog/metric.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sftdoctor {

std::string FoldName(std::string_view name) {
  std::string out = LowerAscii(Trim(name));
  for (char& c : out) {
    if (c == '-' || c == ' ') c = '_';
  }
  return out;
}

void Metrics::Add(const std::string& id, const Document& document) {
  static const std::vector<std::string> kRoles = {
      "loss",         "eval-loss",       "bleu", "lr",          "grad-norm", "step", "epoch", "time", "total-steps",
      "total-epochs", "steps-per-epoch", "rows", "micro-batch", "other"};
  Node node(document);
  Metric metric;
  metric.id = id;
  metric.title = node.Member("title").Bilingual();
  metric.role = kRoles[node.Member("role").OneOf(kRoles)];
  node.Maybe("best", [&](const Node& best) { metric.best = static_cast<Best>(best.OneOf({"none", "low", "high"})); });
  if (metrics_.size() >= kNoMetric) node.Fail("is one metric too many");
  if (by_id_.contains(id)) node.Fail(fmt::format("defines \"{}\" a second time", id));
  const auto own = static_cast<MetricId>(metrics_.size());
  node.Maybe("aliases", [&](const Node& aliases) {
    aliases.Each([&](const Node& alias) {
      metric.aliases.push_back(alias.String());
      const auto [at, added] = by_alias_.emplace(FoldName(metric.aliases.back()), own);
      if (!added && at->second != own) alias.Fail(fmt::format("is an alias of {} already", metrics_[at->second].id));
    });
  });
  node.Close();
  metrics_.push_back(std::move(metric));
  by_id_[id] = own;
}

void Metrics::Finish() {
  const auto rank = [](const Metric& metric) {
    return metric.id == "position/time" ? 0 : metric.id == "position/epoch" ? 1 : metric.id == "position/step" ? 2 : 3;
  };
  std::sort(metrics_.begin(), metrics_.end(), [&](const Metric& a, const Metric& b) {
    return std::make_pair(rank(a), a.id) < std::make_pair(rank(b), b.id);
  });
  if (metrics_.size() < kFirstSeriesId || rank(metrics_[2]) != 2) {
    throw Error("the catalog must define the metrics position/time, position/epoch and position/step");
  }
  by_id_.clear();
  by_alias_.clear();
  for (MetricId i = 0; i < metrics_.size(); ++i) {
    by_id_[metrics_[i].id] = i;
    for (const std::string& alias : metrics_[i].aliases) by_alias_[FoldName(alias)] = i;
  }
}

std::optional<MetricId> Metrics::Find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<MetricId> Metrics::ByAlias(std::string_view name) const {
  const auto found = by_alias_.find(FoldName(name));
  return found == by_alias_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> Metrics::ids() const {
  std::vector<std::string> out;
  for (const Metric& metric : metrics_) out.push_back(metric.id);
  return out;
}

}  // namespace sftdoctor
