// Tables of comma or tab separated values as rows.
#pragma once

#include "dataset/rows.h"

namespace sftdoctor {

/// Reads a table whose first line names the columns (RFC 4180: quotes hold separators, line ends and doubled quotes).
/// The separator is the tab where the first line has one, else the comma. An empty field without quotes is null. Throws
/// Error when the first line names less than two columns.
std::unique_ptr<RowReader> OpenTable(std::unique_ptr<Source> source, const std::string& path);

}  // namespace sftdoctor
