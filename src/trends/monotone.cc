#include "trends/monotone.h"

#include <algorithm>

namespace sftdoctor {

std::vector<double> NeverRising(std::span<const double> values) {
  struct Block {
    double mean;
    std::size_t count;
  };
  std::vector<Block> blocks;
  for (const double value : values) {
    blocks.push_back({value, 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean < blocks.back().mean) {
      const Block last = blocks.back();
      blocks.pop_back();
      Block& pooled = blocks.back();
      const std::size_t count = pooled.count + last.count;
      pooled.mean += (last.mean - pooled.mean) * static_cast<double>(last.count) / static_cast<double>(count);
      pooled.count = count;
    }
  }
  std::vector<double> fit;
  fit.reserve(values.size());
  for (const Block& block : blocks) fit.insert(fit.end(), block.count, block.mean);
  return fit;
}

std::vector<double> FallThenRise(std::span<const double> values, std::size_t turn) {
  turn = std::min(turn, values.size());
  std::vector<double> fit = NeverRising(values.first(turn));
  const std::vector<double> backwards(values.rbegin(), values.rend() - static_cast<std::ptrdiff_t>(turn));
  const std::vector<double> rise = NeverRising(backwards);
  fit.insert(fit.end(), rise.rbegin(), rise.rend());
  return fit;
}

}  // namespace sftdoctor
