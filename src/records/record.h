// The boundary between lines and records: what one line of a log says, as numbers.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "catalog/format.h"
#include "catalog/metric.h"

namespace sftdoctor {

inline constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

struct Value {
  double value = 0;  ///< as printed, may be NaN or infinite
  MetricId metric = kNoMetric;
};

/// One line that was understood. Absent positions are NaN.
struct Record {
  double time = kAbsent;          ///< seconds since 1970, as printed (no time zone is known)
  double epoch = kAbsent;         ///< as printed: from 0 or from 1, whole or not
  double step = kAbsent;          ///< as printed
  std::uint32_t line = 0;         ///< in its batch: '\n' before it; Batch::first_line makes it a line number
  std::uint32_t first_value = 0;  ///< index into Batch::values
  std::uint8_t value_count = 0;
  std::uint8_t rank = 0;  ///< 1 + index into Batch::ranks, 0 when the line names none
  Event event = Event::kNone;
};

/// Lines of a block by fate. `lines` counts text between ends (\n, \r\n, lone \r); the rest are parts of it.
struct LineCounts {
  std::uint64_t lines = 0;
  std::uint64_t recognized = 0;
  std::uint64_t misfit = 0;     ///< hold what the format looks for but do not fit it
  std::uint64_t over_long = 0;  ///< longer than kLongestLine
  std::uint64_t cut = 0;        ///< the last line, which has no end and whose last number may be half there
  LineCounts& operator+=(const LineCounts& other);
};

/// The records of one block, in the order of their lines.
struct Batch {
  std::vector<Record> records;
  std::vector<Value> values;
  std::vector<std::string> ranks;
  LineCounts counts;
  std::uint64_t newlines = 0;              ///< '\n' in the block, over-long lines before it included
  std::uint64_t newlines_before_text = 0;  ///< those of the over-long lines alone

  void Clear();
  /// 1 + index of a rank's name, added when new; 0 when there are already 255.
  std::uint8_t RankNamed(std::string_view name);
};

}  // namespace sftdoctor
