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

}  // namespace sftdoctor
