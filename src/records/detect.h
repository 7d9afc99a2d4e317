// Which format a log is in, from its first bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "records/line_matcher.h"

namespace sftdoctor {

/// How much of the sample a format claims.
struct Claim {
  const Format* format = nullptr;
  std::size_t records = 0;  ///< lines it understood
  std::size_t losses = 0;   ///< of those, lines with a loss or a BLEU score
};

/// All formats that understand something of the sample, best first. Formats that guess come after the others, unless
/// the others claim next to nothing. A sample that starts a JSON document goes to the JSON formats by their "when"
/// keys.
std::vector<Claim> RankFormats(const Catalog& catalog, std::string_view sample, Engine engine);

/// What the bytes are when they are no text: "" for text, else a word for the message ("binary data", ...).
std::string NotText(std::string_view sample);

}  // namespace sftdoctor
