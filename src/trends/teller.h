// Where features of one curve are written down.
#pragma once

#include <cstddef>
#include <string>

#include "runs/curve.h"
#include "trends/features.h"

namespace sftdoctor {

/// Names features `<prefix>.<name>` and finds their places. Holds references only.
class Teller {
 public:
  Teller(const std::string& prefix, const Curve& curve, Features& out) : prefix_(prefix), curve_(curve), out_(out) {}
  void Tell(const char* name, double value) const { out_.Set(prefix_ + "." + name, value); }
  void Tell(const char* name, double value, std::size_t bin) const {
    out_.Set(prefix_ + "." + name, value, curve_.bins[bin].line);
  }
  const Curve& curve() const { return curve_; }

 private:
  const std::string& prefix_;
  const Curve& curve_;
  Features& out_;
};

}  // namespace sftdoctor
