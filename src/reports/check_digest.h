// What several reports of `check` say about a finding, before it is laid out.
#pragma once

#include <string>

#include "config/line_index.h"
#include "reports/check_report.h"

namespace sftdoctor {

/// The bytes that a finding points at: the value or key at its place, or a word there; empty when the place is not in
/// the file.
Span SpanOf(const Finding& finding, const ConfigFile& file, const LineIndex& lines);

/// A name for the finding that stays the same when lines move: 32 hexadecimal digits from file, check, key and the text
/// of the line. `again` counts findings that would have the same name. `lines` are those of the file.
std::string FingerprintOf(const Finding& finding, const CheckedFile& file, const LineIndex& lines,
                          std::size_t again = 0);

/// Fingerprints of all findings of a file, each another.
std::vector<std::string> FingerprintsOf(const CheckedFile& file, const LineIndex& lines);

/// The path as a URI reference: relative paths stay so, what URIs do not allow is escaped.
std::string UriOf(const std::string& path);

}  // namespace sftdoctor
