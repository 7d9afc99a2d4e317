// What the JSON documents of several commands have in common.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "reports/session.h"

namespace sftdoctor {

/// Keys keep the order in which they are written: a report is read by people too.
using Json = nlohmann::ordered_json;

/// JSON knows no NaN: non-finite numbers are the strings "nan", "inf", "-inf".
Json Number(double value);
/// Counts are integers to whoever reads them.
Json Counted(double value);
/// `path` is the log that a finding's line is of.
Json FindingJson(const Finding& finding, const std::string& path, bool chinese);
/// {"ran": [...], "not_checked": [{"id", "reason"}]}
Json ChecksJson(const Diagnosis& diagnosis, bool chinese);
Json ToolJson();
Json FailedJson(const FailedInput& failed);

}  // namespace sftdoctor
