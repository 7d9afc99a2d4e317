// Comments in a config that say which findings are meant to be so: `# sftdoctor: ignore[config/cadence] reason`.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "findings/finding.h"

namespace sftdoctor {

/// One such comment. It excuses findings on its own line; where it stands alone, on the next line that is neither a
/// comment nor a decorator; as `ignore-file[...]` on any line.
struct Ignore {
  struct Id {
    std::string glob;  ///< of checks
    Span span;
  };
  Place place;  ///< of the word "sftdoctor"
  bool whole_file = false, lists_ids = false;
  std::size_t first_line = 0, last_line = 0;  ///< what it excuses
  std::vector<Id> ids;
  std::string reason;
  Span span;  ///< what goes when the comment goes: with the blanks before it, or its whole line
};

/// In order of the file.
std::vector<Ignore> IgnoresOf(const ConfigFile& file);

/// A finding that a comment excused, and the reason that it gives.
struct Excused {
  Finding finding;
  std::string reason;
};

/// Takes what the comments of the file excuse out of the diagnoses of its sections. Where `all_sections` were judged,
/// the first diagnosis also gets a finding of config/unused-ignore for each comment, or id in it, that excuses nothing:
/// misspelt, about a check that is not about configurations, or just not needed (which is not said of a check that did
/// not run).
std::vector<Excused> ApplyIgnores(const ConfigFile& file, const Catalog& catalog, const Selection& selection,
                                  bool all_sections, std::span<Diagnosis> diagnoses);

}  // namespace sftdoctor
