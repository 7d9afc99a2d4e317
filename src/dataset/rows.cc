#include "dataset/rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dataset/json_rows.h"
#include "dataset/parquet/parquet_rows.h"
#include "dataset/table_rows.h"
#include "lines/decode.h"

namespace sftdoctor {
namespace {

/// Counts what it hands on.
class CountedSource final : public Source {
 public:
  CountedSource(std::unique_ptr<Source> inner, std::shared_ptr<std::uint64_t> count)
      : inner_(std::move(inner)), count_(std::move(count)) {}
  std::size_t Read(char* to, std::size_t size) override {
    const std::size_t got = inner_->Read(to, size);
    *count_ += got;
    return got;
  }

 private:
  std::unique_ptr<Source> inner_;
  std::shared_ptr<std::uint64_t> count_;
};

/// The first bytes of a source, which stay in front of it.
std::string Peek(std::unique_ptr<Source>& source, std::size_t most) {
  std::string head(most, '\0');
  std::size_t size = 0;
  while (size < most) {
    const std::size_t got = source->Read(head.data() + size, most - size);
    if (got == 0) break;
    size += got;
  }
  head.resize(size);
  source = Rejoin(head, std::move(source));
  return head;
}

}  // namespace

std::string NamesOf(const std::vector<Column>& columns) {
  constexpr std::size_t kMost = 20;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(columns.size(), kMost); ++i) {
    const Column& column = columns[i];
    names.push_back(column.unread.empty() ? column.name : fmt::format("{} ({})", column.name, column.unread));
  }
  const std::string more = columns.size() > kMost ? fmt::format(" and {} more", columns.size() - kMost) : "";
  return fmt::format("{}{}", fmt::join(names, ", "), more);
}

std::vector<Text> RowReader::notes() const {
  return origin_.note && !origin_.note->empty() ? std::vector<Text>{{*origin_.note, ""}} : std::vector<Text>{};
}

double RowReader::done() const {
  if (expected_rows() > 0) return static_cast<double>(number_) / static_cast<double>(expected_rows());
  if (!origin_.bytes_read || origin_.bytes == 0) return 0;
  return std::min(1.0, static_cast<double>(*origin_.bytes_read) / static_cast<double>(origin_.bytes));
}

void RowReader::Skip(RowFault fault, std::uint64_t line) {
  const auto known = std::find_if(skipped_.begin(), skipped_.end(),
                                  [&](const SkippedRows& skipped) { return skipped.fault == fault; });
  if (known != skipped_.end()) {
    ++known->count;
  } else {
    skipped_.push_back({fault, 1, line});
  }
}

std::vector<std::size_t> RowReader::Find(const std::vector<std::string>& names, const std::string& path) const {
  std::vector<std::size_t> found;
  for (const std::string& name : names) {
    const auto at =
        std::find_if(columns().begin(), columns().end(), [&](const Column& column) { return column.name == name; });
    if (at == columns().end()) {
      throw Error(fmt::format("has no column \"{}\"", name), {path},
                  fmt::format("its columns are {}", NamesOf(columns())));
    }
    if (!at->unread.empty())
      throw Error(fmt::format("column \"{}\" {}", name, at->unread), {path}, "write it as a column of texts");
    found.push_back(static_cast<std::size_t>(at - columns().begin()));
  }
  return found;
}

std::unique_ptr<RowReader> OpenRows(World& world, const std::string& path) {
  const auto bytes_read = std::make_shared<std::uint64_t>(0);
  std::unique_ptr<Source> source = std::make_unique<CountedSource>(world.Open(path), bytes_read);
  const std::string magic = Peek(source, 4);
  if (magic == "PAR1" || magic == "PARE") {
    source.reset();
    return OpenParquet(world, path);
  }
  Decoded decoded = Decode(std::move(source));
  const std::string start = Peek(decoded.source, std::size_t{1} << 12);
  const std::string_view text = Trim(start);
  if (text.empty()) throw Error("is empty", {path}, "name a dataset: JSON Lines, a JSON array, parquet or CSV");
  const bool json = text.front() == '{' || text.front() == '[';
  std::unique_ptr<RowReader> rows =
      json ? OpenJson(std::move(decoded.source), path) : OpenTable(std::move(decoded.source), path);
  const auto facts = path == "-" ? std::nullopt : world.Stat(path);
  rows->SetOrigin({decoded.note, bytes_read, facts ? facts->bytes : 0});
  return rows;
}

}  // namespace sftdoctor
