// Parquet files as rows.
#pragma once

#include "dataset/rows.h"

namespace sftdoctor {

/// Opens a file that begins with parquet's magic. Throws Error, with the next step, for one that is damaged, encrypted
/// or compressed in a way that is not read.
std::unique_ptr<RowReader> OpenParquet(World& world, const std::string& path);

}  // namespace sftdoctor
