#include "config/line_index.h"

#include <algorithm>

#include "base/text.h"

namespace sftdoctor {

LineIndex::LineIndex(std::string_view text) : text_(text), begins_{text.starts_with("\xEF\xBB\xBF") ? 3u : 0u} {
  last_byte_ = begins_[0];
  for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
       at = text.find_first_of("\r\n", at + 1)) {
    const std::size_t length = text.substr(at, 2) == "\r\n" ? 2 : 1;
    if (begins_.size() == 1) newline_ = text.substr(at, length);
    at += length - 1;
    begins_.push_back(at + 1);
  }
}

std::size_t LineIndex::LineOf(std::size_t byte) const {
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), byte);
  return after == begins_.begin() ? 0 : static_cast<std::size_t>(after - begins_.begin()) - 1;
}

Place LineIndex::At(std::size_t byte) const {
  byte = std::min(byte, text_.size());
  const std::size_t line = LineOf(byte), begin = begins_[line];
  const bool onwards = last_byte_ >= begin && last_byte_ <= byte;
  std::size_t at = onwards ? last_byte_ : begin, column = onwards ? last_column_ : 1;
  while (at < byte) {
    at += std::max<std::size_t>(1, Utf8Length(text_.substr(at, 4)));
    ++column;
  }
  last_byte_ = byte;
  last_column_ = column;
  return {"", line + 1, column};
}

std::size_t LineIndex::LineBegin(std::size_t byte) const { return begins_[LineOf(byte)]; }

std::size_t LineIndex::LineEnd(std::size_t byte) const {
  return std::min(text_.find_first_of("\r\n", byte), text_.size());
}

std::string LineIndex::Indentation(std::size_t byte) const {
  const std::string_view line = text_.substr(LineBegin(byte));
  return std::string(line.substr(0, std::min(line.find_first_not_of(" \t\f"), line.size())));
}

bool LineIndex::IsFirst(std::size_t byte) const {
  const std::size_t begin = LineBegin(byte);
  return Trim(text_.substr(begin, byte - begin)).empty();
}

std::string_view LineIndex::Line(std::size_t number) const {
  if (number == 0 || number > begins_.size()) return {};
  const std::size_t begin = begins_[number - 1];
  return text_.substr(begin, LineEnd(begin) - begin);
}

std::size_t LineIndex::ByteAt(std::size_t line, std::size_t column) const {
  if (line == 0 || line > begins_.size()) return text_.size();
  const std::size_t begin = begins_[line - 1], end = LineEnd(begin);
  std::size_t at = begin;
  for (; column > 1 && at < end; --column) at += std::max<std::size_t>(1, Utf8Length(text_.substr(at, 4)));
  return at;
}

}  // namespace sftdoctor
