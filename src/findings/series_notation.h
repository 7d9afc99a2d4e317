// The short way in which catalog tests write curves: "9-0.02~0.1x300 3~0.1x200 nanx5".
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sftdoctor {

/// Segments joined by blanks: LEVEL[(+|-)SLOPE][~NOISE][xCOUNT], where LEVEL is a number, nan, inf, or _ for a point
/// that is missing; SLOPE is per point, NOISE the standard deviation of normal noise (the same numbers every time),
/// COUNT defaults to 1. Missing points are nullopt. Throws Error on anything else.
std::vector<std::optional<double>> ReadSeriesNotation(const std::string& text);

}  // namespace sftdoctor
