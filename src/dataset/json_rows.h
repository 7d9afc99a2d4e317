// JSON Lines and JSON arrays of objects as rows.
#pragma once

#include "dataset/rows.h"

namespace sftdoctor {

/// Reads a text (already decompressed) whose rows are JSON objects. Broken rows are skipped and counted. Throws Error
/// when none of the first rows is an object.
std::unique_ptr<RowReader> OpenJson(std::unique_ptr<Source> source, const std::string& path);

}  // namespace sftdoctor
