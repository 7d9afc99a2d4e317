// What can be changed about a configuration (treatments), and plans that put treatments together in doses.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "catalog/check.h"
#include "catalog/key.h"

namespace sftdoctor {

/// How sure one may be that a change does no harm: `safe` keeps the training as it is described, `ask` tunes it, `show`
/// is advice that is never written for the user.
enum class Safety { kSafe, kAsk, kShow };

/// A least and a greatest value; an absent end is open.
struct Band {
  std::optional<double> low, high;
  bool empty() const { return !low && !high; }
};

/// One value that a treatment gives a canonical key.
struct KeyEdit {
  enum class Kind {
    kSet,    ///< to `value`
    kScale,  ///< times `number`, or times the product of the features `by`
    kRatio,  ///< to `number` times the quantity `of`
    kFit     ///< so that the schedule's `fit` lies in `bounds`; together with the key `along` where there is one
  };
  enum class Only { kBoth, kRaise, kLower };
  std::string key;
  Kind kind = Kind::kSet;
  nlohmann::ordered_json value;
  double number = 1;
  std::vector<std::string> by;
  std::string fit, along;
  /// The unit of `bounds` and `keep`: a quantity of the patched schedule ("total_steps", "steps_per_epoch"), of the
  /// facts ("pretrain_learn_rate"), or "before": what the key, or the `fit`, was before the patch. Empty: they are
  /// plain numbers.
  std::string of;
  Band bounds;                   ///< the result stays within
  Band keep;                     ///< a value within is left as it is
  Only only = Only::kBoth;       ///< a change in the other direction is left out
  bool if_given = false;         ///< only where the config has the key
  bool insert = false;           ///< also where it is absent and the framework states no default of its own
  std::string schedule;          ///< only under this convention of the framework ("linear-warmup"); empty: any
  nlohmann::ordered_json where;  ///< canonical key -> value that it must have before the patch; null: no condition
  Text because;
};

/// A config before and after, as it stands in the file; and what is known beside it.
struct PatchTest {
  std::string name;
  std::string file;                     ///< its name, which says the language
  std::string before, after;            ///< whole texts
  std::size_t step = 0;                 ///< of a plan, from 0
  std::map<std::string, double> facts;  ///< rows, ranks, pretrain_learn_rate, and features of the log
  Place place;
};

/// rules/treatments/<id>.json
struct Treatment {
  std::string id;
  Text title;
  Safety safety = Safety::kAsk;
  std::vector<KeyEdit> edits;  ///< empty for advice
  Text advice;                 ///< what to do by hand, when there is something
  /// Checks whose finding makes this the first thing to see to, before any patch; and the words for it.
  std::vector<std::string> first_for;
  Text first;
  std::vector<PatchTest> tests;
  Place file;
};

/// A finding that calls for a plan.
struct Answer {
  std::string check;
  std::optional<Clause> when;  ///< and this holds of the run's features
  Text because;
};

/// A value that others write for a key, and why the plan does not.
struct Departure {
  std::string key;
  double value = 0;
  Text say;  ///< {value}, {share} (of all steps, in percent), {given} (ours), {total_steps} are filled in
};

/// rules/plans/<id>.json: steps that are tried one after the other; most plans have one.
struct Plan {
  struct Dose {
    std::string treatment;
    std::vector<KeyEdit> edits;  ///< the treatment's own, or the plan's in place of them
  };
  struct Step {
    Text title;
    std::vector<Dose> doses;
    std::vector<Departure> departures;
  };
  std::string id;
  Text title, when, expected;
  double order = 0;                ///< of the plans that a run's findings call for, the least is taken
  std::vector<Answer> answers;     ///< empty: only when it is asked for
  std::vector<std::string> after;  ///< only once one of these plans has nothing left to change; empty: at once
  std::vector<Step> steps;
  std::vector<PatchTest> tests;
  Place file;
};

/// Throw Error with the place of what is wrong; keys and treatments that are named must exist.
Treatment ReadTreatment(const std::string& id, const Document& document, const std::vector<Key>& keys);
Plan ReadPlan(const std::string& id, const Document& document, const std::vector<Key>& keys,
              const std::vector<Treatment>& treatments);

const std::vector<std::string>& SafetyNames();  ///< in order of Safety

}  // namespace sftdoctor
