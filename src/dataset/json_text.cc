#include "dataset/json_text.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "dataset/json_scan.h"
#include "dataset/rows.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kRead = std::size_t{1} << 20;

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

}  // namespace

JsonText::JsonText(std::unique_ptr<Source> source) : source_(std::move(source)), buffer_(kRead) {
  if (!SkipBlanks() || buffer_[at_] != '[') return;
  array_ = true;
  scan_ = ++at_;
}

/// Reads more behind what is there; false when there is no more, or the row is too long already.
bool JsonText::Fill() {
  if (source_ended_ || end_ - at_ >= kLongestRow) return false;
  if (at_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
    scan_ -= at_;
    end_ -= at_;
    at_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(std::min(buffer_.size() * 2, kLongestRow + kRead));
  const std::size_t got = source_->Read(buffer_.data() + end_, buffer_.size() - end_);
  end_ += got;
  source_ended_ = got == 0;
  return got > 0;
}

/// False when nothing but blanks is left.
bool JsonText::SkipBlanks() {
  for (;;) {
    while (at_ < end_ && IsBlank(buffer_[at_])) line_ += buffer_[at_++] == '\n';
    scan_ = at_;
    if (at_ < end_) return true;
    if (!Fill()) return false;
  }
}

/// The row up to `end`, which is taken off the buffer.
std::string_view JsonText::Taken(std::size_t end) {
  const std::string_view text(buffer_.data() + at_, end - at_);
  at_ = scan_ = end;
  return text;
}

bool JsonText::Next(RawRow& row) { return array_ ? NextElement(row) : NextLine(row); }

bool JsonText::NextLine(RawRow& row) {
  for (;;) {
    row = {{}, line_, RowFault::kNone};
    const char* newline = nullptr;
    for (;;) {
      newline = static_cast<const char*>(std::memchr(buffer_.data() + scan_, '\n', end_ - scan_));
      if (newline) break;
      scan_ = end_;
      if (Fill()) continue;
      if (source_ended_) break;
      row.failure = RowFault::kTooLong;
      at_ = scan_;  // forget it, and go on to its end
    }
    if (!newline && at_ == end_ && row.failure == RowFault::kNone) return false;
    const std::string_view text = Trim(Taken(newline ? static_cast<std::size_t>(newline - buffer_.data()) : end_));
    if (newline) ++at_, ++scan_, ++line_;
    if (row.failure != RowFault::kNone) return true;
    if (text.empty()) continue;
    row.text = text;
    return true;
  }
}

/// Goes to the start of an element; false at the end of the array. A comma without an element, or what stands behind
/// the array, becomes a row with a failure.
bool JsonText::ToElement(RawRow& row) {
  while (SkipBlanks()) {
    row.line = line_;
    const char c = buffer_[at_];
    if (c == ',' && before_ == Before::kElement) {
      before_ = Before::kComma;
      ++at_;
      continue;
    }
    if (c == ',' || (c == ']' && before_ == Before::kComma)) {
      row.failure = RowFault::kStrayComma;
      if (c == ',') ++at_;
      if (c == ']') before_ = Before::kElement;  // now it may end the array
      return true;
    }
    if (c != ']') return true;
    array_ended_ = true;
    scan_ = ++at_;
    if (SkipBlanks()) row.failure = RowFault::kBeyondArray;
    return row.failure != RowFault::kNone;
  }
  array_ended_ = true;
  row.line = line_;
  row.failure = RowFault::kNoArrayEnd;
  return true;
}

/// Looks on for the end of the element, as far as the bytes go; true when scan_ stands behind it.
bool JsonText::ScanElement() {
  const char* const data = buffer_.data();
  while (scan_ < end_) {
    if (in_string_) {
      scan_ = static_cast<std::size_t>(FindStringStop(data + scan_, data + end_) - data);
      if (scan_ == end_) return false;
      if (data[scan_] == '\\') {
        if (scan_ + 1 == end_) return false;
        scan_ += 2;
        continue;
      }
      in_string_ = data[scan_] != '"';
      ++scan_;
      if (!in_string_ && depth_ == 0) return true;
      continue;
    }
    const char c = data[scan_];
    if (depth_ == 0 && scan_ > at_ && (c == ',' || c == ']' || IsBlank(c))) return true;
    ++scan_;
    in_string_ = c == '"';
    if (c == '{' || c == '[') ++depth_;
    if ((c == '}' || c == ']') && --depth_ <= 0) return true;
  }
  return false;
}

bool JsonText::NextElement(RawRow& row) {
  row = {};
  if (array_ended_ || !ToElement(row)) return false;
  if (row.failure != RowFault::kNone) return true;
  if (before_ == Before::kElement) row.failure = RowFault::kNoComma;
  depth_ = 0;
  in_string_ = false;
  while (!ScanElement()) {
    if (Fill()) continue;
    if (source_ended_) {
      row.failure = RowFault::kCut;
      array_ended_ = true;
      return true;
    }
    row.failure = RowFault::kTooLong;
    line_ += static_cast<std::uint64_t>(std::count(buffer_.data() + at_, buffer_.data() + scan_, '\n'));
    at_ = scan_;
  }
  const std::string_view text = Taken(scan_);
  line_ += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  before_ = Before::kElement;
  if (row.failure == RowFault::kNone) row.text = text;
  return true;
}

}  // namespace sftdoctor
