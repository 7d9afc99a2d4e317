// Everything the doctor knows, as data: metrics, formats, checks, config keys, frameworks, layouts of datasets,
// treatments, plans. Found by walking rules/, so that adding a unit of knowledge is adding one file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"
#include "catalog/check.h"
#include "catalog/format.h"
#include "catalog/key.h"
#include "catalog/layout.h"
#include "catalog/metric.h"
#include "catalog/plan.h"

namespace sftdoctor {

/// A catalog file before it is read: its path below rules/ ("checks/loss/spike.json") and its text.
struct CatalogFile {
  std::string path;
  std::string text;
  std::string shown;  ///< how messages name it
};

struct Catalog {
  Metrics metrics;
  std::vector<Format> formats;  ///< in order of id
  std::vector<Check> checks;    ///< in order of id
  std::vector<Key> keys;        ///< in order of id, as all below
  std::vector<Framework> frameworks;
  std::vector<Layout> layouts;
  std::vector<Treatment> treatments;
  std::vector<Plan> plans;
  std::vector<std::string> unread_checks;  ///< ids of those that are there but were not asked for

  const Format* FindFormat(std::string_view id) const;
  const Check* FindCheck(std::string_view id) const;
  const Key* FindKey(std::string_view id) const;
  const Framework* FindFramework(std::string_view id) const;
  const Treatment* FindTreatment(std::string_view id) const;
  const Plan* FindPlan(std::string_view id) const;
  std::vector<std::string> format_ids() const;
  std::vector<std::string> check_ids() const;  ///< of all checks, also unread ones
};

/// The files of rules/ that were compiled into the program.
std::vector<CatalogFile> EmbeddedFiles();

/// The files below a user's directory, laid out as rules/ is. Throws Error when there are none.
std::vector<CatalogFile> FilesIn(World& world, const std::string& directory);

/// Reads files; a later one replaces an earlier one with the same path. Throws Error at the first that is wrong.
/// `only`: beginnings of the paths that are wanted ("checks/config/"), for a quick start; empty: all.
Catalog ReadCatalog(const std::vector<CatalogFile>& files, const std::vector<std::string>& only = {});

/// The embedded catalog with the users' directories laid over it.
Catalog LoadCatalog(World& world, const std::vector<std::string>& directories,
                    const std::vector<std::string>& only = {});

}  // namespace sftdoctor
