// The terminal of this process in raw mode, given back at any end. Only world.cc includes this.
#pragma once

#include <memory>
#include <string>

#include "base/world.h"

namespace sftdoctor {

/// See World::TakeTerminal().
std::unique_ptr<Terminal> TakeOwnTerminal(const std::string& enter, const std::string& leave);

}  // namespace sftdoctor
