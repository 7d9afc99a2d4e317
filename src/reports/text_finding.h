// One finding in the text report: what, where, on what evidence, and what to do next.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "findings/finding.h"
#include "reports/text_page.h"

namespace sftdoctor {

/// What earlier findings of the run have said, so that later ones can point there.
struct AlreadySaid {
  std::map<std::string, std::size_t> causes;  ///< title -> number of the finding that explained it
  std::set<std::string> next;
};

/// Writes the findings of a run, numbered as the marks below its curve. The message of the first stands beside the
/// verdict, so its title takes the place here.
void WriteFindings(const Diagnosis& diagnosis, TextPage& page);
/// For a page without a verdict: the first finding says its message too. `more` adds to the evidence of each.
void WriteFindings(const Diagnosis& diagnosis, TextPage& page, const std::function<void(const Finding&)>& more);

}  // namespace sftdoctor
