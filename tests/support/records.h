// Logs in memory read by the real readers, and their records written out in a form that is easy to compare.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "catalog/catalog.h"
#include "lines/block_reader.h"
#include "records/reader.h"
#include "tests/support/fake_world.h"

namespace sftdoctor {

/// The catalog that is compiled in.
inline const Catalog& ShippedCatalog() {
  static const Catalog kCatalog = ReadCatalog(EmbeddedFiles());
  return kCatalog;
}

/// Bytes as one block, whatever its lines are. The text's end counts as a line's end unless `cut`.
inline Block BlockOfText(std::string_view text, bool cut = false) {
  Block block;
  block.buffer.assign(text.begin(), text.end());
  block.buffer.push_back('\n');
  block.buffer.insert(block.buffer.end(), kPadding - 1, '\0');
  block.text = std::string_view(block.buffer.data(), text.size());
  block.cut = cut;
  return block;
}

/// What a log said: each record as "LINE: name=value ... rank=NAME event=NAME", and where every line went.
struct Reading {
  std::vector<std::string> records;
  LineCounts counts;
};

inline std::string Describe(const Record& record, const Batch& batch, std::uint64_t line, const Metrics& metrics) {
  std::string out = std::to_string(line) + ":";
  const auto add = [&](std::string_view name, double value) {
    out += std::isnan(value) ? fmt::format(" {}=nan", name) : fmt::format(" {}={}", name, value);
  };
  if (!std::isnan(record.time)) add("time", record.time);
  if (!std::isnan(record.epoch)) add("epoch", record.epoch);
  if (!std::isnan(record.step)) add("step", record.step);
  for (std::size_t i = 0; i < record.value_count; ++i) {
    const Value& value = batch.values[record.first_value + i];
    add(metrics[value.metric].id, value.value);
  }
  if (record.rank > 0) out += " rank=" + ValidUtf8(batch.ranks[record.rank - 1u]);
  if (record.event != Event::kNone) out += " event=" + EventNames()[static_cast<std::size_t>(record.event)];
  return out;
}

/// Reads a whole log block by block.
inline Reading ReadWith(const Reader& reader, const Metrics& metrics, const std::string& log, std::size_t most = 0) {
  TextSource source(log, most);
  BlockReader blocks(source);
  Reading reading;
  Block block;
  std::uint64_t before = 0;
  while (blocks.Next(block)) {
    Batch batch;
    reader.Read(block, batch);
    for (const Record& record : batch.records) {
      const std::uint64_t line = before + batch.newlines_before_text + record.line + 1;
      reading.records.push_back(Describe(record, batch, line, metrics));
    }
    before += batch.newlines;
    reading.counts += batch.counts;
  }
  return reading;
}

/// Reads a log as one of the shipped formats, with the events that any program may print or without.
inline Reading ReadAs(const std::string& format, const std::string& log, Engine engine = Engine::kProgram,
                      bool events = true) {
  const Catalog& catalog = ShippedCatalog();
  const auto always = events ? AlwaysActive(catalog) : std::vector<const Format*>();
  return ReadWith(*MakeReader(*catalog.FindFormat(format), always, catalog.metrics, log, engine), catalog.metrics, log);
}

}  // namespace sftdoctor
