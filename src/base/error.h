// The one way to say "cannot do what you asked". Bad data is never an Error: it is counted and reported.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace sftdoctor {

/// Where something stands. `line` and `column` count from 1; 0 means "not known" and is not printed.
struct Place {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
};

/// Thrown by library code, caught once in main: exit status 2. `hint` is the next step for the user and may be empty.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, Place place = {}, std::string hint = {})
      : std::runtime_error(message), place_(std::move(place)), hint_(std::move(hint)) {}
  const Place& place() const { return place_; }
  const std::string& hint() const { return hint_; }

 private:
  Place place_;
  std::string hint_;
};

}  // namespace sftdoctor
