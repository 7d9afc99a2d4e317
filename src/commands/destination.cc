#include "commands/destination.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/commands.h"

namespace sftdoctor {

Destination DestinationFor(const std::string& format, const std::string& file, const std::vector<std::string>& formats,
                           World& world) {
  Destination to{format, file};
  if (to.file.empty()) to.file = world.Environment("SFTDOCTOR_OUTPUT_FILE").value_or("");
  if (!to.format.empty()) return to;
  to.format = world.Environment("SFTDOCTOR_FORMAT").value_or("");
  if (to.format.empty()) to.format = formats.front();
  if (std::find(formats.begin(), formats.end(), to.format) != formats.end()) return to;
  const std::string nearest = NearestSpelling(to.format, formats);
  throw Error(fmt::format("SFTDOCTOR_FORMAT in the environment: this command has no format \"{}\"", to.format), {},
              nearest.empty() ? fmt::format("it has {}", fmt::join(formats, ", "))
                              : fmt::format("did you mean \"{}\"?", nearest));
}

Style StyleFor(const Destination& to, const CommonOptions& options, World& world, Stream stream) {
  Style style = StyleFor(options, world, stream);
  if (!to.file.empty()) style.color = options.color == "always";
  return style;
}

void Deliver(const Destination& to, std::string_view output, World& world, Stream stream) {
  if (to.file.empty()) {
    world.Write(stream, output);
  } else {
    world.WriteFile(to.file, output);
  }
}

std::optional<Severity> FailsFrom(const std::string& fail_on) {
  const auto& names = SeverityNames();
  const auto found = std::find(names.begin(), names.end(), fail_on);
  return found == names.end() ? std::nullopt : std::optional(static_cast<Severity>(found - names.begin()));
}

bool AnyFails(const std::vector<Finding>& findings, std::optional<Severity> from) {
  return from && std::any_of(findings.begin(), findings.end(),
                             [&](const Finding& finding) { return finding.severity >= *from; });
}

}  // namespace sftdoctor
