// Why a row was left out.
#pragma once

#include "catalog/document.h"

namespace sftdoctor {

// clang-format off
enum class RowFault {
  kNone, kNoObject, kBeyondEnd, kTooDeep, kNoKey, kNoColon, kNoComma, kNoValue, kNumber, kCut, kCutText, kControl, kEscape,
  kTooLong, kStrayComma, kBeyondArray, kNoArrayEnd, kFieldCount,
  kFaults,
};
// clang-format on

/// What such a row does: "is cut short".
const Text& TextOf(RowFault fault);

}  // namespace sftdoctor
