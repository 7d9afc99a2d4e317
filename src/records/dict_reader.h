// The reader of logs whose records are objects on one line, alone (JSONL) or behind other text (a progress bar, a
// prefix).
#pragma once

#include "records/object_scanner.h"
#include "records/phase.h"
#include "records/prefilter.h"
#include "records/reader.h"

namespace sftdoctor {

class DictReader final : public Reader {
 public:
  /// `head`, the start of the log, tells whether objects name their phase.
  DictReader(const Format& format, const Metrics& metrics, std::string_view head);

  /// A line is looked at when it holds one of the format's "when" keys in either kind of quotes. The
  /// loss of an object that says "split": "val" is the evaluation loss.
  void Read(const Block& block, Batch& batch) const override;

 private:
  bool ReadLine(std::string_view line, std::uint32_t number, ObjectScanner& scanner, Batch& batch) const;
  void TurnLastToEval(Batch& batch) const;

  Keys keys_;
  Prefilter prefilter_;
  EvalTwins twins_;
  bool phases_;
};

}  // namespace sftdoctor
