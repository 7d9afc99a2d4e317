// Where the output of a command goes, in which form, and what its exit status says about findings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"
#include "commands/options.h"
#include "findings/finding.h"
#include "reports/session.h"

namespace sftdoctor {

/// Where output goes and in which form: the flag, else SFTDOCTOR_FORMAT and SFTDOCTOR_OUTPUT_FILE, else `formats`'
/// first and standard output (empty). Throws Error when the environment names a form that the command does not have.
struct Destination {
  std::string format, file;
};
Destination DestinationFor(const std::string& format, const std::string& file, const std::vector<std::string>& formats,
                           World& world);

/// How output there is to look: a file is no terminal, and has colour only where --color always asks for it. `stream`
/// is the one that stands for a missing file.
Style StyleFor(const Destination& to, const CommonOptions& options, World& world, Stream stream = Stream::kOut);

/// Writes the output to its file, or to the stream where there is none.
void Deliver(const Destination& to, std::string_view output, World& world, Stream stream = Stream::kOut);

/// The severity from which on a finding makes the exit status 1; nothing for "never".
std::optional<Severity> FailsFrom(const std::string& fail_on);
/// True when one of the findings does.
bool AnyFails(const std::vector<Finding>& findings, std::optional<Severity> from);

}  // namespace sftdoctor
