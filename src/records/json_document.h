// The reader of logs that are one JSON document, such as trainer_state.json: every object inside an array is a record.
// Arrays of numbers outside of such objects are columns ("loss": [0.9, 0.8]), each row of them is a record.
#pragma once

#include <functional>
#include <string>

#include "base/world.h"
#include "records/keys.h"
#include "records/record.h"

namespace sftdoctor {

/// Streams the document (NaN and Infinity allowed, as Python writes them) and hands over batches of a bounded size.
/// Objects outside arrays give one record of facts. `error` is set, and what came before kept, when the text ends early
/// or is malformed.
struct JsonDocumentResult {
  std::string error;  ///< empty when the document was whole
  std::uint64_t error_line = 0;
};
JsonDocumentResult ReadJsonDocument(Source& source, const Format& format, const Metrics& metrics,
                                    const std::function<void(Batch&)>& take);

}  // namespace sftdoctor
