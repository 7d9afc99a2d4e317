#include "dataset/parquet/thrift.h"

#include <fmt/format.h>

#include <limits>

namespace sftdoctor {
namespace {

[[noreturn]] void Unexpected(const char* wanted, int type) {
  throw DamagedBytes(fmt::format("{} is stored as type {}", wanted, type));
}

}  // namespace

unsigned char ThriftReader::Byte() {
  if (at_ == bytes_.size()) throw DamagedBytes("it ends in the middle of a structure");
  return static_cast<unsigned char>(bytes_[at_++]);
}

std::uint64_t ThriftReader::Varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const unsigned char byte = Byte();
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  throw DamagedBytes("a number has too many digits");
}

std::int64_t ThriftReader::Zigzag() {
  const std::uint64_t value = Varint();
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

std::string_view ThriftReader::Take(std::uint64_t size) {
  if (size > bytes_.size() - at_) throw DamagedBytes("a text is longer than what holds it");
  const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(size));
  at_ += taken.size();
  return taken;
}

int ThriftReader::FieldHeader(std::int64_t& id) {
  const unsigned char header = Byte();
  if (header == 0) return 0;
  id = header >> 4 ? id + (header >> 4) : Zigzag();
  if (id < 0 || id > std::numeric_limits<std::int16_t>::max()) throw DamagedBytes("a field has an impossible number");
  return header & 0x0F;
}

std::size_t ThriftReader::ListHeader(int type, int element) {
  if (type != kList && type != kSet) Unexpected("a list", type);
  const unsigned char header = Byte();
  const std::uint64_t count = header >> 4 == 15 ? Varint() : header >> 4;
  if (count > bytes_.size() - at_) throw DamagedBytes("a list is longer than what holds it");
  if (count > 0 && (header & 0x0F) != element) Unexpected("an element", header & 0x0F);
  return static_cast<std::size_t>(count);
}

bool ThriftReader::Bool(int type) const {
  if (type != kTrue && type != kFalse) Unexpected("a truth value", type);
  return type == kTrue;
}

std::int64_t ThriftReader::Integer(int type) {
  if (type == kByte) return static_cast<signed char>(Byte());
  if (type != kI16 && type != kI32 && type != kI64) Unexpected("a number", type);
  return Zigzag();
}

std::int32_t ThriftReader::Integer32(int type) {
  const std::int64_t value = Integer(type);
  if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max())
    throw DamagedBytes(fmt::format("{} does not fit its place", value));
  return static_cast<std::int32_t>(value);
}

std::string_view ThriftReader::Binary(int type) {
  if (type != kBinary) Unexpected("a text", type);
  return Take(Varint());
}

void ThriftReader::SkipElements(std::size_t count, int type) {
  for (; count > 0; --count) {
    if (type == kTrue || type == kFalse) {
      Byte();  // in a list a truth value has a byte of its own
    } else {
      Skip(type);
    }
  }
}

void ThriftReader::Skip(int type) {
  const Deeper deeper(*this);
  switch (type) {
    case kTrue:
    case kFalse:
      return;
    case kByte:
      Byte();
      return;
    case kI16:
    case kI32:
    case kI64:
      Varint();
      return;
    case kDouble:
      Take(8);
      return;
    case kBinary:
      Take(Varint());
      return;
    case kStruct:
      return Struct([&](int, int field) { Skip(field); });
    case kList:
    case kSet: {
      const unsigned char header = Byte();
      const std::uint64_t count = header >> 4 == 15 ? Varint() : header >> 4;
      if (count > bytes_.size() - at_) throw DamagedBytes("a list is longer than what holds it");
      return SkipElements(static_cast<std::size_t>(count), header & 0x0F);
    }
    case kMap: {
      const std::uint64_t count = Varint();
      if (count == 0) return;
      const unsigned char types = Byte();
      if (count > bytes_.size() - at_) throw DamagedBytes("a map is longer than what holds it");
      for (std::uint64_t i = 0; i < count; ++i) {
        SkipElements(1, types >> 4);
        SkipElements(1, types & 0x0F);
      }
      return;
    }
    default:
      throw DamagedBytes(fmt::format("type {} does not exist", type));
  }
}

}  // namespace sftdoctor
