// Reports about datasets.
#pragma once

#include <string>
#include <vector>

#include "dataset/survey.h"
#include "reports/session.h"

namespace sftdoctor {

/// Everything one `data` has read and judged.
struct DataSession {
  const Survey* survey = nullptr;
  Diagnosis diagnosis;
  std::string config;               ///< the section whose sequence length and schedule were used; empty: none
  std::vector<FailedInput> failed;  ///< files that are not in the survey
  int exit_status = 0;

  /// False when there are rows that nobody has looked at: a file failed, at once or in the middle.
  bool ReadAll() const;
};

std::string DataTextReport(const DataSession& session, const Style& style);
/// The document of schema sftdoctor.data/1, with a final newline.
std::string DataJsonReport(const DataSession& session, const Style& style);

/// "training", "validation", "test"
const Text& NameOf(Part part);
/// "data.jsonl:17", "data.parquet row 17"
std::string PlaceIn(const DatasetFile& file, std::uint64_t place, bool chinese);

}  // namespace sftdoctor
