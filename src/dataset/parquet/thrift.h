// Thrift's compact protocol, as far as parquet uses it: https://github.com/apache/thrift, thrift-compact-protocol.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sftdoctor {

/// Bytes that are not what they must be. The reader of the file turns it into an Error with the file's name.
struct DamagedBytes : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Bytes that may be sound, but are of a kind that is not read. `hint` is what the user can do about it.
struct UnreadBytes : DamagedBytes {
  UnreadBytes(const std::string& what, std::string hint) : DamagedBytes(what), hint(std::move(hint)) {}
  std::string hint;
};

/// Reads values one after the other and allocates nothing. A value takes less of the bytes than of memory, so whoever
/// keeps values of a list bounds how many. Every read is checked and throws DamagedBytes.
class ThriftReader {
 public:
  enum Type {
    kTrue = 1,
    kFalse = 2,
    kByte = 3,
    kI16 = 4,
    kI32 = 5,
    kI64 = 6,
    kDouble = 7,
    kBinary = 8,
    kList = 9,
    kSet = 10,
    kMap = 11,
    kStruct = 12
  };

  explicit ThriftReader(std::string_view bytes) : bytes_(bytes) {}

  /// Bytes taken so far.
  std::size_t position() const { return at_; }

  /// Calls `read(id, type)` for each field of the struct that begins here. It must take the value, by Skip() at least.
  template <typename Read>
  void Struct(Read&& read) {
    const Deeper deeper(*this);
    std::int64_t id = 0;
    for (int type; (type = FieldHeader(id)) != 0;) read(static_cast<int>(id), type);
  }

  /// Calls `read()` for each element, which must be of `type`.
  template <typename Read>
  void List(int type, int element, Read&& read) {
    for (std::size_t n = ListHeader(type, element); n > 0; --n) read();
  }

  bool Bool(int type) const;
  std::int64_t Integer(int type);    ///< of a field of any integer type
  std::int32_t Integer32(int type);  ///< must fit
  std::string_view Binary(int type);
  void Skip(int type);

 private:
  static constexpr int kDeepest = 32;  ///< schemas are flat lists; real footers nest seven deep

  struct Deeper {
    explicit Deeper(ThriftReader& reader) : reader(reader) {
      if (++reader.depth_ > kDeepest) throw DamagedBytes("structures nest too deep");
    }
    ~Deeper() { --reader.depth_; }
    ThriftReader& reader;
  };

  unsigned char Byte();
  std::uint64_t Varint();
  std::int64_t Zigzag();
  int FieldHeader(std::int64_t& id);
  std::size_t ListHeader(int type, int element);
  void SkipElements(std::size_t count, int type);
  std::string_view Take(std::uint64_t size);

  std::string_view bytes_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace sftdoctor
