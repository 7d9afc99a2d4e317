// Sources inside sources: compressed and UTF-16 logs read as if they were plain.
#pragma once

#include <memory>
#include <string>

#include "base/world.h"

namespace sftdoctor {

/// A source that starts by handing out `head` (bytes already taken from `rest` to look at them).
std::unique_ptr<Source> Rejoin(std::string head, std::unique_ptr<Source> rest);

/// Looks at the first bytes: gzip (several members too) is inflated, UTF-16 with a byte-order mark (what PowerShell's >
/// writes) becomes UTF-8, a UTF-8 mark is dropped; anything else comes back as it is. A damaged gzip stream ends where
/// the damage is and `note` says so.
struct Decoded {
  std::unique_ptr<Source> source;
  std::string encoding;               ///< "", "gzip", "utf-16"
  std::shared_ptr<std::string> note;  ///< filled while reading, empty if all went well
};
Decoded Decode(std::unique_ptr<Source> source);

}  // namespace sftdoctor
