// Lengths, counted in bounded memory.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace sftdoctor {

/// Exact below 4096; above, a length is known to one part in 2048.
class LengthHistogram {
 public:
  void Add(std::uint64_t length) {
    const std::size_t bin = BinOf(length);
    if (bin >= bins_.size()) bins_.resize(bin + 1);
    ++bins_[bin];
    ++count_;
    sum_ += length;
    least_ = count_ == 1 ? length : std::min(least_, length);
    if (length > most_) most_count_ = 0;
    most_ = std::max(most_, length);
    most_count_ += length == most_;
  }
  void Add(const LengthHistogram& other) {
    if (other.count_ == 0) return;
    bins_.resize(std::max(bins_.size(), other.bins_.size()));
    for (std::size_t i = 0; i < other.bins_.size(); ++i) bins_[i] += other.bins_[i];
    least_ = count_ == 0 ? other.least_ : std::min(least_, other.least_);
    most_count_ = (most_ >= other.most_ ? most_count_ : 0) + (other.most_ >= most_ ? other.most_count_ : 0);
    most_ = std::max(most_, other.most_);
    count_ += other.count_;
    sum_ += other.sum_;
  }

  std::uint64_t count() const { return count_; }
  std::uint64_t sum() const { return sum_; }
  std::uint64_t least() const { return least_; }
  std::uint64_t most() const { return most_; }
  std::uint64_t most_count() const { return most_count_; }  ///< how many have the greatest length

  /// The smallest length that at least `share` (0 to 1) of all do not exceed (nearest rank); 0 when there are none.
  std::uint64_t Quantile(double share) const {
    const auto rank =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
    std::uint64_t seen = 0;
    for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
      seen += bins_[bin];
      if (seen >= rank) return std::clamp(StartOf(bin), least_, most_);
    }
    return 0;
  }

  /// How many are shorter than `limit`, which must be below 4096.
  std::uint64_t Below(std::uint64_t limit) const {
    std::uint64_t count = 0;
    for (std::size_t bin = 0; bin < std::min<std::size_t>(bins_.size(), limit); ++bin) count += bins_[bin];
    return count;
  }

 private:
  static constexpr std::uint64_t kExact = 4096, kHalf = kExact / 2;

  static std::size_t BinOf(std::uint64_t length) {
    if (length < kExact) return static_cast<std::size_t>(length);
    const int shift = static_cast<int>(std::bit_width(length)) - 12;
    return static_cast<std::size_t>(kExact + static_cast<std::uint64_t>(shift - 1) * kHalf + (length >> shift) - kHalf);
  }
  static std::uint64_t StartOf(std::size_t bin) {
    if (bin < kExact) return bin;
    const std::uint64_t above = bin - kExact;
    return (above % kHalf + kHalf) << (above / kHalf + 1);
  }

  std::vector<std::uint64_t> bins_;
  std::uint64_t count_ = 0, sum_ = 0, least_ = 0, most_ = 0, most_count_ = 0;
};

}  // namespace sftdoctor
