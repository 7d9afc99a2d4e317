// Which rows were seen before, by 64-bit hashes of their texts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace sftdoctor {

/// Two of n different texts share a hash with a chance of n^2 / 2^65: one in 370,000 for ten million rows. That moves
/// no share that is reported, so hits are not compared again.
inline std::uint64_t HashOf(std::string_view text) { return std::hash<std::string_view>{}(text); }
static_assert(sizeof(std::size_t) == sizeof(std::uint64_t), "std::hash must have 64 bits");

/// The hash of one text after another: "ab", "c" is another row than "a", "bc".
inline std::uint64_t HashOf(std::uint64_t before, std::string_view text) {
  const std::uint64_t mixed = (before ^ (before >> 29)) * 0xBF58476D1CE4E5B9 + HashOf(text);
  return mixed ^ (mixed >> 32);
}

/// The first row of each hash. 16 to 20 bytes for each different one.
class FirstRows {
 public:
  /// The index (0, 1, 2... in order of arrival) of the first row with this hash; nothing when this is the first, which
  /// is then kept with `place`.
  std::optional<std::size_t> Add(std::uint64_t hash, std::uint32_t place) {
    if (hashes_.size() * 3 >= slots_.size() * 2) Grow();
    std::uint32_t& slot = slots_[SlotOf(hash)];
    if (slot != kFree) return slot;
    slot = static_cast<std::uint32_t>(hashes_.size());
    hashes_.push_back(hash);
    places_.push_back(place);
    return std::nullopt;
  }
  std::optional<std::size_t> Find(std::uint64_t hash) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t slot = slots_[SlotOf(hash)];
    return slot == kFree ? std::nullopt : std::optional<std::size_t>(slot);
  }
  std::uint32_t place(std::size_t index) const { return places_[index]; }
  std::size_t size() const { return hashes_.size(); }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;

  /// Where the hash stands, or would.
  std::size_t SlotOf(std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash * 0x9E3779B97F4A7C15 >> 32) & mask;
    while (slots_[at] != kFree && hashes_[slots_[at]] != hash) at = (at + 1) & mask;
    return at;
  }
  void Grow() {
    slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, kFree);
    for (std::uint32_t i = 0; i < hashes_.size(); ++i) slots_[SlotOf(hashes_[i])] = i;
  }

  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> places_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace sftdoctor
