#include "trends/spikes.h"

#include <algorithm>
#include <cmath>

#include "trends/robust.h"

namespace sftdoctor {
namespace {

constexpr double kBack = 3;     // sigmas within which the level counts as back
constexpr double kLost = 0.95;  // or the share of its height that a spike has lost: 3 sigma of a smooth curve is thin
constexpr std::size_t kEnough = 30;  // values that tell a noise of their own; before, the whole curve's stands in
constexpr double kUsualHigh = 0.95;  // quantile of the recent high values that a spike must pass

// The last `width` values, in order of size.
class Recent {
 public:
  explicit Recent(std::size_t width) : width_(width) {}
  void Add(double value) {
    sorted_.Insert(value);
    all_.push_back(value);
    if (all_.size() > width_) sorted_.Erase(all_[all_.size() - width_ - 1]);
  }
  double Quantile(double share) const { return sorted_.Quantile(share); }

 private:
  std::size_t width_;
  std::vector<double> all_;
  SortedWindow sorted_;
};

// What the curve was like just before a place. The noise is local, since it shrinks with the level in most runs, and is
// taken about the trailing level, so that a steep fall widens it.
class Past {
 public:
  explicit Past(std::size_t n) : levels_(std::max<std::size_t>(5, n / 50)), highs_(Far(n)), excesses_(Far(n)) {}

  void Add(double high, double level) {
    if (count_++ > 0) excesses_.Add(high - Level());
    levels_.Add(level);
    highs_.Add(high);
  }
  bool empty() const { return count_ == 0; }
  double Level() const { return levels_.Quantile(0.5); }
  double UsualHigh() const { return highs_.Quantile(kUsualHigh); }
  /// How far a bin's highest value stands above the level anyway: grows with the points in a bin.
  double UsualExcess() const { return std::max(0.0, excesses_.Quantile(0.5)); }
  double Noise(const SpikeLimits& limits) const {
    constexpr double kQuartilesToSigma = 1.349, kTailToSigma = 1.645;
    const double bulk = (excesses_.Quantile(0.75) - excesses_.Quantile(0.25)) / kQuartilesToSigma;
    // Single batches have heavy tails: where one in twenty is far out, one in a thousand being further is no event.
    const double tail = (excesses_.Quantile(0.95) - excesses_.Quantile(0.5)) / kTailToSigma;
    const double local = std::max(bulk, tail);
    return std::max(local, count_ > kEnough ? limits.noise_floor : limits.noise);
  }

 private:
  static std::size_t Far(std::size_t n) { return std::max(kEnough, n / 4); }
  std::size_t count_ = 0;
  Recent levels_, highs_, excesses_;
};

}  // namespace

std::vector<Spike> FindSpikes(std::span<const double> high, std::span<const double> level, const SpikeLimits& limits) {
  const std::size_t n = high.size();
  Past past(n);
  std::vector<Spike> spikes;
  for (std::size_t i = 0; i < n;) {
    const double before = past.Level(), usual = past.UsualExcess(), noise = past.Noise(limits);
    const auto measure = [&](std::size_t at) {
      const double height = high[at] - before;
      return Spike{at, before, height, (height - usual) / noise, std::nullopt};
    };
    Spike spike = measure(i);
    const bool jumps = i >= limits.startup && !past.empty() && spike.sigma > limits.sigmas &&
                       spike.height > limits.share * std::max(std::abs(before), limits.least_level) &&
                       high[i] - past.UsualHigh() > limits.sigmas / 2 * noise;
    if (!jumps) {
      past.Add(high[i], level[i]);
      ++i;
      continue;
    }
    const std::size_t from = i;
    const auto back = [&] { return level[i] - before <= std::max(kBack * noise, (1 - kLost) * spike.height); };
    for (++i; i < n && !back(); ++i) {
      if (high[i] - before > spike.height) spike = measure(i);
    }
    if (i < n) spike.recovery = i - from;
    spikes.push_back(spike);
  }
  return spikes;
}

}  // namespace sftdoctor
