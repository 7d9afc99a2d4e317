// One column of a parquet file, value after value: pages are read, decompressed and decoded as they are needed.
#pragma once

#include <string>
#include <vector>

#include "dataset/parquet/codec.h"
#include "dataset/parquet/hybrid.h"
#include "dataset/parquet/metadata.h"
#include "dataset/rows.h"

namespace sftdoctor::parquet {

/// Holds a dictionary and a page in memory, no more. Throws DamagedBytes for whatever does not fit.
class ColumnReader {
 public:
  ColumnReader(RandomAccess& file, const ColumnSchema& schema) : file_(file), schema_(schema) {}

  /// Goes to the column's bytes in a row group.
  void Open(const Chunk& chunk);
  /// The next value; its text lives until the next call.
  Cell Next();

 private:
  void ReadPage();
  std::string_view ReadBody(const PageHeader& header);
  PageHeader ReadHeader();
  void OpenDictionary(const PageHeader& header, std::string_view packed);
  void OpenData(const PageHeader& header, std::string_view packed);
  void OpenDataV2(const PageHeader& header, std::string_view packed);
  void OpenValues(int encoding, std::string_view bytes);
  Cell Value();
  Cell Scalar(Cursor& from);
  Cell Boolean();

  RandomAccess& file_;
  const ColumnSchema& schema_;
  Chunk chunk_;
  std::uint64_t at_ = 0, end_ = 0;  ///< of the file: where the next page begins, where the column ends
  std::uint64_t left_ = 0;          ///< values of this page that are still to come
  Buffer packed_, page_, dictionary_page_;
  std::string_view entries_;               ///< of the dictionary, one behind the other
  std::vector<std::uint32_t> dictionary_;  ///< where each begins: no more memory than their bytes take
  bool has_dictionary_ = false;

  bool by_index_ = false, booleans_in_runs_ = false;
  HybridReader levels_, indices_;
  Cursor values_;
  unsigned bits_ = 0, bit_count_ = 0;  ///< of plain booleans
  std::string written_;                ///< the last number, in digits
};

}  // namespace sftdoctor::parquet
