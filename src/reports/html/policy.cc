#include "reports/html/policy.h"

#include <charconv>

namespace sftdoctor {
namespace {

std::string Sources(const std::vector<std::string_view>& sums) {
  std::string sources;
  for (const std::string_view sum : sums) sources += " 'sha256-" + PolicyHash(sum) + "'";
  return sources;
}

}  // namespace

std::string PolicyHash(std::string_view hex) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < hex.size(); at += 6) {  // three bytes, four digits
    const std::string_view piece = hex.substr(at, 6);
    std::uint32_t bits = 0;
    std::from_chars(piece.data(), piece.data() + piece.size(), bits, 16);
    bits <<= 4 * (6 - piece.size());
    const std::size_t digits = piece.size() / 2 + 1;
    for (std::size_t i = 0; i < 4; ++i) out += i < digits ? kDigits[bits >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

std::string ContentPolicy(const std::vector<std::string_view>& scripts, const std::vector<std::string_view>& styles) {
  return "default-src 'none'; script-src" + Sources(scripts) + "; style-src" + Sources(styles) +
         "; base-uri 'none'; form-action 'none'";
}

}  // namespace sftdoctor
