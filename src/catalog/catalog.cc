#include "catalog/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/text.h"
#include "catalog/embedded.h"
#include "catalog/reference.h"

namespace sftdoctor {
namespace {

/// The id of "checks/loss/spike.json" below "checks/": "loss/spike"; empty when the path is of another kind.
std::string IdBelow(std::string_view kind, std::string_view path) {
  if (!path.starts_with(kind) || !path.ends_with(".json")) return {};
  return std::string(path.substr(kind.size(), path.size() - kind.size() - 5));
}

/// `id` must be one of `ids`.
void Require(const std::string& id, const std::vector<std::string>& ids, const char* key, const char* what,
             const Place& file) {
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
  const std::string nearest = NearestSpelling(id, ids);
  throw Error(fmt::format("\"{}\" names the {} \"{}\", which the catalog does not have", key, what, id), file,
              nearest.empty() ? fmt::format("`sftdoctor rules` lists the {}s", what)
                              : fmt::format("did you mean \"{}\"?", nearest));
}

/// Units that name others must name ones that exist. `ids` gives those of a kind, also of units that were not read.
void CheckReferences(const Catalog& catalog, const std::function<std::vector<std::string>(const char*)>& ids) {
  const std::vector<std::string> checks = ids("checks/"), treatments = ids("treatments/"), plans = ids("plans/");
  for (const Check& check : catalog.checks) {
    for (const std::string& id : check.superseded_by) Require(id, checks, "superseded_by", "check", check.file);
    for (const std::string& id : check.treat) Require(id, treatments, "treat", "treatment", check.file);
  }
  for (const Treatment& treatment : catalog.treatments) {
    for (const std::string& id : treatment.first_for) Require(id, checks, "first", "check", treatment.file);
  }
  for (const Plan& plan : catalog.plans) {
    for (const Answer& answer : plan.answers) Require(answer.check, checks, "answers", "check", plan.file);
    for (const std::string& id : plan.after) Require(id, plans, "after", "plan", plan.file);
  }
}

void RejectStranger(const CatalogFile& file) {
  static const std::vector<std::string> kKinds = {"metrics/",    "formats/", "checks/",     "keys/",
                                                  "frameworks/", "layouts/", "treatments/", "plans/"};
  for (const std::string& kind : kKinds) {
    if (file.path.starts_with(kind)) return;
  }
  const std::string top = file.path.substr(0, file.path.find('/') + 1);
  const std::string nearest = NearestSpelling(top, kKinds);
  throw Error("is in no directory of the catalog", {file.shown},
              nearest.empty() ? fmt::format("put it below one of: {}", fmt::join(kKinds, ", "))
                              : fmt::format("did you mean {}?", nearest));
}

}  // namespace

const Format* Catalog::FindFormat(std::string_view id) const { return FindById(formats, id); }
const Check* Catalog::FindCheck(std::string_view id) const { return FindById(checks, id); }
const Key* Catalog::FindKey(std::string_view id) const { return FindById(keys, id); }
const Framework* Catalog::FindFramework(std::string_view id) const { return FindById(frameworks, id); }
const Treatment* Catalog::FindTreatment(std::string_view id) const { return FindById(treatments, id); }
const Plan* Catalog::FindPlan(std::string_view id) const { return FindById(plans, id); }
std::vector<std::string> Catalog::format_ids() const { return IdsOf(formats); }
std::vector<std::string> Catalog::check_ids() const {
  std::vector<std::string> ids = IdsOf(checks);
  ids.insert(ids.end(), unread_checks.begin(), unread_checks.end());
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<CatalogFile> EmbeddedFiles() {
  std::vector<CatalogFile> files;
  for (const EmbeddedFile& file : kEmbeddedFiles) {
    files.push_back({std::string(file.path), std::string(file.text), "rules/" + std::string(file.path)});
  }
  return files;
}

std::vector<CatalogFile> FilesIn(World& world, const std::string& directory) {
  if (!world.IsDirectory(directory))
    throw Error("is not a directory", {directory}, "--rules wants a directory laid out as rules/");
  std::vector<CatalogFile> files;
  for (const std::string& path : world.FilesBelow(directory)) {
    if (!path.ends_with(".json")) continue;
    std::string below = path.substr(directory.size());
    below.erase(0, below.find_first_not_of('/'));
    files.push_back({below, world.ReadFile(path), path});
  }
  if (files.empty())
    throw Error("holds no .json file", {directory}, "put checks below checks/, formats below formats/");
  return files;
}

Catalog ReadCatalog(const std::vector<CatalogFile>& files, const std::vector<std::string>& only) {
  const auto wanted = [&](const std::string& path) {
    return only.empty() ||
           std::any_of(only.begin(), only.end(), [&](const std::string& start) { return path.starts_with(start); });
  };
  std::map<std::string, const CatalogFile*> latest;
  for (const CatalogFile& file : files) {
    RejectStranger(file);
    latest[file.path] = &file;
  }
  Catalog catalog;
  const auto each = [&](const std::string& kind, auto&& read) {
    for (const auto& [path, file] : latest) {
      const std::string id = IdBelow(kind, path);
      if (!id.empty() && wanted(path)) read(id, Document(file->shown, file->text));
    }
  };
  each("metrics/", [&](const std::string& id, const Document& document) { catalog.metrics.Add(id, document); });
  if (wanted("metrics/")) catalog.metrics.Finish();
  each("formats/", [&](const std::string& id, const Document& document) {
    catalog.formats.push_back(ReadFormat(id, document, catalog.metrics));
  });
  each("checks/",
       [&](const std::string& id, const Document& document) { catalog.checks.push_back(ReadCheck(id, document)); });
  each("keys/",
       [&](const std::string& id, const Document& document) { catalog.keys.push_back(ReadKey(id, document)); });
  each("frameworks/", [&](const std::string& id, const Document& document) {
    catalog.frameworks.push_back(ReadFramework(id, document, catalog.keys));
  });
  each("layouts/",
       [&](const std::string& id, const Document& document) { catalog.layouts.push_back(ReadLayout(id, document)); });
  each("treatments/", [&](const std::string& id, const Document& document) {
    catalog.treatments.push_back(ReadTreatment(id, document, catalog.keys));
  });
  each("plans/", [&](const std::string& id, const Document& document) {
    catalog.plans.push_back(ReadPlan(id, document, catalog.keys, catalog.treatments));
  });
  const auto ids_of = [&](const char* kind) {
    std::vector<std::string> ids;
    for (const auto& [path, file] : latest) {
      if (std::string id = IdBelow(kind, path); !id.empty()) ids.push_back(std::move(id));
    }
    return ids;
  };
  for (std::string& id : ids_of("checks/")) {
    if (!catalog.FindCheck(id)) catalog.unread_checks.push_back(std::move(id));
  }
  CheckReferences(catalog, ids_of);
  return catalog;
}

Catalog LoadCatalog(World& world, const std::vector<std::string>& directories, const std::vector<std::string>& only) {
  std::vector<CatalogFile> files = EmbeddedFiles();
  for (const std::string& directory : directories) {
    for (CatalogFile& file : FilesIn(world, directory)) files.push_back(std::move(file));
  }
  return ReadCatalog(files, only);
}

}  // namespace sftdoctor
