// Positions in, one monotone x out.
#include "runs/axis.h"

#include <doctest/doctest.h>

namespace sftdoctor {
namespace {

constexpr double kNone = NAN;

/// An axis that has gone through steps 0, 50 .. `last` of each epoch from 0 to `epoch`.
Axis After(int epoch, double last) {
  Axis axis;
  for (int e = 0; e <= epoch; ++e) {
    for (double step = 0; step <= last; step += 50) axis.Advance({static_cast<double>(e), step}, true, false, kNone);
  }
  return axis;
}

TEST_CASE("steps that restart with each epoch are laid end to end") {
  CHECK(After(0, 200).x() == 200);
  CHECK(After(2, 200).x() == 2 * 250 + 200);
}

TEST_CASE("the length of an epoch, when the log tells it, is used for it") {
  Axis axis;
  axis.Advance({0, 150}, true, false, 166);
  axis.Advance({1, 50}, true, false, 166);
  CHECK(axis.x() == 166 + 50);
}

TEST_CASE("steps that go on over epochs are left alone") {
  Axis axis;
  axis.Advance({0, 100}, false, false, kNone);
  axis.Advance({1, 200}, false, false, kNone);
  axis.Advance({1, 300}, false, false, kNone);
  CHECK(axis.x() == 300);
}

TEST_CASE("without steps x counts records") {
  Axis axis;
  for (int i = 0; i < 4; ++i) axis.Advance({1, kNone}, false, false, kNone);
  CHECK(axis.x() == 4);
  CHECK_FALSE(axis.counts_steps());
}

TEST_CASE("what a fall back means") {
  const Axis axis = After(1, 1000);
  CHECK(axis.Classify({1, 1050}, true, false) == Axis::Move::kForward);
  CHECK(axis.Classify({2, 0}, true, false) == Axis::Move::kForward);
  CHECK(axis.Classify({1, 1000}, true, false) == Axis::Move::kRepeat);
  CHECK(axis.Classify({1, 1000}, true, true) == Axis::Move::kForward);
  CHECK(axis.Classify({1, 900}, true, false) == Axis::Move::kRepeat);
  CHECK(axis.Classify({1, 500}, true, false) == Axis::Move::kResume);
  CHECK(axis.Classify({0, 0}, true, false) == Axis::Move::kRestart);
}

TEST_CASE("without epochs a fall to the first step is a wrap, for the loss to judge") {
  Axis axis;
  for (double step = 10; step <= 500; step += 10) axis.Advance({kNone, step}, false, false, kNone);
  CHECK(axis.Classify({kNone, 10}, false, false) == Axis::Move::kWrap);
  axis.Wrap();
  axis.Advance({kNone, 10}, false, false, kNone);
  CHECK(axis.x() == 520);
}

TEST_CASE("going back lands where the place was") {
  Axis axis = After(2, 1000);
  axis.GoBack({1, 500});
  CHECK(axis.x() == 1050 + 500);
  axis.Advance({1, 550}, true, false, kNone);
  CHECK(axis.x() == 1050 + 550);
}

TEST_CASE("a relaunch goes on from where the last one stood, not from far away") {
  const Axis axis = After(0, 1000);
  CHECK(axis.GoesOn({0, 1050}));
  CHECK(axis.GoesOn({1, 0}));
  CHECK_FALSE(axis.GoesOn({0, 0}));
  CHECK_FALSE(axis.GoesOn({0, 1000000}));
}

}  // namespace
}  // namespace sftdoctor
