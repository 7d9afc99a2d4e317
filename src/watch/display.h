// Who is told what happens: lines on standard output, a terminal, alerts. The loop of `tail` knows no other.
#pragma once

#include "base/world.h"
#include "watch/event.h"
#include "watch/fleet.h"

namespace sftdoctor {

class Display {
 public:
  virtual ~Display() = default;
  virtual void Show(const WatchEvent& event) = 0;
  /// After each look at the logs (several times a second), also when nothing happened.
  virtual void Refresh(const Fleet& /*fleet*/, const Moment& /*now*/) {}
  /// Whether whoever looks has had enough.
  virtual bool ended() const { return false; }
  /// The watching ends: a last summary.
  virtual void Close(const Fleet& /*fleet*/, const Moment& /*now*/) {}
};

}  // namespace sftdoctor
