// Which columns of a dataset hold the prompt and the response: rules/layouts/<id>.json.
#pragma once

#include <string>
#include <vector>

#include "catalog/document.h"

namespace sftdoctor {

/// A usual way to lay out rows. Column names are compared without case. Of several that fit, the one with the highest
/// priority is taken.
struct Layout {
  /// kPair: columns for prompt and response. kText: one column, all of which is learned (pretraining). kTurns: a column
  /// with a list of turns; the last exchange of them is prompt and response.
  enum class Kind { kPair, kText, kTurns };
  std::string id;
  Text title;
  Kind kind = Kind::kPair;
  int priority = 0;
  std::vector<std::string> prompt;  ///< of kPair: the first must be there, the others are appended where they are
  std::string response;             ///< the response; of kText the text, of kTurns the list
  std::vector<std::string> role, content;    ///< of kTurns: keys of a turn, in order of preference
  std::vector<std::string> user, assistant;  ///< of kTurns: what `role` says
};

/// Throws Error with the place of what is wrong.
Layout ReadLayout(const std::string& id, const Document& document);

}  // namespace sftdoctor
