#include "commands/commands.h"
#include "records/reader.h"

namespace sftdoctor {

Catalog LoadCatalogFor(const CommonOptions& options, World& world) {
  Catalog catalog = LoadCatalog(world, options.rules);
  if (!options.rules.empty()) CompileFormats(catalog);
  return catalog;
}

}  // namespace sftdoctor
