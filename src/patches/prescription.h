// The boundary between findings and patches: what to change about a configuration, why, and what it comes to.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "config/edit.h"
#include "findings/finding.h"
#include "patches/history.h"

namespace sftdoctor {

/// One setting that shall have another value.
struct Change {
  std::string key;                  ///< canonical
  std::string name;                 ///< as the file spells it
  nlohmann::ordered_json from, to;  ///< `from` is null when the key is not given
  std::string from_text, to_text;   ///< as they stand, or will stand, in the file
  Place place;                      ///< of the old value; of the section when the key is inserted
  bool inserted = false;
  Text because;
};

struct Prescription {
  const Plan* plan = nullptr;
  std::size_t step = 0;         ///< of the plan, from 0
  Text chosen;                  ///< why this plan and step; when nothing changes, why not
  std::vector<Text> first;      ///< what to see to before any patch: a checkpoint that was not loaded, for one
  std::vector<Change> changes;  ///< in order of the plan; empty: nothing is to be changed
  std::vector<Text> advice;     ///< what is to be done by hand
  std::vector<Text> remarks;    ///< where it departs from what one may expect, and why
  Schedule before, after;
  Text expected;
  std::string section;                  ///< of the config file
  std::unique_ptr<ConfigFile> patched;  ///< the file with the changes made; null without changes
};

/// What is asked for, and what went before.
struct PlanRequest {
  std::string plan;                 ///< empty: by the findings, or the plan of several steps that was begun
  std::optional<std::size_t> step;  ///< from 0; empty: the next one
  History history;                  ///< of the config file
};

/// What to change about `diagnosis.config`. Nothing when the findings call for no plan and none was asked for; without
/// changes when all is as the plan wants it, when the run's log was answered by a patch already, and when a plan of
/// several steps has begun to help.
///
/// Without a history, the step of a plan is the first that would change anything. With one, it is the step after the
/// last that was applied, once there is another log, of the configuration as it is now (config/log-mismatch does not
/// fire); as long as that log shows none of the findings that the plan answers, nothing is changed. A log that has only
/// grown is no other log.
///
/// The patched file is read again and checked: it clears the config checks whose treatments the plan applied, and
/// raises none at warning or above. Throws Error when that cannot be had, and for a plan or step that does not exist.
std::optional<Prescription> Prescribe(const Diagnosis& diagnosis, const Catalog& catalog, const PlanRequest& request);

/// Names the run that a patch answers: file, run, what tells it from another run of the same name, and size. Empty
/// without a log.
std::string LogMark(const Diagnosis& diagnosis);

/// Whether two marks are of one run: of the same size, or of one that was still being written at the time of the first.
bool IsSameRun(const std::string& mark, const std::string& later);

}  // namespace sftdoctor
