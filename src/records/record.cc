#include "records/record.h"

namespace sftdoctor {

LineCounts& LineCounts::operator+=(const LineCounts& other) {
  lines += other.lines;
  recognized += other.recognized;
  misfit += other.misfit;
  over_long += other.over_long;
  cut += other.cut;
  return *this;
}

void Batch::Clear() {
  records.clear();
  values.clear();
  ranks.clear();
  counts = {};
  newlines = newlines_before_text = 0;
}

std::uint8_t Batch::RankNamed(std::string_view name) {
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] == name) return static_cast<std::uint8_t>(i + 1);
  }
  if (ranks.size() >= 255) return 0;
  ranks.emplace_back(name);
  return static_cast<std::uint8_t>(ranks.size());
}

}  // namespace sftdoctor
