#include "settings/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/path.h"
#include "base/text.h"

namespace sftdoctor {
namespace {

/// Where a value stands, for an Error; a flag is named in the message instead.
template <typename Value>
[[noreturn]] void FailUnknown(const Settled<Value>& settled, const std::string& glob,
                              const std::vector<std::string>& ids) {
  const std::string nearest = NearestSpelling(glob, ids);
  const std::string from = settled.flag.empty() ? "" : settled.flag + ": ";
  throw Error(fmt::format("{}no check matches \"{}\"", from, glob), settled.place,
              nearest.empty() ? "`sftdoctor rules` lists the checks" : fmt::format("did you mean \"{}\"?", nearest));
}

template <typename Value>
void RequireMatch(const Settled<Value>& settled, const std::vector<std::string>& globs,
                  const std::vector<std::string>& ids) {
  for (const std::string& glob : globs) {
    const bool known = std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return GlobMatch(glob, id); });
    if (!known) FailUnknown(settled, glob, ids);
  }
}

}  // namespace

Goals Settings::goals() const { return {target_loss.value, target_bleu.value, planned_epochs.value, envelope.value}; }

Facts Settings::facts() const {
  Facts facts;
  facts.rows = rows.value;
  facts.ranks = ranks.value;
  facts.pretrain_learn_rate = pretrain_lr.value;
  facts.pretrain_learn_rate_given = pretrain_lr.given();
  return facts;
}

Selection Settings::selection(const std::string& path) const {
  Selection selection;
  selection.select = select.value;
  selection.ignore = ignore.value;
  selection.severity = severity.value;
  for (const auto& [glob, ids] : per_file_ignores.value) {
    if (!path.empty() && PathGlobMatch(glob, path))
      selection.ignore.insert(selection.ignore.end(), ids.begin(), ids.end());
  }
  return selection;
}

void RequireKnownChecks(const Settings& settings, const std::vector<std::string>& check_ids) {
  RequireMatch(settings.select, settings.select.value, check_ids);
  RequireMatch(settings.ignore, settings.ignore.value, check_ids);
  for (const auto& [path, globs] : settings.per_file_ignores.value) {
    RequireMatch(settings.per_file_ignores, globs, check_ids);
  }
  for (const auto& [id, severity] : settings.severity.value) {
    if (std::find(check_ids.begin(), check_ids.end(), id) == check_ids.end())
      FailUnknown(settings.severity, id, check_ids);
  }
}

}  // namespace sftdoctor
