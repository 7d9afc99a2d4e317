// How much of a log's start decides its format: one rule for logs read whole and logs that are followed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "records/line_matcher.h"

namespace sftdoctor {

/// Looks are taken at the first 128 KiB, then at four times as much, while no format is sure. The first sample is also
/// what a reader is made from (columns, colours).
inline constexpr std::size_t kFirstSample = std::size_t{128} << 10;
inline constexpr std::size_t kLargestSample = std::size_t{16} << 20;  ///< a longer preamble is no log of ours

struct FormatChoice {
  const Format* format = nullptr;  ///< the best so far; null when none understands anything
  bool sure = false;               ///< it understood enough
  bool settled = false;            ///< further bytes change nothing
};

/// One look at a log's start. `more`: it goes on behind `head`, whose last line may be cut.
FormatChoice ChooseFormat(const Catalog& catalog, std::string_view head, bool more, Engine engine);

/// All the looks that a log of these first bytes would get.
FormatChoice ChooseFormatSoFar(const Catalog& catalog, std::string_view head, Engine engine);

/// Throws Error, with the nearest spelling, when there is no such format.
const Format& NamedFormat(const Catalog& catalog, const std::string& id);

}  // namespace sftdoctor
