// One config file checked and mended.
#pragma once

#include <optional>
#include <string>

#include "reports/check_report.h"
#include "settings/settings.h"

namespace sftdoctor {

/// What is known beside the file. `world` is asked for the files that a config names; null: it is not.
struct CheckContext {
  const Catalog& catalog;
  Facts facts;
  Selection selection;
  World* world = nullptr;
};

/// Checks the training sections of a file: the one that is named, else all. Nothing when it holds none, unless it is
/// broken and was clearly meant to hold one. Throws Error when a named section is not there.
std::optional<CheckedFile> CheckConfig(const std::string& path, std::string text, const std::string& section,
                                       const CheckContext& context);

/// Applies the fixes of a file, checks it again, and so on until none is left: those that are safe, or all. A fix that
/// would break the file, or bring back what was there before, is left out. Returns how many problems were mended;
/// `file` is the mended one then.
std::size_t FixConfig(CheckedFile& file, const std::string& section, bool unsafe, const CheckContext& context);

}  // namespace sftdoctor
