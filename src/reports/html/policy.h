// The Content-Security-Policy of the page: nothing is loaded, and only what we wrote runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sftdoctor {

/// A SHA-256 sum as policies write it: base64 of the bytes that `hex` stands for.
std::string PolicyHash(std::string_view hex);

/// A policy that allows the scripts and styles with these sums (hexadecimal) and nothing else.
std::string ContentPolicy(const std::vector<std::string_view>& scripts, const std::vector<std::string_view>& styles);

}  // namespace sftdoctor
