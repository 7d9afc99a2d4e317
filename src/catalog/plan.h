// What can be changed about a configuration, and plans that put changes together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/check.h"

namespace sftdoctor {

/// How sure one may be that a change does no harm: `safe` keeps the training as it is described, `ask` tunes it, `show`
/// is advice that is never written for the user.
enum class Safety { kSafe, kAsk, kShow };

/// One value that a treatment gives a canonical key.
struct KeyEdit {
  enum class Kind { kSet, kScale, kRatioOf };
  std::string key;
  Kind kind = Kind::kSet;
  double number = 0;                ///< set to / times / ratio
  std::optional<std::string> text;  ///< set to this text instead
  std::string quantity;             ///< of kRatioOf: a quantity of the patched schedule ("total_steps", ...)
  std::optional<double> floor,
      ceiling;  ///< the result stays within; learning rates may be bound by the pretraining rate
  bool ceiling_is_pretrain_rate = false;
  Text because;
};

/// rules/treatments/<id>.json
struct Treatment {
  std::string id;
  Text title;
  Safety safety = Safety::kAsk;
  std::vector<KeyEdit> edits;  ///< empty for advice
  Text advice;                 ///< what to do by hand, when there is something
  Place file;
};

/// rules/plans/<id>.json: steps that are tried one after the other; most plans have one.
struct Plan {
  struct Step {
    Text title;
    std::vector<KeyEdit> edits;
  };
  std::string id;
  Text title, when, expected;
  std::vector<Step> steps;
  Place file;
};

}  // namespace sftdoctor
