// A catalog made to order: the shipped metrics and one format whose text stands in the test.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace sftdoctor {

/// The shipped metrics, without formats and checks, and `files` beside them ("formats/x.json", text).
inline Catalog CatalogWith(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<CatalogFile> all;
  for (CatalogFile& file : EmbeddedFiles()) {
    if (file.path.starts_with("metrics/")) all.push_back(std::move(file));
  }
  for (const auto& [path, text] : files) all.push_back({path, text, "mine/" + path});
  return ReadCatalog(all);
}

/// A catalog with the format "mine"; `body` is what follows the title.
inline Catalog CatalogWithFormat(const std::string& body) {
  return CatalogWith(
      {{"formats/mine.json", R"({"title": {"en": "mine", "zh": "mine"}, "samples": [], )" + body + "}"}});
}

}  // namespace sftdoctor
