// Reports of a comparison of two runs, one file each.
#pragma once

#include <string>

#include "findings/comparison.h"
#include "reports/session.h"

namespace sftdoctor {

std::string CompareTextReport(const RunComparison& comparison, const Style& style);
std::string CompareMarkdownReport(const RunComparison& comparison, const Style& style);
/// The document of schema sftdoctor.comparison/1, with a final newline.
std::string CompareJsonReport(const RunComparison& comparison, int exit_status, const Style& style);

}  // namespace sftdoctor
