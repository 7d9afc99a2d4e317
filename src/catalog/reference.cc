#include "catalog/reference.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sftdoctor {

void FailReference(const std::string& id, const Node& node, const std::vector<std::string>& ids,
                   const std::string& what) {
  const std::string nearest = NearestSpelling(id, ids);
  node.Fail(fmt::format("names the {} \"{}\", which the catalog does not have", what, id),
            nearest.empty() ? fmt::format("`sftdoctor rules` lists the {}s", what)
                            : fmt::format("did you mean \"{}\"?", nearest));
}

}  // namespace sftdoctor
