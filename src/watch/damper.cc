#include "watch/damper.h"

#include <algorithm>

namespace sftdoctor {
namespace {

std::string BetterSaid(const Check& check, const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    const auto& by = check.superseded_by;
    if (std::find(by.begin(), by.end(), finding.check->id) != by.end()) return finding.check->id;
  }
  return {};
}

std::uint64_t RecordsToResolve(const Check& check, std::uint64_t records) {
  if (check.settle.resolve == 0) return 0;
  return std::max(check.settle.resolve, static_cast<std::uint64_t>(kResolveShare * static_cast<double>(records)));
}

}  // namespace

void Damper::Hold(Held& held, const Finding& finding, std::uint64_t records, double wall, bool at_once,
                  std::vector<Change>& changes) {
  const std::uint64_t settle = finding.check->settle.open;
  const auto settled = [&](std::uint64_t since) { return at_once || settle == 0 || records - since >= settle; };
  const std::uint64_t line = held.open.finding.line;
  const Severity told = held.open.finding.severity;
  held.open.finding = finding;
  held.open.finding.line = line;
  if (!held.told) {
    if (!settled(held.since)) return;
    held.told = true;
    held.open.opened = wall;
    changes.push_back({WatchEventKind::kOpened, held.open.finding, {}, {}});
    return;
  }
  held.open.finding.severity = told;
  if (finding.severity <= told) {
    held.is_higher = false;
    return;
  }
  if (!held.is_higher) held.higher = records;
  held.is_higher = true;
  if (!settled(held.higher)) return;
  held.is_higher = false;
  held.open.finding.severity = finding.severity;
  changes.push_back({WatchEventKind::kEscalated, held.open.finding, told, {}});
}

std::vector<Damper::Change> Damper::Update(const std::vector<Finding>& findings, std::uint64_t records, double wall,
                                           bool at_once) {
  std::vector<Change> changes;
  for (auto& entry : held_) {
    Held& held = entry.second;
    const bool holds = std::any_of(findings.begin(), findings.end(),
                                   [&](const Finding& finding) { return finding.check == held.open.finding.check; });
    if (holds == !held.gone) continue;
    held.gone = !holds;
    held.since = holds ? held.since : records;
  }
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    const auto [at, fresh] = held_.try_emplace(finding.check->id);
    if (fresh) {
      at->second.open.finding = finding;
      at->second.since = records;
    }
    at->second.place = i;
    Hold(at->second, finding, records, wall, at_once, changes);
  }
  for (auto at = held_.begin(); at != held_.end();) {
    Held& held = at->second;
    const Check& check = *held.open.finding.check;
    std::string better = held.gone ? BetterSaid(check, findings) : "";
    const bool over = held.gone && (!held.told || at_once || !better.empty() ||
                                    records - held.since >= RecordsToResolve(check, records));
    if (!over) {
      ++at;
      continue;
    }
    if (held.told) changes.push_back({WatchEventKind::kResolved, held.open.finding, {}, std::move(better)});
    at = held_.erase(at);
  }
  return changes;
}

std::vector<OpenFinding> Damper::Open() const {
  std::vector<const Held*> told;
  for (const auto& [id, held] : held_) {
    if (held.told) told.push_back(&held);
  }
  std::stable_sort(told.begin(), told.end(), [](const Held* a, const Held* b) {
    return std::make_pair(-static_cast<int>(a->open.finding.severity), a->place) <
           std::make_pair(-static_cast<int>(b->open.finding.severity), b->place);
  });
  std::vector<OpenFinding> open;
  for (const Held* held : told) open.push_back(held->open);
  return open;
}

}  // namespace sftdoctor
