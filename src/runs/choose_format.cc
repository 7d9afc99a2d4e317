#include "runs/choose_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "records/detect.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kEnoughLosses = 3;
constexpr std::size_t kEnoughGuesses = 100;  ///< losses by which a known format would have shown itself

std::string_view WholeLines(std::string_view text, bool ended) {
  if (ended) return text;
  const std::size_t end = text.find_last_of("\r\n");
  return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

}  // namespace

FormatChoice ChooseFormat(const Catalog& catalog, std::string_view head, bool more, Engine engine) {
  const std::vector<Claim> claims = RankFormats(catalog, WholeLines(head, !more), engine);
  if (claims.empty()) return {};
  const Claim& best = claims.front();
  return {best.format, best.losses >= (best.format->guess ? kEnoughGuesses : kEnoughLosses), false};
}

FormatChoice ChooseFormatSoFar(const Catalog& catalog, std::string_view head, Engine engine) {
  FormatChoice best;
  for (std::size_t size = kFirstSample;; size *= 4) {
    const std::size_t most = std::min(size, kLargestSample);
    const bool more = head.size() >= most;
    const FormatChoice choice = ChooseFormat(catalog, head.substr(0, most), more, engine);
    if (choice.format) best.format = choice.format;
    best.sure = choice.sure;
    best.settled = more && (choice.sure || size >= kLargestSample);
    if (choice.sure || !more || best.settled) return best;
  }
}

const Format& NamedFormat(const Catalog& catalog, const std::string& id) {
  if (const Format* format = catalog.FindFormat(id)) return *format;
  const std::string nearest = NearestSpelling(id, catalog.format_ids());
  throw Error(fmt::format("there is no log format \"{}\"", id), {},
              nearest.empty() ? "`sftdoctor formats` lists them"
                              : fmt::format("did you mean \"{}\"? `sftdoctor formats` lists them", nearest));
}

}  // namespace sftdoctor
