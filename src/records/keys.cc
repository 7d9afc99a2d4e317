#include "records/keys.h"

#include "base/error.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostOrdinals = 64;
constexpr std::size_t kMostKnown = 4096;  ///< a hostile log may print a new key on each line
constexpr std::size_t kLongestKey = 256;  ///< a longer one is text between quotes, no name

}  // namespace

Keys::Keys(const Format& format, const Metrics& metrics) : format_(&format), metrics_(&metrics) {
  try {
    for (const std::string& expression : format.ignore) ignore_.emplace_back(expression);
  } catch (const Error& error) {
    throw Error(error.what(), format.place, "it stands in \"ignore\"; see https://github.com/google/re2/wiki/Syntax");
  }
}

Field Keys::Find(std::string_view key) const {
  const std::string folded = FoldName(key);
  const auto own = format_->fields.find(folded);
  if (own != format_->fields.end()) return own->second;
  for (const Pattern& pattern : ignore_) {
    if (pattern.Matches(folded)) return {};
  }
  return {metrics_->ByAlias(folded).value_or(kNoMetric), false};
}

Field KeyCache::Find(std::string_view key, std::size_t ordinal) {
  if (key.size() > kLongestKey) return {};
  if (ordinal < last_.size() && last_[ordinal].key == key) return last_[ordinal].field;
  const std::string name(key);
  auto found = known_.find(name);
  if (found == known_.end()) {
    if (known_.size() >= kMostKnown) known_.clear();
    found = known_.emplace(name, keys_->Find(key)).first;
  }
  if (ordinal < kMostOrdinals) {
    if (ordinal >= last_.size()) last_.resize(ordinal + 1);
    last_[ordinal] = {name, found->second};
  }
  return found->second;
}

}  // namespace sftdoctor
