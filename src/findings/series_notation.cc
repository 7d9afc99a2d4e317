#include "findings/series_notation.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numbers>

#include "base/error.h"
#include "base/pattern.h"
#include "base/text.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMostPoints = 1000000;

/// splitmix64 (Steele, Lea, Flood 2014) and Box-Muller: the same noise on every machine.
class Noise {
 public:
  double Next() {
    const double radius = std::sqrt(-2 * std::log(Uniform()));
    return radius * std::cos(2 * std::numbers::pi * Uniform());
  }

 private:
  double Uniform() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) * 0x1.0p-53;
  }
  std::uint64_t state_ = 20260127;
};

double NumberOr(std::string_view text, double absent) {
  return text.empty() ? absent : std::strtod(std::string(text).c_str(), nullptr);
}

}  // namespace

std::vector<std::optional<double>> ReadSeriesNotation(const std::string& text) {
  static const Pattern kSegment(
      R"re(^(_|-?nan|-?inf|-?[\d.]+(?:e[-+]?\d+)?)([-+][\d.]+(?:e[-+]?\d+)?)?(?:~([\d.]+(?:e[-+]?\d+)?))?(?:x(\d+))?$)re");
  std::vector<std::optional<double>> points;
  Noise noise;
  for (const std::string_view segment : Split(text, ' ')) {
    if (segment.empty()) continue;
    std::vector<std::string_view> parts;
    if (!kSegment.Match(segment, parts)) {
      throw Error("\"" + std::string(segment) + "\" is no piece of a series", {},
                  "write LEVEL[(+|-)SLOPE][~NOISE][xCOUNT]");
    }
    const double level = NumberOr(parts[1] == "_" ? "" : parts[1], 0), slope = NumberOr(parts[2], 0),
                 spread = NumberOr(parts[3], 0);
    const double count = NumberOr(parts[4], 1);
    if (count + static_cast<double>(points.size()) > kMostPoints)
      throw Error("the series is longer than a million points");
    for (double i = 0; i < count; ++i) {
      const double stray = spread > 0 ? spread * noise.Next() : 0;
      points.push_back(parts[1] == "_" ? std::nullopt : std::optional(level + slope * i + stray));
    }
  }
  return points;
}

}  // namespace sftdoctor
