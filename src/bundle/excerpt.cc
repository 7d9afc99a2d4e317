#include "bundle/excerpt.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <vector>

#include "lines/decode.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kLongest = 4000;
constexpr std::uint64_t kAll = ~std::uint64_t{0};
constexpr std::uint64_t kMostOfHead = std::uint64_t{1} << 20;

/// Lines as they come in; of each only its start is kept.
class Lines {
 public:
  explicit Lines(std::size_t most) : most_(most) {}

  void Take(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t end = std::min(bytes.find('\n'), bytes.size());
      Add(bytes.substr(0, end));
      if (end == bytes.size()) return;
      Close();
      bytes.remove_prefix(end + 1);
    }
  }

  std::uint64_t count() const { return count_; }  ///< of whole lines
  /// The first lines; one that has no end yet is taken for whole.
  const std::vector<std::string>& head() {
    if (begun_) Close();
    return head_;
  }

  Excerpt Finish() {
    if (begun_) Close();
    Excerpt out;
    out.lines = count_;
    out.head = head_.size();
    out.tail = count_ - tail_.size() + 1;
    for (const std::string& line : head_) out.text += line + "\n";
    const std::uint64_t skipped = out.tail - out.head - 1;
    if (skipped > 0)
      out.text += fmt::format("[sftdoctor: lines {} to {} of {} were left out]\n", out.head + 1, out.tail - 1, count_);
    for (const std::string& line : tail_) out.text += line + "\n";
    return out;
  }

 private:
  void Add(std::string_view part) {
    begun_ = true;
    length_ += part.size();
    if (line_.size() < kLongest) line_.append(part.substr(0, kLongest - line_.size()));
  }

  void Close() {
    if (line_.ends_with('\r') && length_ == line_.size()) line_.pop_back(), --length_;
    if (length_ > line_.size()) line_ += fmt::format(" [sftdoctor: {} more bytes]", length_ - line_.size());
    ++count_;
    if (head_.size() < most_) {
      head_.push_back(std::move(line_));
    } else {
      tail_.push_back(std::move(line_));
      if (tail_.size() > most_) tail_.pop_front();
    }
    line_.clear();
    length_ = 0;
    begun_ = false;
  }

  std::size_t most_;
  std::vector<std::string> head_;
  std::deque<std::string> tail_;
  std::string line_;
  std::size_t length_ = 0;  ///< of the line that is being read, all of it
  std::uint64_t count_ = 0;
  bool begun_ = false;
};

/// Reads until there are so many lines, or bytes.
void ReadInto(Lines& lines, World& world, const std::string& path, std::uint64_t most, std::uint64_t most_bytes) {
  const Decoded decoded = Decode(world.Open(path));
  std::vector<char> buffer(std::size_t{1} << 16);
  for (std::uint64_t bytes = 0; lines.count() < most && bytes < most_bytes;) {
    const std::size_t got = decoded.source->Read(buffer.data(), buffer.size());
    if (got == 0) return;
    lines.Take({buffer.data(), got});
    bytes += got;
  }
}

}  // namespace

Excerpt ExcerptOf(World& world, const std::string& path, std::size_t most) {
  Lines lines(most);
  ReadInto(lines, world, path, kAll, kAll);
  return lines.Finish();
}

std::string HeadOf(World& world, const std::string& path, std::size_t most) {
  Lines lines(most);
  ReadInto(lines, world, path, most, kMostOfHead);
  std::string text;
  for (const std::string& line : lines.head()) text += line + "\n";
  return text;
}

}  // namespace sftdoctor
