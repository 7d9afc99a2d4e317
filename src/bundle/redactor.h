// What must not leave the machine: secrets, names of people, hosts. Replaced by placeholders that stay the same.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sftdoctor {

/// Replaces in texts what looks like a secret or a name by <secret-1>, <user-1>, <email-1>, <host-1>, <address-1>: the
/// same value gets the same placeholder in every text of one redactor. The shapes that it knows are a table in
/// redactor.cc; what has none of them stays, so a reader is still asked to look.
class Redactor {
 public:
  /// The home directory and name of who runs us, as the environment tells them; empty: not known.
  Redactor(std::string home, std::string user);

  /// Works on bytes; whatever is not replaced is kept as it is. What was redacted once is left alone the second time.
  std::string Redact(std::string_view text);
  /// The same for every text in a JSON value, which stays well-formed; `key` is the member that it is the value of,
  /// which tells of some values what they are.
  nlohmann::ordered_json Redact(const nlohmann::ordered_json& value, std::string_view key);

  /// Number of places that were replaced, by kind: "secret", "user", ...
  const std::map<std::string, std::size_t>& counts() const { return counts_; }

 private:
  std::string PlaceholderFor(const std::string& kind, std::string_view value);
  std::string RedactWith(const struct RedactionRule& rule, const std::string& text);
  std::string RedactValue(const std::string& text, std::string_view key);
  std::string RedactHome(const std::string& text);

  std::string home_, user_;
  std::map<std::string, std::size_t> counts_;
  std::map<std::string, std::map<std::string, std::string, std::less<>>> placeholders_;  ///< kind -> value -> ours
};

}  // namespace sftdoctor
