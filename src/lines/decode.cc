#include "lines/decode.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace sftdoctor {
namespace {

/// A stream in front of another one: cannot seek.
class Filter : public Source {
 public:
  explicit Filter(std::unique_ptr<Source> inner) : inner_(std::move(inner)) {}

 protected:
  std::unique_ptr<Source> inner_;
};

class Rejoined final : public Source {
 public:
  Rejoined(std::string head, std::unique_ptr<Source> rest) : head_(std::move(head)), rest_(std::move(rest)) {}
  std::size_t Read(char* to, std::size_t size) override {
    if (at_ == head_.size()) return rest_->Read(to, size);
    const std::size_t n = std::min(size, head_.size() - at_);
    std::memcpy(to, head_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::string head_;
  std::unique_ptr<Source> rest_;
  std::size_t at_ = 0;
};

class GzipSource final : public Filter {
 public:
  GzipSource(std::unique_ptr<Source> inner, std::shared_ptr<std::string> note)
      : Filter(std::move(inner)), note_(std::move(note)) {
    if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) throw Error("cannot start zlib");
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override { inflateEnd(&stream_); }

  std::size_t Read(char* to, std::size_t size) override {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
    const uInt wanted = stream_.avail_out;
    while (!ended_ && stream_.avail_out == wanted) Step();
    return wanted - stream_.avail_out;
  }

 private:
  void Step() {
    if (stream_.avail_in == 0) {
      const std::size_t got = inner_->Read(input_, sizeof input_);
      if (got == 0) return End(between_members_ ? "" : "the gzip stream is cut short; what could be read was judged");
      stream_.next_in = reinterpret_cast<Bytef*>(input_);
      stream_.avail_in = static_cast<uInt>(got);
    }
    if (between_members_) {  // tapes and block devices pad with zeros
      while (stream_.avail_in > 0 && *stream_.next_in == 0) ++stream_.next_in, --stream_.avail_in;
      if (stream_.avail_in == 0) return;
    }
    between_members_ = false;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      between_members_ = true;
      inflateReset(&stream_);
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      End("the gzip stream is damaged; what stands before the damage was judged");
    }
  }

  void End(const char* note) {
    ended_ = true;
    *note_ = note;
  }

  std::shared_ptr<std::string> note_;
  z_stream stream_{};
  char input_[1 << 15];
  bool ended_ = false;
  bool between_members_ = false;
};

class Utf16Source final : public Filter {
 public:
  Utf16Source(std::unique_ptr<Source> inner, bool big) : Filter(std::move(inner)), big_(big) {}

  std::size_t Read(char* to, std::size_t size) override {
    while (at_ == ready_.size() && !ended_) Step();
    const std::size_t n = std::min(size, ready_.size() - at_);
    std::memcpy(to, ready_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  void Step() {
    ready_.clear();
    at_ = 0;
    char raw[1 << 14];
    const std::size_t got = inner_->Read(raw, sizeof raw);
    ended_ = got == 0;
    for (std::size_t i = 0; i < got; ++i) {
      const unsigned byte = static_cast<unsigned char>(raw[i]);
      if (half_) {
        Unit(big_ ? first_ << 8 | byte : byte << 8 | first_);
      } else {
        first_ = byte;
      }
      half_ = !half_;
    }
    if (ended_ && (high_ || half_)) AppendUtf8(ready_, 0xFFFD);
  }

  void Unit(unsigned unit) {
    if (high_ && (unit & 0xFC00) == 0xDC00) {
      AppendUtf8(ready_, 0x10000 + ((high_ & 0x3FF) << 10) + (unit & 0x3FF));
      high_ = 0;
      return;
    }
    if (high_) AppendUtf8(ready_, 0xFFFD);
    high_ = (unit & 0xFC00) == 0xD800 ? unit : 0;
    if (!high_) AppendUtf8(ready_, (unit & 0xFC00) == 0xDC00 ? 0xFFFD : unit);
  }

  bool big_;
  bool half_ = false;
  bool ended_ = false;
  unsigned first_ = 0;
  unsigned high_ = 0;
  std::string ready_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<Source> Rejoin(std::string head, std::unique_ptr<Source> rest) {
  return std::make_unique<Rejoined>(std::move(head), std::move(rest));
}

Decoded Decode(std::unique_ptr<Source> source) {
  std::string head(3, '\0');
  std::size_t size = 0;
  while (size < head.size()) {
    const std::size_t got = source->Read(head.data() + size, head.size() - size);
    if (got == 0) break;
    size += got;
  }
  head.resize(size);
  const bool utf8 = head == "\xEF\xBB\xBF";
  const bool little = head.starts_with("\xFF\xFE"), big = head.starts_with("\xFE\xFF");
  const bool gzip = head.starts_with("\x1F\x8B");
  Decoded decoded;
  decoded.note = std::make_shared<std::string>();
  std::unique_ptr<Source> whole = Rejoin(utf8 ? "" : little || big ? head.substr(2) : head, std::move(source));
  decoded.encoding = gzip ? "gzip" : little || big ? "utf-16" : "";
  if (gzip) {
    decoded.source = std::make_unique<GzipSource>(std::move(whole), decoded.note);
  } else if (little || big) {
    decoded.source = std::make_unique<Utf16Source>(std::move(whole), big);
  } else {
    decoded.source = std::move(whole);
  }
  return decoded;
}

}  // namespace sftdoctor
