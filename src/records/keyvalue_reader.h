// The cautious reader of text logs nobody described: `key: number`, `key=number`, `key number`, by the catalog's
// aliases.
#pragma once

#include "records/keys.h"
#include "records/phase.h"
#include "records/prefilter.h"
#include "records/reader.h"

namespace sftdoctor {

class KeyValueReader final : public Reader {
 public:
  KeyValueReader(const Format& format, const Metrics& metrics);

  /// A line is looked at when it holds a "when" text of the format in any of three cases (loss, Loss, LOSS). It is
  /// recognised when it has a known metric, or an epoch alone (which places the lines after it). What a line headed
  /// "[Valid]" calls loss is the evaluation loss. The summary that W&B prints at the end is passed over.
  void Read(const Block& block, Batch& batch) const override;

 private:
  bool ReadLine(std::string_view line, std::uint32_t number, KeyCache& keys, TimeCache& times, Batch& batch) const;

  Keys keys_;
  Prefilter prefilter_;
  EvalTwins twins_;
};

}  // namespace sftdoctor
